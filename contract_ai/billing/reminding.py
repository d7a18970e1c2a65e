"""Reminding: what is due is drafted, what no longer holds is withdrawn, what is approved is sent.

All of it may be broken off at any moment and done again.  Before a letter is handed to the mail
server it is marked in the database as being sent.  Where the program ended between that and the
answer, the mark stays: the letter is not sent again until a person has said what became of it.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from checks.reminders.letters import Planned
from contract_ai.batch.mail import Handed
from contract_ai.billing.books import Books, Load
from contract_ai.billing.sight import Left, Plan, Sight
from contract_ai.storage import reminders as store
from contract_ai.storage.engine import Database
from contract_ai.storage.locks import hold
from contract_ai.storage.reminder_policies import policies
from contract_ai.storage.reminders import LetterState, StoredLetter
from reports.reminders.letter import Letter, reminder

Hand = Callable[[StoredLetter], Handed]
Clock = Callable[[], datetime]
_LOCK = "reminders"
_TRIES = 3  # to work out what is open while nobody waits, before others are made to wait


@dataclass(frozen=True, slots=True)
class Reminding:
    """What reminding needs: the database, how open items are worked out, and who writes.

    ``sender`` is our name and address, a line each; empty means the supplier of the invoices.
    """

    database: Database
    load: Load
    sender: Sequence[str] = ()
    holidays: AbstractSet[date] = frozenset()

    def sight(
        self, session: Session, books: Books, now: datetime, as_of: date | None = None
    ) -> Sight:
        """Look at what is open now."""
        return Sight(books.now(session), policies(session), now, as_of, self.holidays)


@dataclass(frozen=True, slots=True)
class Drafted:
    """Numbers of the letters made and withdrawn, and the plan that a run went by."""

    made: tuple[int, ...]
    withdrawn: tuple[tuple[int, str], ...]
    plan: Plan


@dataclass(slots=True)
class Sent:
    """What became of letters, by number: sent, or not and why; ``unsure`` ones wait for a person."""

    sent: list[int] = field(default_factory=list)
    withdrawn: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    unsure: list[tuple[int, str]] = field(default_factory=list)
    left: list[tuple[int, Left]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A letter that is ours to send, and the day that it is sent on."""

    told: StoredLetter
    on: date


def planned(work: Reminding, now: datetime, as_of: date | None = None) -> Plan:
    """Say what is due, and write nothing; ``as_of`` takes another day for today."""
    with work.database.read() as session:
        books = Books.of(session, work.load)
        sight = work.sight(session, books, now, as_of)
        return sight.plan(store.asked(session), books.items.unclear)


def draft(work: Reminding, now: datetime, as_of: date | None = None) -> Drafted:
    """Withdraw what no longer holds and write a letter to each customer for what is due.

    The books are worked out before others have to wait; anew where they changed meanwhile.
    """
    for _ in range(_TRIES):
        with work.database.read() as reading:
            books = Books.of(reading, work.load)
        with work.database.write() as session:
            hold(session, _LOCK)
            if not books.changed(session):
                return _draft(work, session, books, now, as_of)
    with work.database.write() as session:
        hold(session, _LOCK)
        return _draft(work, session, Books.of(session, work.load), now, as_of)


def send(work: Reminding, hand: Hand, clock: Clock) -> Sent:
    """Send every approved letter that still holds, at most once each, whatever breaks off."""
    with work.database.read() as session:
        books = Books.of(session, work.load)
        waiting = [one.number for one in store.letters(session, [LetterState.APPROVED])]
    done = Sent()
    for number in waiting:
        claimed = _claimed(work, books, number, clock(), done)
        if claimed is not None:
            handed = hand(claimed.told)
            _record(work, claimed, handed, clock(), done)
    return done


def _draft(
    work: Reminding, session: Session, books: Books, now: datetime, as_of: date | None
) -> Drafted:
    sight = work.sight(session, books, now, as_of)
    gone = []
    for told in store.letters(session, store.WAITING):
        why = sight.stale(told)
        if why:
            store.withdraw(session, told.number, why, now)
            gone.append((told.number, why))
    plan = sight.plan(store.asked(session), books.items.unclear)
    made = tuple(store.draft(session, one, _written(work, one, sight), now) for one in plan.letters)
    return Drafted(made, tuple(gone), plan)


def _claimed(
    work: Reminding, books: Books, number: int, now: datetime, done: Sent
) -> _Claimed | None:
    """Look at a letter once more and take it; None where it may not leave now."""
    with work.database.write() as session:
        hold(session, _LOCK)
        told = store.letter(session, number)
        if told.state is not LetterState.APPROVED:
            done.left.append((number, Left.TAKEN))
            return None
        if books.changed(session):
            done.left.append((number, Left.BOOKS))
            return None
        sight = work.sight(session, books, now)
        why, left = sight.stale(told), sight.not_now(told)
        if why:
            store.withdraw(session, number, why, now)
            done.withdrawn.append((number, why))
            return None
        if left or not store.take_letter(session, number, now):
            done.left.append((number, left or Left.TAKEN))
            return None
        return _Claimed(told, sight.sent_on(told))


def _record(work: Reminding, claimed: _Claimed, handed: Handed, at: datetime, done: Sent) -> None:
    number = claimed.told.number
    with work.database.write() as session:
        if handed.taken:
            store.was_sent(session, number, claimed.on, at, handed.why)
            done.sent.append(number)
        elif handed.taken is None:
            store.stays_unsure(session, number, handed.why, at)
            done.unsure.append((number, handed.why))
        else:
            store.was_not_sent(session, number, handed.why, at)
            done.refused.append((number, handed.why))


def _written(work: Reminding, one: Planned, sight: Sight) -> Letter:
    return reminder(
        work.sender or (one.supplier,),
        one.customer,
        [due.item for due in one.dues],
        overdue={due.item.key: due.reminded for due in one.dues if due.step.days > 0},
        day=sight.day(one.dues[0].policy),
        tone=one.tone,
        language=one.language,
    )
