"""Samples: drawn again they are the same, signed off they stand, and each change leaves an event."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select, update

from contract_ai.audit.verify import verify
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.fieldwork import samples
from contract_ai.fieldwork.draws import CannotDraw
from contract_ai.fieldwork.populations import Population, digest, units
from contract_ai.fieldwork.samples import (
    Mark,
    Meanwhile,
    Method,
    Result,
    SignedOff,
    Unclear,
    Wanted,
)
from contract_ai.storage.engine import Database
from models.accounts import Actor
from models.tables.audit import AuditEventRow
from models.tables.fieldwork import SampleItemRow, SampleRow
from models.tables.findings import FindingRow

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
ANTON = Actor("anton", "auditor")
INVOICES = Wanted("June invoices", Population(kind="invoices"), 6, Method.RANDOM, "seed-1")
MONEY = Wanted("By money", Population(kind="invoices", currency="USD"), 8, Method.MONEY, "seed-2")


def _draw(books: Database, wanted: Wanted) -> int:
    with books.write(ANTON) as session:
        return samples.draw(session, wanted, ANTON.name, NOW)


def _sample(session: Session, number: int) -> SampleRow:
    found = samples.sample(session, EVERYTHING, number)
    assert found is not None
    return found


def _keys(books: Database, number: int) -> list[str]:
    with books.read() as session:
        return [one.key for one in samples.items_of(session, number)]


def _mark(books: Database, number: int, place: int, given: Result, seen: int = 0) -> None:
    with books.write(ANTON) as session:
        item = samples.items_of(session, number)[place]
        row = _sample(session, number)
        samples.mark(session, row, item.id or 0, seen, given, ANTON.name, NOW)


@pytest.mark.parametrize("wanted", [INVOICES, MONEY], ids=["random", "money"])
def test_the_same_seed_draws_the_same_items(books: Database, wanted: Wanted) -> None:
    first, second = _draw(books, wanted), _draw(books, wanted)
    other = _draw(books, replace(wanted, seed="another"))
    assert _keys(books, first) == _keys(books, second) != _keys(books, other)
    with books.read() as session:
        again = samples.redraw(session, _sample(session, first))
        assert (again.same, again.same_items) == (True, True)


@pytest.mark.parametrize("kind", ["invoices", "tests", "findings"])
def test_a_population_is_in_order_and_each_key_is_there_once(books: Database, kind: str) -> None:
    with books.read() as session:
        found = units(session, Population(kind=kind))
    keys = [one.key for one in found]
    assert keys == sorted(set(keys))
    assert len(keys) > 20
    assert digest(found) == digest(found)
    assert digest(found) != digest(found[1:])


def test_a_population_is_narrowed(books: Database) -> None:
    asked = Population(kind="tests", contracts=("MSA-*", "SOW-*"), code="AR101", result="pass")
    with books.read() as session:
        found = units(session, asked)
        seen = units(session, asked.model_copy(update={"seen": ("FPA-*",)}))
    assert found
    assert all(one.contract and one.contract[:4] in {"MSA-", "SOW-"} for one in found)
    assert all("AR101" in one.words and one.words.endswith("passed") for one in found)
    assert seen == []


def test_a_redraw_on_other_data_says_so(books: Database) -> None:
    wanted = replace(INVOICES, population=Population(kind="findings"), size=3)
    number = _draw(books, wanted)
    with books.write() as session:
        row = session.exec(select(FindingRow)).first()
        assert row is not None
        before = row.amount
        change = update(FindingRow).where(col(FindingRow.id) == row.id)
        session.execute(change.values(amount=Decimal("1.23")))
    with books.read() as session:
        assert not samples.redraw(session, _sample(session, number)).same
    with books.write() as session:
        session.execute(change.values(amount=before))
    with books.read() as session:
        assert samples.redraw(session, _sample(session, number)).same


def test_a_sample_is_worked_through_and_signed_by_two(books: Database) -> None:
    number = _draw(books, replace(INVOICES, size=2, seed="signed"))
    _mark(books, number, 0, Result(Mark.AGREED))
    with pytest.raises(Unclear, match="1 items have no result"), books.write(ANTON) as session:
        samples.sign_off(session, _sample(session, number), "fine", ANTON.name, NOW)
    _mark(books, number, 1, Result(Mark.EXCEPTION, "no order number", Decimal("1.00")))
    with pytest.raises(Unclear, match="second person"), books.write(ANTON) as session:
        samples.countersign(session, _sample(session, number), "berta", NOW)
    with books.write(ANTON) as session:
        samples.sign_off(session, _sample(session, number), "one slip", ANTON.name, NOW)
    with pytest.raises(SignedOff):
        _mark(books, number, 0, Result(Mark.EXCEPTION, "after all"), seen=1)
    with pytest.raises(Unclear, match="second person"), books.write(ANTON) as session:
        samples.countersign(session, _sample(session, number), ANTON.name, NOW)
    with books.write(Actor("berta", "auditor")) as session:
        samples.countersign(session, _sample(session, number), "berta", NOW)
    with pytest.raises(SignedOff), books.write(ANTON) as session:
        samples.countersign(session, _sample(session, number), "carl", NOW)
    with books.read() as session:
        events = session.exec(
            select(AuditEventRow.action).where(
                col(AuditEventRow.object).startswith(f"sample {number}")
            )
        ).all()
        assert sorted(events) == [
            "sample.agreed",
            "sample.countersigned",
            "sample.drawn",
            "sample.exception",
            "sample.signed_off",
        ]
        assert verify(session).bad is None


def test_who_comes_second_to_an_item_hears_of_the_first(books: Database) -> None:
    number = _draw(books, replace(INVOICES, seed="two"))
    _mark(books, number, 0, Result(Mark.AGREED))
    with pytest.raises(Meanwhile, match="anton"):
        _mark(books, number, 0, Result(Mark.EXCEPTION, "no"), seen=0)
    _mark(books, number, 0, Result(Mark.EXCEPTION, "yes"), seen=1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Result(Mark.EXCEPTION), "what is wrong"),
        (Result(Mark.EXCEPTION, "x" * 2001), "at most"),
        (Result(Mark.AGREED, "", Decimal(1)), "no wrong amount"),
        (Result(Mark.EXCEPTION, "too high", Decimal(10**9)), "more than its amount"),
        (Result(Mark.EXCEPTION, "too fine", Decimal("0.0000001")), "more than its amount"),
    ],
)
def test_what_cannot_be_is_refused(books: Database, given: Result, said: str) -> None:
    number = _draw(books, replace(INVOICES, seed="refused"))
    with pytest.raises(Unclear, match=said):
        _mark(books, number, 0, given)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (replace(INVOICES, purpose=""), Unclear),
        (replace(INVOICES, size=0), Unclear),
        (replace(INVOICES, size=1001), Unclear),
        (replace(INVOICES, population=Population(kind="invoices", currency="XXX")), CannotDraw),
        (replace(MONEY, population=Population(kind="invoices")), CannotDraw),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    books: Database, wanted: Wanted, error: type[Exception]
) -> None:
    with pytest.raises(error):
        _draw(books, wanted)


def test_a_sample_is_seen_by_who_sees_all_of_it(books: Database) -> None:
    own = Population(kind="findings", contracts=("FPA-*",))
    number = _draw(books, replace(INVOICES, population=own, seed="seen"))
    with books.read() as session:
        contracts = set(
            session.exec(select(SampleItemRow.contract).where(SampleItemRow.sample_id == number))
        )
        assert contracts == {"FPA-2025-021-ostrava"}
        assert samples.sample(session, Scope(("FPA-*",)), number)
        assert samples.sample(session, Scope(("MSA-*",)), number) is None
        assert [row.id for row, *_ in samples.samples(session, Scope(("FPA-*",)))] == [number]
        assert samples.samples(session, Scope(())) == []


def test_every_item_leads_somewhere(books: Database) -> None:
    for kind in ("invoices", "tests", "findings"):
        number = _draw(books, replace(INVOICES, population=Population(kind=kind), seed="places"))
        with books.read() as session:
            items = samples.items_of(session, number)
            where = samples.places(session, items)
        assert len(where) == len(items)
