"""A run narrowed to one contract says of it what a whole run says, and nothing twice of the rest."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from contract_ai.auditing import Checked
from contract_ai.one_contract import ContractGone
from contract_ai.pipeline import check
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from models.findings import LocatedFinding, Test
from models.tables import tests as tables
from models.tables.audit import AuditEventRow
from models.tables.findings import ComparisonRow
from models.tables.runs import RunRow
from tests.checks.builders import invoice, line
from tests.contract_ai.samples import NOW, TODAY
from tests.contract_ai.test_auditing import (
    deals,
    papers,
    put,
    records,
    run,
    stored,
    two_deals,
    whole,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "books.db")
    yield opened
    opened.close()


def narrow(database: Database, stem: str, days: int = 0) -> Checked:
    return check(database, as_of=TODAY + timedelta(days), now=LATER, only=stem)


def of(database: Database, stem: str, *, now: bool) -> tuple[list[LocatedFinding], list[Test]]:
    """Return what is said of a contract: as it is stored, or as a check of everything says now."""
    said = whole(database) if now else stored(database)
    found = [one for one in said.findings if one.contract == stem]
    return found, [one for one in said.tests if one.contract == stem]


@pytest.mark.parametrize("seed", range(6))
def test_the_contract_is_as_after_a_whole_run_and_no_invoice_is_there_twice(
    books: Database, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 (made data, no secret)
    everything = list({one.document.file: one for one in papers(rng)}.values())
    put(books, deals(), everything[::3])
    run(books)
    put(books, (), everything[1::3], **records(rng))
    for stem in ("SOW", "NEXT", "LAST"):
        done = narrow(books, stem)
        assert not done.whole
        assert of(books, stem, now=False) == of(books, stem, now=True)
        with books.read() as session:
            rows = session.exec(
                select(tables.TestedRow.invoice_id).where(col(tables.TestedRow.invoice_id) > 0)
            )
            assert Counter(rows).most_common(1)[0][1] == 1
    put(books, (), everything[2::3])
    run(books)
    assert stored(books) == whole(books)


def test_what_changed_elsewhere_waits_for_a_whole_run(books: Database) -> None:
    two_deals(books)
    run(books)
    put(books, (), [invoice("C", line(description="Analyst", amount="90"))])
    done = narrow(books, "TWO")
    assert (done.parts, done.again) == (1, 0)
    assert "C" not in {test.invoice for test in stored(books).tests}
    done = narrow(books, "ONE")
    assert (done.again, done.invoices) == (1, 2)
    assert "C" in {test.invoice for test in stored(books).tests}


def test_the_run_adds_up_and_keeps_its_moment(books: Database) -> None:
    two_deals(books)
    run(books)
    put(books, (), [invoice("C", line(description="Analyst", amount="90"))])
    done = narrow(books, "ONE")
    with books.read() as session:
        row = session.exec(select(RunRow)).one()
        compared = session.get_one(ComparisonRow, 1)
        query = select(AuditEventRow.contract).where(AuditEventRow.action == "checks.narrow_run")
        assert session.exec(query).all() == ["ONE"]
    assert (row.findings, row.tests) == (done.findings, done.tests)
    assert row.findings == len(stored(books).findings)
    assert row.finished_at == compared.finished_at == NOW  # credit notes since then are still new


@pytest.mark.parametrize("days", [None, 1])
def test_without_a_whole_run_of_the_day_everything_is_checked(
    books: Database, days: int | None
) -> None:
    two_deals(books)
    if days is not None:
        run(books)
        put(books, (), [invoice("C", line(description="Analyst", amount="90"))])
    done = narrow(books, "TWO", days or 0)
    assert done.whole
    assert done.parts == 2


def test_a_contract_that_is_not_there_is_said_to_be_gone(books: Database) -> None:
    two_deals(books)
    run(books)
    with pytest.raises(ContractGone):
        narrow(books, "THREE")
