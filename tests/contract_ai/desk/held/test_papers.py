"""Contracts, invoices and reviews in memory: as SQL lists them, true at once, and for who sees them."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from contract_ai.audit.trail import record
from contract_ai.desk import contracts, invoices, reviews
from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.dashboard import dashboard
from contract_ai.desk.held import contracts as held_list
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.held.shelf import (
    held,
    held_contracts,
    held_invoices,
    held_terms,
    keep_shelf,
    shelf_of,
)
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.desk.reviews import QueueFilter
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.intake.erasure import erase
from contract_ai.storage.engine import Database
from contract_ai.storage.findings import decide
from contract_ai.storage.terms import CONFIRMED
from contract_ai.storage.terms import decide as decide_term
from models.findings import State
from models.lives import Decision
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.findings import FindingRow
from models.tables.invoices import InvoiceRow
from models.tables.terms import TermRow
from models.tables.tests import TestedRow as CheckedRow
from tests.contract_ai.desk.held.conftest import NOW, SCOPES, TODAY, Books
from tests.contract_ai.desk.held.test_fresh import READER

ALL = 1000
_WORDS = ("agreement 1", "supplier", "MSA-00003", "inv-00001", "é", "%", "_", "billing")


@pytest.fixture
def session(kept: Books) -> Any:  # noqa: ANN401 (a generator of sessions)
    database = kept.open()
    with database.read() as opened:
        yield opened
    database.close()


def open_of(session: Session) -> list[FindingRow]:
    rows = session.execute(select(FindingRow)).scalars()
    return [row for row in rows if row.state in UNSETTLED]


def look_of(session: Session) -> Counter[int]:
    rows = session.execute(select(TermRow)).scalars()
    return Counter(
        row.contract_id
        for row in rows
        if row.known_to is None and row.state != "rejected" and row.review
    )


def has(text: str, *fields: str | None) -> bool:
    """Whether every word stands in one of the fields."""
    return all(
        any(word in (field or "").lower() for field in fields) for word in text.lower().split()
    )


def named(row: ContractRow) -> tuple[str | None, ...]:
    return row.stem, row.title, row.number, row.provider, row.customer


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("sort", [*contracts.SORTS, "-name", "-expires", "-findings"])
def test_contracts_are_those_of_the_tables(session: Session, scope: Scope, sort: str) -> None:
    unsettled = Counter(row.contract for row in open_of(session))
    look = look_of(session)
    rows = session.execute(select(ContractRow, DocumentRow).join(DocumentRow)).all()
    keys: dict[str, Any] = {
        "name": lambda row, _: row.stem,
        "expires": lambda row, _: row.expiration_date.toordinal(),
        "findings": lambda row, _: -unsettled[row.stem],
        "review": lambda row, _: -look[row.id],
        "added": lambda _, file: -file.added_at.timestamp(),
    }
    for wanted in (
        ContractFilter(sort=sort),
        *(ContractFilter(sort=sort, q=word) for word in _WORDS),
        ContractFilter(sort=sort, kind=("agreement", "other")),
        ContractFilter(sort=sort, party=(rows[0][0].provider or "", rows[3][0].customer or "")),
        ContractFilter(sort=sort, expires_by=date(2027, 6, 1)),
        ContractFilter(sort=sort, waiting="findings"),
        ContractFilter(sort=sort, waiting="review"),
    ):
        any_kind = [
            (row, file)
            for row, file in rows
            if scope.sees(row.stem)
            and has(wanted.q, *named(row))
            and (not wanted.party or {row.provider, row.customer} & {*wanted.party})
            and (wanted.expires_by is None or row.expiration_date <= wanted.expires_by)
            and (wanted.waiting != "findings" or unsettled[row.stem])
            and (wanted.waiting != "review" or look[row.id])
        ]
        said = [pair for pair in any_kind if not wanted.kind or pair[0].kind in wanted.kind]
        said.sort(key=lambda pair: (pair[0].stem, pair[0].id))
        key = keys[sort.removeprefix("-")]
        turned = sort.startswith("-")
        if turned and sort == "-name":
            said.reverse()
        else:
            said.sort(key=lambda pair: -key(*pair) if turned else key(*pair))
        found = contracts.find(session, scope, wanted, size=ALL)
        assert [item.id for item in found.items] == [row.id for row, _ in said], wanted
        assert found.count == len(said)
        assert dict(found.kinds) == Counter(row.kind for row, _ in any_kind)
        for item, (row, file) in zip(found.items, said, strict=True):
            assert (item.findings, item.to_review) == (unsettled[row.stem], look[row.id])
            assert (item.title, item.currency, item.sha256) == (
                row.title,
                row.currency,
                file.sha256,
            )
        pages = [contracts.find(session, scope, wanted, number, 7).items for number in (1, 2)]
        assert (*pages[0], *pages[1]) == found.items[:14]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("sort", [*invoices.SORTS, "-issued", "-total", "-due"])
def test_invoices_are_those_of_the_tables(session: Session, scope: Scope, sort: str) -> None:
    unsettled = Counter((row.invoice, row.document, row.contract) for row in open_of(session))
    touched = {(number, file) for number, file, _ in unsettled if number is not None}
    query = select(InvoiceRow, DocumentRow, CheckedRow).join(DocumentRow)
    rows = session.execute(
        query.outerjoin(CheckedRow, col(CheckedRow.invoice_id) == col(InvoiceRow.id))
    ).all()
    keys: dict[str, Any] = {
        "issued": lambda row: -row.issue_date.toordinal(),
        "total": lambda row: -row.total,
        "number": lambda row: row.number,
        "due": lambda row: row.due_date.toordinal(),
    }
    first = rows[0][0]
    for wanted in (
        InvoiceFilter(sort=sort),
        *(InvoiceFilter(sort=sort, q=word) for word in _WORDS),
        InvoiceFilter(sort=sort, supplier=(first.supplier or "",), kind=("invoice",)),
        InvoiceFilter(sort=sort, contract=("MSA-00003", ""), currency=("USD",)),
        InvoiceFilter(sort=sort, issued_from=date(2025, 6, 1), issued_to=first.issue_date),
        InvoiceFilter(sort=sort, findings=True),
        InvoiceFilter(sort=sort, findings=False),
        InvoiceFilter(sort=sort, match=("computed",)),
        InvoiceFilter(sort=sort, match=("hand", "learned", "unmatched")),
    ):
        said = [
            (row, file, tested)
            for row, file, tested in rows
            if scope.sees(tested.contract)
            and has(wanted.q, row.number, row.supplier, row.customer, file.file)
            and (not wanted.supplier or row.supplier in wanted.supplier)
            and (not wanted.contract or (tested.contract or "") in wanted.contract)
            and (wanted.issued_from is None or row.issue_date >= wanted.issued_from)
            and (wanted.issued_to is None or row.issue_date <= wanted.issued_to)
            and wanted.findings in {None, (row.number, file.file) in touched}
            and (not wanted.match or "computed" in wanted.match)
        ]
        said.sort(key=lambda three: (three[0].number, three[0].id))
        key, turned = keys[sort.removeprefix("-")], sort.startswith("-")
        said.sort(key=lambda three: -key(three[0]) if turned else key(three[0]))
        found = invoices.find(session, scope, wanted, size=ALL)
        assert [item.id for item in found.items] == [row.id for row, _, _ in said], wanted
        assert found.count == len(said)
        for item, (row, file, tested) in zip(found.items, said, strict=True):
            assert (item.total, item.net_amount) == (row.total, row.net_amount)
            assert item.findings == unsettled[row.number, file.file, tested.contract]
            assert (item.contract, item.file, item.tested) == (tested.contract, file.file, True)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("sort", reviews.SORTS)
@pytest.mark.parametrize("show", reviews.SHOWN)
def test_reviews_are_those_of_the_tables(
    session: Session, scope: Scope, sort: str, show: str
) -> None:
    terms = [
        row
        for row in session.execute(select(TermRow)).scalars()
        if row.known_to is None and row.state != "rejected"
    ]
    total = Counter(row.contract_id for row in terms)
    waiting = Counter(row.contract_id for row in terms if row.state == "proposed")
    look = Counter(row.contract_id for row in terms if row.review)
    money: dict[str | None, dict[str | None, Decimal]] = {}
    for row in open_of(session):
        if row.amount is not None:
            sums = money.setdefault(row.contract, {})
            sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
    orders: dict[str, Any] = {
        "review": lambda row: (not total[row.id], -look[row.id], -waiting[row.id]),
        "stake": lambda row: (
            row.stem not in money,
            -max(money.get(row.stem, {None: Decimal(0)}).values()),
        ),
        "name": lambda _: (),
    }
    shows: dict[str, Any] = {
        "waiting": lambda n: n > 0,
        "done": lambda n: n == 0,
        "all": lambda _: True,
    }
    for word in ("", *_WORDS):
        said = [
            row
            for row in session.execute(select(ContractRow)).scalars()
            if scope.sees(row.stem) and has(word, *named(row)) and shows[show](waiting[row.id])
        ]
        said.sort(key=lambda row: (*orders[sort](row), row.stem, row.id))
        found = reviews.queue(session, scope, QueueFilter(q=word, show=show, sort=sort))
        assert [item.id for item in found.items] == [row.id for row in said]
        assert found.count == len(said)
        assert found.on_file is (scope not in SCOPES[3:])
        for item in found.items:
            assert (item.total, item.waiting, item.look) == (
                total[item.id],
                waiting[item.id],
                look[item.id],
            )
            assert dict(item.stake) == money.get(item.stem, {})


def counts_hold(database: Database) -> None:
    """Whether the terms that wait are counted as they stand in the table."""
    with database.read() as session:
        look = look_of(session)
        found = contracts.find(session, EVERYTHING, ContractFilter(sort="review"), size=ALL)
        assert {item.id: item.to_review for item in found.items} == {
            item.id: look[item.id] for item in found.items
        }
        assert dashboard(session, EVERYTHING, TODAY).waiting.terms == look.total()
        ordered = [item.to_review for item in found.items]
        assert ordered == sorted(ordered, reverse=True)


def test_a_decision_about_a_term_is_seen_at_once_and_reads_no_list_anew(
    database: Database, other: Database
) -> None:
    chance = random.Random(3)  # noqa: S311 (any order)
    counts_hold(database)
    counts_hold(other)
    with database.read() as session:
        before = held_contracts(session), held_invoices(session)
    for handle in (other, database, other):
        with handle.write() as session:
            waits = select(col(TermRow.id)).where(
                col(TermRow.review), col(TermRow.known_to).is_(None)
            )
            numbers = session.execute(waits).scalars().all()
            for number in chance.sample(numbers, 2):
                decide_term(session, number or 0, CONFIRMED, NOW)
        counts_hold(database)
    with database.read() as session:
        assert (held_contracts(session), held_invoices(session)) == before
        assert held_contracts(session) is before[0]
    counts_hold(other)


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)  # others see what came since
def test_who_began_before_a_decision_about_a_term_counts_as_then(
    database: Database, other: Database
) -> None:
    with database.read() as late:
        was = look_of(late)
        with other.write() as session:
            waits = select(col(TermRow.id)).where(
                col(TermRow.review), col(TermRow.known_to).is_(None)
            )
            decide_term(session, session.execute(waits).scalars().first() or 0, CONFIRMED, NOW)
        counts_hold(database)
        table = held_contracts(late)
        look = dict(zip(table.ids.tolist(), held_terms(late).look.tolist(), strict=True))
        assert look == {number: was[number] for number in look}
    counts_hold(database)


def test_a_decision_about_a_finding_is_counted_at_once(database: Database, other: Database) -> None:
    def stakes(handle: Database) -> tuple[Any, ...]:
        with handle.read() as session:
            rows = open_of(session)
            counts = Counter(row.contract for row in rows)
            found = contracts.find(session, EVERYTHING, ContractFilter(sort="findings"), size=ALL)
            assert {item.stem: item.findings for item in found.items} == {
                item.stem: counts[item.stem] for item in found.items
            }
            ordered = [item.findings for item in found.items]
            assert ordered == sorted(ordered, reverse=True)
            queue = reviews.queue(session, EVERYTHING, QueueFilter(sort="stake", show="all"))
            for item in queue.items:
                assert sum(amount for _, amount in item.stake) == sum(
                    row.amount or 0 for row in rows if row.contract == item.stem
                )
            billed = invoices.find(session, EVERYTHING, InvoiceFilter(findings=True), size=ALL)
            return tuple(item.id for item in billed.items)

    before = stakes(database)
    stakes(other)
    with other.read() as session:
        marks = [row.fingerprint for row in open_of(session)]
    with other.write() as session:
        decide(session, marks[:-5], Decision(State.WAIVED, "by phone", NOW, "ann"))
    assert len(stakes(database)) < len(before)
    assert stakes(other) == stakes(database)


def test_what_was_erased_or_retired_leaves_memory(database: Database, other: Database) -> None:
    counts_hold(database)
    with database.read() as session:
        assert "MSA-00007" in held_contracts(session).coded["stem"].values
    erase(other, None, READER, "MSA-00007", reason="Retention ended.", now=NOW)
    with database.read() as session:
        for table, column in (
            (held_contracts(session), "stem"),
            (held_invoices(session), "contract"),
        ):
            assert "MSA-00007" not in table.coded[column].values
            assert not table.words.having("MSA-00007").any()
    with other.write() as session:
        file = session.execute(select(DocumentRow).where(col(DocumentRow.file) == "MSA-00003.pdf"))
        file.scalar_one().retired_at = NOW
        record(session, action="document.retired", object="MSA-00003.pdf")
    with database.read() as session:
        assert "MSA-00003" not in held_contracts(session).coded["stem"].values
        stems = {
            item.stem for item in reviews.queue(session, EVERYTHING, QueueFilter(show="all")).items
        }
        assert "MSA-00003" not in stems


def test_a_session_that_writes_sees_what_it_wrote(database: Database) -> None:
    counts_hold(database)
    with database.write() as session:
        session.get_one(ContractRow, 5).title = "Another title"
        session.flush()
        found = contracts.find(session, EVERYTHING, ContractFilter(q="another"), size=ALL)
        assert [item.id for item in found.items] == [5]
        session.rollback()
    with database.read() as session:
        found = contracts.find(session, EVERYTHING, ContractFilter(q="another"), size=ALL)
        assert found.items == ()


def test_a_process_goes_on_with_what_was_read_before_it_was_forked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.read() as session:
        held_contracts(session)
        before, shelf = held(session), shelf_of(session)
    engine: Engine = database.engine
    engine.dispose()
    keep_shelf(engine, shelf)

    def read_anew(_: Session) -> None:
        raise AssertionError

    monkeypatch.setattr(held_list, "load", read_anew)
    with database.read() as session:
        assert held(session) is before
        held_contracts(session)
    with database.write() as session:
        record(session, action="contract.read", object="MSA-00001.pdf")
    with database.read() as session, pytest.raises(AssertionError):
        held_contracts(session)
