"""Batches of uploads in the database: what came, what became of it, and in which order.

Every change of an item takes the next number of its batch, in the same transaction, so that
whoever asks for what happened since a number misses nothing.  Locks are taken in one order: an
item, then its batch.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from models.accounts import Actor
from models.errors import DocumentError
from models.tables.intake import UploadBatchRow, UploadItemRow

ABANDONED = timedelta(minutes=10)
"""A batch to which nothing came for so long is complete, whether or not its page said so."""


class ItemState(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    FAILED = "failed"


OPEN = (ItemState.WAITING, ItemState.READING)


class NoSuchUpload(LookupError):
    """There is no batch or file of this number."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is known of one file now; ``number`` is the batch's count when it became so.

    ``code``, ``what`` and ``do`` are empty where nothing is wrong; ``note`` is for a person.
    ``related_id`` is the document that the note is about.
    """

    number: int
    item: int
    name: str
    filed: str
    size: int
    state: ItemState
    kind: str
    document_id: int | None
    related_id: int | None
    code: str
    what: str
    do: str
    note: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a batch has come; ``counts`` are its files by state."""

    batch: int
    made_by: str
    made_at: datetime
    closed: bool
    checked: bool
    number: int
    counts: dict[ItemState, int]

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.closed and self.checked and not any(self.counts.get(state) for state in OPEN)


def open_batch(session: Session, user: Actor, now: datetime) -> int:
    """Begin a batch and return its number."""
    row = UploadBatchRow(made_by=user.name, role=user.role, made_at=now, last_at=now)
    session.add(row)
    session.flush()
    return _number(row.id)


def close_batch(session: Session, batch: int, now: datetime) -> None:
    """Say that no more files come; the checks run when all are read.

    Raises:
        NoSuchUpload: there is no such batch.
    """
    row = session.get(UploadBatchRow, batch)
    if row is None:
        raise NoSuchUpload(batch)
    if row.closed_at is None:
        change = update(UploadBatchRow).where(col(UploadBatchRow.id) == batch)
        session.execute(change.values(closed_at=now))
        count(session, batch)


def owned_batch(session: Session, batch: int, user: str) -> UploadBatchRow:
    """Return a batch of this user.

    Raises:
        NoSuchUpload: this user has no such batch.
    """
    row = session.get(UploadBatchRow, batch)
    if row is None or row.made_by != user:
        raise NoSuchUpload(batch)
    return row


def close_abandoned(session: Session, now: datetime) -> None:
    """Close the batches whose pages went away without a word."""
    old = (col(UploadBatchRow.closed_at).is_(None), col(UploadBatchRow.last_at) < now - ABANDONED)
    session.execute(update(UploadBatchRow).where(*old).values(closed_at=now))


def count(session: Session, batch: int, now: datetime | None = None) -> int:
    """Take the next number of a batch; ``now`` is when a file came, None for other changes.

    A file may come after its batch was closed and checked: the checks then run once more.

    Raises:
        NoSuchUpload: there is no such batch.
    """
    values: dict[str, object] = {"changes": UploadBatchRow.changes + 1}
    if now is not None:
        values |= {"last_at": now, "checked_at": None, "checked_by": ""}
    change = update(UploadBatchRow).where(col(UploadBatchRow.id) == batch).values(values)
    number = session.execute(change.returning(col(UploadBatchRow.changes))).scalar_one_or_none()
    if number is None:
        raise NoSuchUpload(batch)
    return int(number)


def change_item(session: Session, row: UploadItemRow, **values: object) -> None:
    """Give an item other values and its batch's next number."""
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    row.changed = count(session, row.batch_id)
    session.add(row)


def end_item(
    session: Session, row: UploadItemRow, state: ItemState, now: datetime, **values: object
) -> None:
    """Say what became of an item; nobody works on it any more."""
    change_item(session, row, state=state, ended_at=now, worker="", lease_until=None, **values)


def why(error: DocumentError) -> dict[str, object]:
    """Return an error as an item keeps it."""
    return {"code": error.code.value, "what": error.what, "do": error.do}


def events(session: Session, batch: int, since: int = 0) -> list[Event]:
    """List what changed in a batch after a number, each file once, the latest change last."""
    query = (
        select(UploadItemRow)
        .where(UploadItemRow.batch_id == batch, col(UploadItemRow.changed) > since)
        .order_by(col(UploadItemRow.changed))
    )
    return [event_of(row) for row in session.exec(query)]


def event_of(row: UploadItemRow) -> Event:
    """Return what is known of an item."""
    return Event(
        number=row.changed,
        item=_number(row.id),
        name=row.name,
        filed=row.filed,
        size=row.size,
        state=ItemState(row.state),
        kind=row.kind,
        document_id=row.document_id,
        related_id=row.related_id,
        code=row.code,
        what=row.what,
        do=row.do,
        note=row.note,
    )


def standing(session: Session, batch: int) -> Standing:
    """Say how far a batch has come.

    Raises:
        NoSuchUpload: there is no such batch.
    """
    row = session.get(UploadBatchRow, batch)
    if row is None:
        raise NoSuchUpload(batch)
    query = (
        select(UploadItemRow.state, func.count())
        .where(UploadItemRow.batch_id == batch)
        .group_by(UploadItemRow.state)
    )
    counts = {ItemState(state): number for state, number in session.exec(query)}
    closed, checked = row.closed_at is not None, row.checked_at is not None
    return Standing(batch, row.made_by, row.made_at, closed, checked, row.changes, counts)


def batches(session: Session, user: str | None = None, limit: int = 50) -> list[Standing]:
    """List the newest batches first; of one user, or of all where None."""
    query = select(UploadBatchRow.id).order_by(col(UploadBatchRow.id).desc()).limit(limit)
    if user is not None:
        query = query.where(UploadBatchRow.made_by == user)
    return [standing(session, _number(number)) for number in session.exec(query)]


def _number(number: int | None) -> int:
    if number is None:
        msg = "a row that was flushed has a number"
        raise AssertionError(msg)
    return number
