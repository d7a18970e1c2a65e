"""Corrections in the database: who was first, what a run makes of them, whole and part by part."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select as sql_select
from sqlmodel import Session, select

from contract_ai.desk.columns import TESTED_ON
from contract_ai.storage import documents as store
from contract_ai.storage.engine import Database
from contract_ai.storage.invoices import invoices_of, load_heads
from contract_ai.storage.matching import (
    Answer,
    MatchedMeanwhile,
    current,
    let_teach,
    load_corrections,
    say,
    spread,
    take_back,
)
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from models.invoices import Invoice
from models.matching import Correction, TermName
from models.tables.audit import AuditEventRow
from tests.checks.builders import contract, invoice, line, term
from tests.contract_ai.samples import NOW
from tests.contract_ai.test_auditing import put, run, stored, whole

SEATS = term("rate", item="platform seat", amount="10", unit="seat", review=False)
CARE = term("fee", item="managed care", amount="70", frequency="monthly", review=False)
ANN = Actor("ann", "finance")
REFERENCE = {"contract_reference": "A"}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "books.db", ANN)
    put(opened, (contract("A", SEATS), contract("B", CARE)), map(bill, range(1, 5)))
    run(opened)
    yield opened
    opened.close()


def bill(number: int) -> Invoice:
    """Return an invoice whose words and figures are of both contracts, or of neither."""
    sum_ = str(60 + 10 * number)
    words = {"description": f"Licences, part {number}", "unit_price": "10", "amount": sum_}
    one = line(1, quantity=str(6 + number), **words)
    return invoice(f"INV-{number}", one, issue_date=f"2026-03-0{number}", total=sum_)


def on_file(session: Session, number: str) -> Invoice:
    row = next(head.row for head in load_heads(session) if head.number == number)
    return invoices_of(session, [row])[0]


def tell(database: Database, number: str, answer: Answer, *, line: int = 0) -> Correction:
    with database.write() as session:
        about = on_file(session, number)
        own = about.lines[line - 1] if line else None
        before = current(session, about, own)
        seen = before.number if before else 0
        return say(session, about, own, answer, seen=seen, at=NOW)


def under(database: Database) -> dict[str | None, tuple[str | None, int | None, bool]]:
    """Return the contract of each invoice and the correction that told it, after a run."""
    with database.read() as session:
        columns = (TESTED_ON.invoice, TESTED_ON.contract, TESTED_ON.told, TESTED_ON.learned)
        rows = session.execute(sql_select(*columns).where(TESTED_ON.invoice_id.is_not(None)))
        return {row.invoice: (row.contract, row.told, row.learned) for row in rows}


def test_both_ways_of_checking_agree_after_each_correction(books: Database) -> None:
    spare = Answer("B", spared=frozenset({"inv2|provider|invoice|2026-03-02"}))
    steps = (
        ("INV-1", Answer("B"), 0),
        ("INV-2", Answer("A"), 0),
        ("INV-2", Answer("A", TermName("A", "rate", "platform seat")), 1),
        ("INV-3", Answer(None, reason="not ours"), 0),
        ("INV-4", spare, 0),
        ("INV-4", Answer("B", None, reason="an extra"), 1),
    )
    for number, answer, row in steps:
        tell(books, number, answer, line=row)
        assert run(books).again >= 1
        assert stored(books) == whole(books)
        assert run(books).again == 0


def test_a_credit_note_goes_along_and_comes_back(books: Database) -> None:
    note = invoice(
        "CN-1",
        line(1, description="Licences, part 1", amount="5"),
        kind="credit_note",
        corrects="INV-1",
        total="5",
        issue_date="2026-04-01",
    )
    put(books, (), [note])
    run(books)
    assert under(books)["CN-1"][1:] == (None, False)
    for stem, number in (("A", 1), ("B", 2)):
        tell(books, "INV-1", Answer(stem, teaches=False))
        run(books)
        assert under(books)["CN-1"] == (stem, number, True)
        assert stored(books) == whole(books)
    tell(books, "CN-1", Answer("A", teaches=False))
    run(books)
    assert under(books)["CN-1"] == ("A", 3, False)
    for number, name in ((3, "CN-1"), (2, "INV-1"), (1, "INV-1")):
        with books.write() as session:
            take_back(session, on_file(session, name), None, seen=number, at=NOW)
        run(books)
        assert stored(books) == whole(books)
    assert under(books)["CN-1"][1:] == (None, False)


def test_both_families_are_checked_again(books: Database) -> None:
    tell(books, "INV-1", Answer("A", teaches=False))
    run(books)
    assert under(books)["INV-1"] == ("A", 1, False)
    before = stored(books)
    tell(books, "INV-1", Answer("B", teaches=False))
    assert run(books).again == 2  # the family that loses it and the one that gains it
    assert under(books)["INV-1"] == ("B", 2, False)
    assert stored(books) == whole(books) != before


def test_what_is_learnt_tells_those_that_come_and_those_on_file(books: Database) -> None:
    with books.read() as session:
        names = frozenset(f"inv{n}|provider|invoice|2026-03-0{n}" for n in (2, 3))
        assert on_file(session, "INV-2").contract_reference is None
    tell(books, "INV-1", Answer("B", spared=names))
    put(books, (), [bill(5)])
    run(books)
    found = under(books)
    assert found["INV-5"] == ("B", 1, True)
    assert found["INV-2"][1:] == (None, False)
    with books.write() as session:
        spread(session, 1, NOW)
    run(books)
    assert under(books)["INV-2"] == ("B", 1, True)
    with books.write() as session:
        let_teach(session, 1, NOW, teaches=False)
    run(books)
    assert under(books)["INV-5"][1:] == (None, False)
    assert under(books)["INV-1"] == ("B", 1, False)
    assert stored(books) == whole(books)


def test_who_comes_second_is_told_who_was_first(books: Database) -> None:
    first = tell(books, "INV-1", Answer("A"))
    with books.write() as session, pytest.raises(MatchedMeanwhile) as caught:
        say(session, on_file(session, "INV-1"), None, Answer("B"), seen=0, at=NOW)
    assert caught.value.latest == first
    second = tell(books, "INV-1", Answer("B"))
    later = NOW + timedelta(hours=1)
    with books.write() as session:
        about = on_file(session, "INV-1")
        with pytest.raises(MatchedMeanwhile):
            take_back(session, about, None, seen=first.number, at=later)
        assert take_back(session, about, None, seen=second.number, at=later) == first
        assert take_back(session, about, None, seen=first.number, at=later) is None
        with pytest.raises(MatchedMeanwhile):
            take_back(session, about, None, seen=0, at=later)
    with books.read() as session:
        assert load_corrections(session) == ()


def test_every_step_is_in_the_audit_trail(books: Database) -> None:
    tell(books, "INV-1", Answer("A", reason="as Bob wrote"))
    with books.write() as session:
        spread(session, 1, NOW)
        let_teach(session, 1, NOW, teaches=False)
        take_back(session, on_file(session, "INV-1"), None, seen=1, at=NOW)
    with books.read() as session:
        events = session.exec(
            select(AuditEventRow).where(AuditEventRow.action.like("match.%"))  # type: ignore[attr-defined]  # a column
        ).all()
    assert [one.action.removeprefix("match.") for one in events] == [
        "corrected",
        "spread",
        "unlearnt",
        "taken_back",
    ]
    assert {(one.actor, one.contract, one.reason) for one in events} == {
        ("ann", "A", "as Bob wrote")
    }


def test_it_outlives_the_invoice_and_holds_when_it_comes_back(books: Database) -> None:
    tell(books, "INV-1", Answer("A"))
    with books.write() as session:
        keep = [row for row in store.documents(session) if row.file != "INV-1.xml"]
        store.keep_only(session, [(row.kind, row.sha256) for row in keep], NOW)
    run(books)
    assert "INV-1" not in under(books)
    again = bill(1)
    other = again.document.model_copy(update={"file": "other.csv"})
    put(books, (), [again.model_copy(update={"document": other})])
    run(books)
    assert under(books)["INV-1"] == ("A", 1, False)
