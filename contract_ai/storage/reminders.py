"""Letters of reminder in the database: drafted, approved, sent, withdrawn; each change with its event.

A step of an item stands in one letter at most: the database has no second row of both.  A letter
is claimed before it is handed to a mail server, so that two processes never send the same one, and
one that broke off between sending and recording is never sent again by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session, col, delete, select, update

from checks.reminders.letters import Planned
from contract_ai.audit.trail import record
from models.errors import ErrorCode, RequestError
from models.reminders import Asked
from models.tables.columns import for_column
from models.tables.reminders import ReminderLetterRow, ReminderRow
from reports.reminders.letter import Letter


class LetterState(StrEnum):
    """How far a letter has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


WAITING = (LetterState.DRAFT, LetterState.APPROVED)


@dataclass(frozen=True, slots=True)
class Line:
    """What a letter asks for: a step of an item, as it stood when the letter was made."""

    item: str
    step: str
    invoice: str
    contract: str | None
    due_on: date
    open_amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter on file; ``why`` is what went wrong last, empty where nothing did."""

    number: int
    supplier: str
    customer: str
    language: str
    tone: str
    receivers: tuple[str, ...]
    lines: tuple[Line, ...]
    subject: str
    text: str
    html: str
    state: LetterState
    why: str
    made_at: datetime
    sent_on: date | None


def asked(session: Session) -> dict[str, list[Asked]]:
    """Return all that was ever asked of each item, by its key."""
    query = select(ReminderRow, col(ReminderLetterRow.sent_on)).join(
        ReminderLetterRow, col(ReminderLetterRow.id) == col(ReminderRow.letter_id)
    )
    found: dict[str, list[Asked]] = {}
    for row, on in session.exec(query.order_by(col(ReminderRow.id))):
        found.setdefault(row.item, []).append(Asked(row.step, on))
    return found


def letters(session: Session, states: Iterable[LetterState] = LetterState) -> list[StoredLetter]:
    """Return the letters in these states, the oldest first."""
    query = select(ReminderLetterRow).where(col(ReminderLetterRow.state).in_(list(states)))
    return [_stored(row) for row in session.exec(query.order_by(col(ReminderLetterRow.id)))]


def latest(session: Session, state: LetterState, limit: int) -> list[StoredLetter]:
    """Return the letters in a state that were made last, the latest first."""
    query = select(ReminderLetterRow).where(ReminderLetterRow.state == state.value)
    query = query.order_by(col(ReminderLetterRow.id).desc()).limit(limit)
    return [_stored(row) for row in session.exec(query)]


def letter(session: Session, number: int) -> StoredLetter:
    """Return a letter.

    Raises:
        RequestError: there is none of this number.
    """
    return _stored(_row(session, number))


def draft(session: Session, planned: Planned, written: Letter, at: datetime) -> int:
    """Keep a new letter, take the steps it asks for, and return its number.

    It is approved at once where no policy wants a person to do it.
    """
    state = LetterState.DRAFT if planned.approval else LetterState.APPROVED
    lines = [
        {
            "item": due.item.key,
            "step": due.step.name,
            "invoice": due.item.invoice,
            "contract": due.item.contract,
            "due_on": due.item.due_on.isoformat(),
            "open_amount": str(due.item.open_amount),
            "currency": due.item.currency,
        }
        for due in planned.dues
    ]
    row = ReminderLetterRow(
        supplier=planned.supplier,
        customer=planned.customer,
        language=planned.language.value,
        tone=planned.tone.value,
        receivers=list(planned.receivers),
        items=list(lines),
        subject=written.subject,
        text=written.text,
        html=written.html,
        state=state.value,
        made_at=at,
    )
    session.add(row)
    session.flush()
    number = _number(row)
    for due in planned.dues:
        item = due.item
        session.add(
            ReminderRow(
                item=item.key,
                step=due.step.name,
                letter_id=number,
                invoice=item.invoice,
                contract=item.contract,
                due_on=item.due_on,
                open_amount=for_column(item.open_amount) or Decimal(0),
                currency=item.currency,
            )
        )
    _tell(session, "drafted", _stored(row), at)
    return number


def approve(session: Session, number: int, at: datetime) -> None:
    """Let a draft be sent.

    Raises:
        RequestError: there is no such letter, or it is no draft any more.
    """
    _move_letter(session, number, (LetterState.DRAFT,), LetterState.APPROVED)
    _tell(session, "approved", letter(session, number), at)


def withdraw(session: Session, number: int, why: str, at: datetime) -> None:
    """Take a letter back that was not sent, and free the steps it stood for.

    Raises:
        RequestError: there is no such letter, or it does not wait any more.
    """
    _move_letter(session, number, WAITING, LetterState.WITHDRAWN, why)
    session.execute(delete(ReminderRow).where(col(ReminderRow.letter_id) == number))
    _tell(session, "withdrawn", letter(session, number), at, why)


def take_letter(session: Session, number: int, at: datetime) -> bool:
    """Take an approved letter to send it; False where another process was first."""
    taken = session.execute(
        update(ReminderLetterRow)
        .where(
            col(ReminderLetterRow.id) == number,
            col(ReminderLetterRow.state) == LetterState.APPROVED.value,
        )
        .values(state=LetterState.SENDING.value, sending_at=at, why="")
    )
    if not taken.rowcount:  # type: ignore[attr-defined]  # an update has one
        return False
    session.expire_all()
    _tell(session, "sending", letter(session, number), at)
    return True


def was_sent(session: Session, number: int, on: date, at: datetime, why: str = "") -> None:
    """Say that a letter left; ``why`` names addresses that were refused, or what a person says.

    Raises:
        RequestError: it was not on its way.
    """
    states = (LetterState.SENDING,)
    _move_letter(session, number, states, LetterState.SENT, why, sent_at=at, sent_on=on)
    _tell(session, "sent", letter(session, number), at, why)


def was_not_sent(session: Session, number: int, why: str, at: datetime) -> None:
    """Say that a letter surely did not leave: it waits to be sent once more.

    Raises:
        RequestError: it was not on its way.
    """
    _move_letter(session, number, (LetterState.SENDING,), LetterState.APPROVED, why)
    _tell(session, "refused", letter(session, number), at, why)


def stays_unsure(session: Session, number: int, why: str, at: datetime) -> None:
    """Say why nobody knows whether a letter left: it waits for a person.

    Raises:
        RequestError: it was not on its way.
    """
    _move_letter(session, number, (LetterState.SENDING,), LetterState.SENDING, why)
    _tell(session, "unsure", letter(session, number), at, why)


def sent_by_hand(session: Session, number: int, on: date, why: str, at: datetime) -> None:
    """Say that a person sent a waiting letter another way, such as by post.

    Raises:
        RequestError: there is no such letter, or it does not wait any more.
    """
    _move_letter(session, number, WAITING, LetterState.SENT, why, sent_at=at, sent_on=on)
    _tell(session, "sent", letter(session, number), at, why)


def _move_letter(
    session: Session,
    number: int,
    states: Sequence[LetterState],
    state: LetterState,
    why: str = "",
    **values: object,
) -> None:
    changed = session.execute(
        update(ReminderLetterRow)
        .where(
            col(ReminderLetterRow.id) == number,
            col(ReminderLetterRow.state).in_([one.value for one in states]),
        )
        .values(state=state.value, why=why, **values)
    )
    session.expire_all()
    if not changed.rowcount:  # type: ignore[attr-defined]  # an update has one
        found = letter(session, number)
        raise _refused(number, f"It is {found.state.value}, not {' or '.join(states)}.")


def _tell(session: Session, what: str, told: StoredLetter, at: datetime, why: str = "") -> None:
    """Write the event; its hash covers the text and what was asked for."""
    form = {"text": told.text, "receivers": list(told.receivers), "state": told.state.value}
    steps = ", ".join(f"{line.invoice} ({line.step})" for line in told.lines)
    contracts = {line.contract for line in told.lines}
    record(
        session,
        action=f"reminder.{what}",
        object=f"reminder letter {told.number} to {told.customer}: {steps}",
        contract=contracts.pop() if len(contracts) == 1 else None,
        after=form,
        reason=why,
        at=at,
    )


def _row(session: Session, number: int) -> ReminderLetterRow:
    row = session.get(ReminderLetterRow, number)
    if row is None:
        raise _refused(number, "There is no such letter.")
    return row


def _refused(number: int, what: str) -> RequestError:
    do = "List the letters with contract-ai remind list."
    return RequestError(ErrorCode.REMINDER_NOT_SO, what, where=f"reminder letter {number}", do=do)


def _number(row: ReminderLetterRow) -> int:
    if row.id is None:
        msg = "a row that was flushed has a number"
        raise AssertionError(msg)
    return row.id


def _stored(row: ReminderLetterRow) -> StoredLetter:
    return StoredLetter(
        number=_number(row),
        supplier=row.supplier,
        customer=row.customer,
        language=row.language,
        tone=row.tone,
        receivers=tuple(map(str, row.receivers)),
        lines=tuple(_line(one) for one in row.items),
        subject=row.subject,
        text=row.text,
        html=row.html,
        state=LetterState(row.state),
        why=row.why,
        made_at=row.made_at,
        sent_on=row.sent_on,
    )


def _line(form: object) -> Line:
    if not isinstance(form, dict):
        msg = "a line of a letter is kept as an object"
        raise TypeError(msg)
    contract = form["contract"]
    return Line(
        item=str(form["item"]),
        step=str(form["step"]),
        invoice=str(form["invoice"]),
        contract=None if contract is None else str(contract),
        due_on=date.fromisoformat(str(form["due_on"])),
        open_amount=Decimal(str(form["open_amount"])),
        currency=str(form["currency"]),
    )
