"""Keeping drafts of what should be billed: worked out anew as often as one likes, never doubled.

A draft that waits takes on what is worked out now; one that was approved is left for ever.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from checks.billing.drafts import Head
from checks.billing.drafts import draft as draft_of
from checks.billing.keeping import Billed, by_draft, plan
from checks.billing.period import Bill, Untold, bill
from checks.reconciliation.three_way import Span
from contract_ai.audit.trail import newest
from contract_ai.billing.books import changed_since
from contract_ai.pipeline import load_book
from contract_ai.settings import Settings
from contract_ai.storage import draft_changes as store
from contract_ai.storage.drafts import DraftState, billed, drafts, waiting_keys
from contract_ai.storage.engine import Database
from models.cases import Book
from models.contracts import Contract
from models.invoices import Invoice

Load = Callable[[Session], Book]
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


def loading(settings: Settings, span: Span) -> Load:
    """Return how all on file is loaded, as of the end of a period."""

    def load(session: Session) -> Book:
        return load_book(session, span.end, settings.for_checks)

    return load


def keep(work: Drafting, now: datetime) -> Kept:
    """Keep the drafts of a period: what is to be billed, and adjustments of approved drafts.

    It is worked out before others have to wait; anew where the database changed meanwhile.

    Raises:
        SettingsError: the database cannot be used.
    """
    for _ in range(_TRIES):
        with work.database.read() as reading:
            worked = _work_out(work, reading)
        with work.database.write() as session:
            store.hold_drafts(session)
            current = billed(session) == worked.billed
            if current and not changed_since(session, worked.event):
                return _keep(work, session, worked, now)
    with work.database.write() as session:
        store.hold_drafts(session)
        return _keep(work, session, _work_out(work, session), now)


def _work_out(work: Drafting, session: Session) -> _Worked:
    event, _ = newest(session)
    span = work.span
    approved = billed(session)
    book = work.load(session)
    book = replace(book, invoices=tuple(_in_their_period(book.invoices, approved.values())))
    return _Worked(
        present=bill(book, span.start, span.end).of(work.contract),
        earlier=tuple(
            bill(book, first, last).of(work.contract) for first, last in _periods(work, approved)
        ),
        contracts={one.stem: one for one in book.contracts},
        billed=approved,
        event=event,
    )


def _periods(work: Drafting, approved: Mapping[str, Billed]) -> list[tuple[date, date]]:
    """Return the days of approved drafts that may be adjusted, without the present ones."""
    present = work.span.start, work.span.end
    found = {(one.first, one.last) for one in _of(work, approved).values()}
    return sorted(found - {present})


def _of(work: Drafting, approved: Mapping[str, Billed]) -> dict[str, Billed]:
    """Return what may be adjusted now: of this contract, and not of long ago or of later."""
    return {
        key: one
        for key, one in approved.items()
        if work.contract in {None, one.contract}
        and one.last <= work.span.end
        and (work.span.start - one.first).days <= _LOOK_BACK
    }


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
    held = waiting_keys(session, span.start, span.end)
    # Charges of long ago are not adjusted, and still not billed once more.
    fixed = worked.billed.keys() - _of(work, worked.billed).keys()
    planned = plan(worked.present, worked.earlier, _of(work, worked.billed), held | fixed)
    waiting = {
        (one.contract, one.currency): one.id
        for one in drafts(session, [DraftState.DRAFT], first=span.start, last=span.end)
        if work.contract in {None, one.contract}
    }
    wanted = by_draft(planned.lines)
    gone = [number for place, number in waiting.items() if place not in wanted]
    for number in gone:
        store.withdraw(session, number, GONE, now)
    store.free_lines(session, waiting.values())
    made: list[int] = []
    changed: list[int] = []
    same: list[int] = []
    for (contract, currency), lines in wanted.items():
        head = Head(contract, currency, span.start, span.end)
        invoice = draft_of(head, worked.contracts.get(contract), lines)
        number, differs = store.put_draft(session, head, (invoice, lines), now)
        was = (contract, currency) in waiting
        (same if not differs else changed if was else made).append(number)
    return Kept(tuple(made), tuple(changed), tuple(same), tuple(gone), planned.untold)
