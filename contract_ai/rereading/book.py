"""The book of what was read again: what waits, what was found, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlmodel import Session, col, delete, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from contract_ai.audit.trail import record, working
from contract_ai.names import stem
from contract_ai.rereading.differences import DIFFERENCES, Difference
from contract_ai.storage import documents as store
from models.errors import DocumentError
from models.forms import plain
from models.tables.documents import DocumentRow
from models.tables.rereading import RereadRow

KINDS = (store.CONTRACT, store.INVOICE)


class RereadState(StrEnum):
    """What became of a reading."""

    OPEN = "open"
    ACCEPTED = "accepted"
    KEPT = "kept"
    FAILED = "failed"


class NoSuchReading(LookupError):
    """No open reading has this number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What another version reads; ``stamp`` is what the document would be stamped with."""

    reader: str
    stamp: str = ""
    derived: Sequence[object] = ()
    differences: tuple[Difference, ...] = ()
    error: DocumentError | None = None


def waiting(session: Session, reader: str, limit: int | None) -> list[DocumentRow]:
    """Return documents whose results come from another version, and that this one has not read."""
    query = _others(select(DocumentRow), reader).order_by(col(DocumentRow.id))
    return list(session.exec(query if limit is None else query.limit(limit)))


def count_waiting(session: Session, reader: str) -> int:
    """Count them."""
    number: int = session.exec(_others(select(func.count(col(DocumentRow.id))), reader)).one()
    return number


def _others(query: SelectOfScalar, reader: str) -> SelectOfScalar:  # type: ignore[type-arg]
    compared = select(RereadRow.document_id).where(RereadRow.reader == reader)
    return query.where(
        col(DocumentRow.retired_at).is_(None),
        col(DocumentRow.kind).in_(KINDS),
        # As two ranges, which an index answers at once where there are none.
        or_(col(DocumentRow.reader) < reader, col(DocumentRow.reader) > reader),
        col(DocumentRow.id).not_in(compared),
    )


def has_work(session: Session, reader: str, *, automatic: bool) -> bool:
    """Whether this version has documents to read, or readings to weigh or (``automatic``) to accept."""
    if count_waiting(session, reader):
        return True
    query = select(RereadRow.id).where(
        RereadRow.reader == reader, RereadRow.state == RereadState.OPEN
    )
    if not automatic:
        query = query.where(col(RereadRow.weighed).is_(False))
    return session.exec(query.limit(1)).first() is not None


def note_same(session: Session, document: DocumentRow, reader: str, at: datetime) -> None:
    """Say that another version reads the same: only its name is kept."""
    before, document.reader = document.reader, reader
    session.add(document)
    _drop_open(session, document.id or 0)
    thing = f"document {document.id} ({document.kind}), {document.file}"
    record(
        session, action="document.read_the_same", object=thing, before=before, after=reader, at=at
    )


def note(session: Session, document: DocumentRow, reading: Reading, at: datetime) -> int:
    """Keep what another version reads, or why it reads nothing, beside what counts."""
    _drop_open(session, document.id or 0)
    error = reading.error
    state = RereadState.OPEN if error is None else RereadState.FAILED
    row = RereadRow(
        document_id=document.id or 0,
        reader=reading.reader,
        stamp=reading.stamp,
        state=state,
        derived=list(reading.derived),
        differences=_plain(DIFFERENCES.dump_python(reading.differences)),
        code=error.code.value if error else "",
        what=error.what if error else "",
        do=error.do if error else "",
        made_at=at,
    )
    session.add(row)
    session.flush()
    say(session, row, document, "reading.compared" if error is None else "reading.failed", at)
    return row.id or 0


def forget_failed(session: Session, reader: str, at: datetime) -> int:
    """Let documents that this version could not read be read once more; return how many."""
    failed = (RereadRow.reader == reader, RereadRow.state == RereadState.FAILED)
    number = len(session.exec(select(RereadRow.id).where(*failed)).all())
    if number:
        gone = delete(RereadRow).where(col(RereadRow.reader) == reader)
        session.execute(gone.where(col(RereadRow.state) == RereadState.FAILED))
        record(session, action="reading.retried", object=f"{number} documents", at=at)
    return number


def note_findings(session: Session, number: int, found: Sequence[object], at: datetime) -> None:
    """Keep which findings an open reading would open, close or change."""
    row = session.get(RereadRow, number, with_for_update=True, populate_existing=True)
    if row is None or row.state != RereadState.OPEN:
        return  # decided or replaced meanwhile
    row.findings, row.weighed = _plain(found), True
    session.add(row)
    say(session, row, session.get_one(DocumentRow, row.document_id), "reading.weighed", at)


def listed(
    session: Session, states: Sequence[RereadState] = (RereadState.OPEN,)
) -> list[tuple[RereadRow, DocumentRow]]:
    """List readings with their documents, by file."""
    query = (
        select(RereadRow, DocumentRow)
        .join(DocumentRow, col(DocumentRow.id) == col(RereadRow.document_id))
        .where(col(RereadRow.state).in_(states), col(DocumentRow.retired_at).is_(None))
        .order_by(DocumentRow.file, col(RereadRow.id))
    )
    return list(session.exec(query))


def count_open(session: Session) -> int:
    """Count the readings that wait for a person."""
    query = (
        select(func.count(col(RereadRow.id)))
        .join(DocumentRow, col(DocumentRow.id) == col(RereadRow.document_id))
        .where(RereadRow.state == RereadState.OPEN, col(DocumentRow.retired_at).is_(None))
    )
    return session.exec(query).one()


def open_reading(session: Session, number: int) -> tuple[RereadRow, DocumentRow]:
    """Return an open reading and its document; who decides about either meanwhile waits.

    Raises:
        NoSuchReading: there is none, or somebody decided about it.
    """
    row = session.get(RereadRow, number, with_for_update=True, populate_existing=True)
    if row is None or row.state != RereadState.OPEN:
        raise NoSuchReading(number)
    document = session.get(
        DocumentRow, row.document_id, with_for_update=True, populate_existing=True
    )
    if document is None or document.retired_at is not None:
        raise NoSuchReading(number)
    return row, document


def decide(session: Session, row: RereadRow, state: RereadState, at: datetime) -> None:
    """Give a reading its end; the caller tells of it."""
    row.state, row.decided_by, row.decided_at = state, working(session).name, at
    session.add(row)
    session.flush()


def say(session: Session, row: RereadRow, document: DocumentRow, action: str, at: datetime) -> None:
    """Tell the trail of a reading."""
    record(
        session,
        action=action,
        object=f"reading {row.id} of document {document.id} ({document.kind}), {document.file}",
        contract=stem(document.file) if document.kind == store.CONTRACT else None,
        after={
            "reader": row.reader,
            "state": row.state,
            "differences": row.differences,
            "findings": row.findings,
        },
        at=at,
    )


def _drop_open(session: Session, document: int) -> None:
    """Drop what an older version read and nobody decided about."""
    older = delete(RereadRow).where(col(RereadRow.document_id) == document)
    session.execute(older.where(col(RereadRow.state) == RereadState.OPEN))


def _plain(value: object) -> list[object]:
    return cast("list[object]", plain(value))
