"""Deals of systems and files become contracts to expect; what comes of them is checked in parts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from checks.run import audit
from contract_ai.pipeline import load_book
from contract_ai.storage import documents as store
from contract_ai.storage.deals import fact_of, together
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts
from contract_ai.storage.ledgers import Position, Read, move, save_records
from contract_ai.storage.upgrade import open_database
from models.facts import Deal
from models.findings import Result
from models.ledgers import Deal as LedgerDeal
from models.ledgers import LedgerCustomer, LedgerRecord, RecordKind, Service
from tests.checks.builders import contract, term
from tests.contract_ai.samples import NOW, TODAY
from tests.contract_ai.test_auditing import put, run, stored, whole

DESK = term("fee", item="desk", amount="500", frequency="monthly", review=False)
THIRD = [{"name": "Provider Inc."}, {"name": "Third Party AG", "role": "customer"}]
SOLD = date(2026, 1, 5)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "books.db")
    put(opened, [contract("ONE", DESK), contract("TWO", DESK, parties=THIRD)])
    yield opened
    opened.close()


def sync(database: Database, *read: LedgerRecord, version: str = "1") -> None:
    """Write records as one sync of each list would."""
    with database.write() as session:
        for kind in (RecordKind.CUSTOMER, RecordKind.DEAL):
            wanted = LedgerCustomer if kind is RecordKind.CUSTOMER else LedgerDeal
            rows = [Read(one, version, "a" * 64) for one in read if isinstance(one, wanted)]
            save_records(session, Service.HUBSPOT, kind, rows, NOW)
            move(session, Service.HUBSPOT, kind, Position(), NOW)


def won(key: str, amount: str, **values: object) -> LedgerDeal:
    form = {"service": "hubspot", "id": key, "amount": amount, "closed_on": SOLD, "won": True}
    return LedgerDeal.model_validate(form | values)


def codes(database: Database) -> list[tuple[str, str | None, str]]:
    return [
        (one.code, one.contract, one.finding.key)
        for one in stored(database).findings
        if one.code in {"CO106", "CO107"}
    ]


def test_a_deal_comes_changes_and_goes(books: Database) -> None:
    run(books)
    assert {t.result for t in stored(books).tests if t.code in {"CO106", "CO107"}} == {
        Result.NOT_APPLICABLE
    }
    sync(books)
    assert run(books).again == 2  # from now on deals are on file
    assert stored(books) == whole(books)

    sync(books, won("7", "7000", customer="Customer LLC", custom={"contract": "ONE"}))
    assert run(books).again == 1
    assert codes(books) == [("CO107", "ONE", "7")]
    assert stored(books) == whole(books)

    changed = won("7", "6000", customer="Customer LLC", custom={"contract": "ONE"})
    sync(books, changed, version="2")
    assert run(books).again == 1
    assert codes(books) == []
    assert stored(books) == whole(books)

    moved = won("7", "7000", customer="Third Party AG", custom={"contract": "TWO"})
    sync(books, moved, version="3")
    assert run(books).again == 2
    assert codes(books) == [("CO107", "TWO", "7")]
    assert stored(books) == whole(books)

    sync(books, moved.model_copy(update={"deleted": True}), version="4")
    assert run(books).again == 1
    assert codes(books) == []
    assert stored(books) == whole(books)
    assert run(books).again == 0


def test_a_deal_without_a_contract_waits_for_it(books: Database) -> None:
    sync(books, won("8", "900", customer="New Works GmbH"))
    run(books)
    assert codes(books) == [("CO106", None, "8")]
    assert stored(books) == whole(books)
    sides = [{"name": "Provider Inc."}, {"name": "New Works GmbH", "role": "customer"}]
    put(books, [contract("THREE", DESK, parties=sides)])
    run(books)
    assert codes(books) == [("CO107", "THREE", "8")]
    assert stored(books) == whole(books)
    with books.write() as session:
        kept = [(store.CONTRACT, f"contract {name}.pdf") for name in ("ONE", "TWO")]
        store.keep_only(session, kept, NOW)
    run(books)
    assert codes(books) == [("CO106", None, "8")]
    assert stored(books) == whole(books)


def test_a_file_of_deals_is_checked_as_a_system_is(books: Database) -> None:
    run(books)
    deals = [
        Deal(deal="7", customer="Customer LLC", amount=Decimal(7000), closed_on=SOLD),
        Deal(deal="8", customer="New Works GmbH", amount=Decimal(900), closed_on=SOLD),
    ]
    put(books, deals=deals)
    run(books)
    assert codes(books) == [("CO106", None, "8"), ("CO107", "ONE", "7")]
    assert stored(books) == whole(books)
    with books.write() as session:
        kept = [(store.CONTRACT, f"contract {name}.pdf") for name in ("ONE", "TWO")]
        store.keep_only(session, kept, NOW)
    run(books)
    assert codes(books) == []
    assert stored(books) == whole(books)


def test_the_grace_days_end_without_anything_new(books: Database) -> None:
    sync(books, won("8", "900", customer="New Works GmbH"))
    run(books, as_of=date(2026, 1, 19))
    assert codes(books) == []
    run(books, as_of=date(2026, 1, 20))
    assert codes(books) == [("CO106", None, "8")]


def test_a_finding_names_the_answer_that_the_deal_came_in(books: Database) -> None:
    named = LedgerCustomer(service=Service.HUBSPOT, id="c1", name="New Works GmbH")
    sync(books, named, won("8", "900", name="Desk", customer_id="c1", currency="EUR"))
    with books.read() as session:
        (found,) = [f for f in audit(load_book(session, TODAY)).findings if f.code == "CO106"]
    (proof,) = found.finding.proofs
    assert (proof.evidence.sha256, proof.evidence.anchor) == ("a" * 64, "deal 8")
    assert "customer: New Works GmbH; amount: 900; currency: EUR" in proof.evidence.quote
    assert (found.finding.amount, found.finding.currency) == (Decimal(900), "EUR")


def test_fields_of_the_mapping_become_fields_of_the_deal() -> None:
    own = {
        "contract": "C-1",
        "start": "2026-02-01",
        "end": "2027-01-31T00:00:00Z",
        "type": "Renewal",
        "customer": "Acme Ltd",
        "sector": "steel",
    }
    deal = fact_of(won("7", "10", custom=own), "b" * 64)
    assert (deal.contract, deal.kind, deal.customer) == ("C-1", "Renewal", "Acme Ltd")
    assert (deal.starts_on, deal.ends_on) == (date(2026, 2, 1), date(2027, 1, 31))
    assert deal.status == "won"
    odd = fact_of(won("7", "10", won=None, custom={"start": "1 May"}), "b" * 64)
    assert (odd.starts_on, odd.status) == (None, "open")
    assert "start: 1 May" in odd.evidence.quote


def test_a_system_goes_before_a_file(books: Database) -> None:
    put(books, deals=[Deal(deal="7", amount=Decimal(1)), Deal(deal="9", amount=Decimal(2))])
    sync(books, won("7", "10", updated_at=datetime(2026, 2, 1, tzinfo=UTC)))
    with books.read() as session:
        deals = load_facts(session).deals
    assert [(one.deal, one.amount) for one in deals or ()] == [
        ("7", Decimal(10)),
        ("9", Decimal(2)),
    ]
    assert together(None, None) is None
    assert together((), None) == ()
