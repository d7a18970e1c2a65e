"""Keeping drafts of what should be billed: worked out anew as often as one likes, never doubled.

A draft that waits takes on what is worked out now; one that was approved is left for ever.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session

from checks.billing.drafts import Head
from checks.billing.drafts import draft as draft_of
from checks.billing.due import Bill, Untold
from checks.billing.falling_due import with_terms
from checks.billing.keeping import Billed, DraftLine, by_draft, plan
from checks.billing.period import bill
from checks.reconciliation.three_way import Span
from contract_ai.audit.trail import newest
from contract_ai.billing.books import changed_since
from contract_ai.pipeline import load_book
from contract_ai.settings import Settings
from contract_ai.storage import draft_changes as store
from contract_ai.storage.draft_changes import Approval, content_of
from contract_ai.storage.drafts import (
    DraftState,
    StoredDraft,
    billed,
    draft,
    drafts,
    waiting_keys,
)
from contract_ai.storage.engine import Database
from models.cases import Book
from models.contracts import Contract
from models.errors import ErrorCode, RequestError
from models.forms import invoice_form
from models.invoices import Invoice

T = TypeVar("T")
Load = Callable[[Session], Book]
_Wanted = tuple[Head, Invoice, tuple[DraftLine, ...]]
GONE = "Nothing of it is to be billed any more."
_TRIES = 3  # to work it out while nobody waits, before others are made to wait
_LOOK_BACK = 366
"""How many days before a period the first day of an approved one may be, that it is looked at anew."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """Which drafts to make: of which days, of one contract or all, and how the book is loaded."""

    database: Database
    span: Span
    load: Load
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Numbers of drafts: new ones, those that changed, that stayed, and that were withdrawn.

    ``untold`` is what a person must look at.
    """

    made: tuple[int, ...]
    changed: tuple[int, ...]
    same: tuple[int, ...]
    withdrawn: tuple[int, ...]
    untold: tuple[Untold, ...]


@dataclass(frozen=True, slots=True)
class _Worked:
    """The bills as they are now; ``event`` and ``billed`` say of which state of the database."""

    present: Bill
    earlier: tuple[Bill, ...]
    contracts: Mapping[str, Contract]
    billed: Mapping[str, Billed]
    event: int
    book: Book


def loading(settings: Settings, span: Span) -> Load:
    """Return how all on file is loaded, as of the end of a period."""

    def load(session: Session) -> Book:
        return load_book(session, span.end, settings.for_checks)

    return load


def keep(work: Drafting, now: datetime) -> Kept:
    """Keep the drafts of a period: what is to be billed, and adjustments of approved drafts.

    Raises:
        SettingsError: the database cannot be used.
    """
    return _with_bills(work, lambda session, worked: _keep(work, session, worked, now))


def approve(
    database: Database, load: Callable[[Span], Load], number: int, given: Approval
) -> StoredDraft:
    """Approve a draft as a person saw it, where it still says what is to be billed now.

    Its payment terms and due date are those of the contract as it stands now, and stay.

    Raises:
        RequestError: there is no such draft, it does not wait, it changed since it was seen, what
            is to be billed changed since it was kept, an invoice on file has the number already,
            or no person approves.
        SettingsError: the database cannot be used.
    """
    with database.read() as session:
        found = draft(session, number)
    span = Span(found.first, found.last)
    work = Drafting(database, span, load(span), found.contract)
    return _with_bills(work, lambda session, worked: _approve(work, session, worked, number, given))


def _with_bills(work: Drafting, do: Callable[[Session, _Worked], T]) -> T:
    """Do something with the bills as they are, in a transaction of its own.

    They are worked out before others have to wait; anew where the database changed meanwhile.
    """
    for _ in range(_TRIES):
        with work.database.read() as reading:
            worked = _work_out(work, reading)
        with work.database.write() as session:
            store.hold_drafts(session)
            current = billed(session) == worked.billed
            if current and not changed_since(session, worked.event):
                return do(session, worked)
    with work.database.write() as session:
        store.hold_drafts(session)
        return do(session, _work_out(work, session))


def _work_out(work: Drafting, session: Session) -> _Worked:
    event, _ = newest(session)
    span = work.span
    approved = billed(session)
    book = work.load(session)
    book = replace(book, invoices=tuple(_in_their_period(book.invoices, approved.values())))
    contracts = {one.stem: one for one in book.contracts}
    adjustable = _adjustable(work, approved, contracts)
    return _Worked(
        present=bill(book, span.start, span.end).of(work.contract),
        earlier=tuple(
            bill(book, first, last).of(work.contract) for first, last in _periods(work, adjustable)
        ),
        contracts=contracts,
        billed=approved,
        event=event,
        book=book,
    )


def _adjustable(
    work: Drafting, approved: Mapping[str, Billed], contracts: Container[str]
) -> dict[str, Billed]:
    """Return what may be adjusted: of contracts on file, not of long ago and not of later."""
    return {
        key: one
        for key, one in approved.items()
        if work.contract in {None, one.contract}
        and one.contract in contracts
        and one.last <= work.span.end
        and (work.span.start - one.first).days <= _LOOK_BACK
    }


def _periods(work: Drafting, adjustable: Mapping[str, Billed]) -> list[tuple[date, date]]:
    """Return the days of approved drafts that may be adjusted, without the present ones."""
    found = {(one.first, one.last) for one in adjustable.values()}
    return sorted(found - {(work.span.start, work.span.end)})


def _in_their_period(invoices: Iterable[Invoice], approved: Iterable[Billed]) -> Iterable[Invoice]:
    """Date invoices of our numbers into the period of their draft.

    One that was sent before its period began would count as billed before it, and its charges
    would seem not to be due.
    """
    begins = {one.number: one.first for one in approved}
    for one in invoices:
        first = begins.get(one.number or "")
        early = first is not None and one.issue_date is not None and one.issue_date < first
        yield one.model_copy(update={"issue_date": first}) if early else one


def _keep(work: Drafting, session: Session, worked: _Worked, now: datetime) -> Kept:
    span = work.span
    waiting = {
        (one.contract, one.currency): one.id
        for one in drafts(session, [DraftState.DRAFT], first=span.start, last=span.end)
        if work.contract in {None, one.contract}
    }
    wanted, untold = _wanted(work, session, worked)
    gone = [number for place, number in waiting.items() if place not in wanted]
    for number in gone:
        store.withdraw(session, number, GONE, now)
    store.free_lines(session, waiting.values())
    made: list[int] = []
    changed: list[int] = []
    same: list[int] = []
    for place, (head, invoice, lines) in wanted.items():
        number, differs = store.put_draft(session, head, (invoice, lines), now)
        (same if not differs else changed if place in waiting else made).append(number)
    return Kept(tuple(made), tuple(changed), tuple(same), tuple(gone), untold)


def _approve(
    work: Drafting, session: Session, worked: _Worked, number: int, given: Approval
) -> StoredDraft:
    found = draft(session, number)
    wanted, _ = _wanted(work, session, worked)
    now = wanted.get((found.contract, found.currency))
    current = now is not None and content_of(invoice_form(now[1]), now[2]) == found.content
    if found.state is DraftState.DRAFT and not current:
        what = "What is to be billed changed since the draft was kept."
        do = f"Run contract-ai bill --period {found.first:%Y-%m} --keep, and look at it again."
        raise RequestError(ErrorCode.DRAFT_CHANGED, what, where=f"draft {number}", do=do)
    book = replace(worked.book, invoices=(), as_of=given.on)
    return store.approve(session, number, given, lambda one: next(with_terms([one], book)))


def _wanted(
    work: Drafting, session: Session, worked: _Worked
) -> tuple[dict[tuple[str, str], _Wanted], tuple[Untold, ...]]:
    """Return the drafts of the period by contract and currency, and what cannot be told."""
    span = work.span
    adjustable = _adjustable(work, worked.billed, worked.contracts)
    # Other charges of approved drafts are not adjusted, and still not billed once more.
    fixed = worked.billed.keys() - adjustable.keys()
    held = waiting_keys(session, span.start, span.end)
    planned = plan(worked.present, worked.earlier, adjustable, held | fixed)
    found: dict[tuple[str, str], _Wanted] = {}
    for (contract, currency), lines in by_draft(planned.lines).items():
        head = Head(contract, currency, span.start, span.end)
        invoice = draft_of(head, worked.contracts.get(contract), lines)
        found[contract, currency] = head, invoice, lines
    return found, planned.untold
