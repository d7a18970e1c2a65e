"""Writing down what became of a group of files, in one transaction."""

from datetime import datetime

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from contract_ai.batch.book import note_news
from contract_ai.batch.groups import Member, quarantine
from contract_ai.batch.reading import Outcome, Result
from contract_ai.batch.states import FileState
from contract_ai.intake.removal import retire
from contract_ai.storage.engine import Database
from models.errors import DocumentError, ErrorCode
from models.tables.batch import InboxFileRow
from models.tables.documents import DocumentRow

KILLED = frozenset({ErrorCode.READER_DIED, ErrorCode.LIMIT_TIME, ErrorCode.LIMIT_MEMORY})
"""A reader was ended by this file, or because of it; it may have been another's doing."""

OURS = frozenset({ErrorCode.READER_FAILED, ErrorCode.ORIGINAL_MISSING})
"""What is no fault of the file: it is put aside, and read again when someone asks for it."""

MOST_DEATHS = 2
"""After so many deaths of readers a file is put aside."""

_NEWER = "Its file in the inbox was replaced by another version."


def write_down(database: Database, night: int, result: Result, now: datetime) -> None:
    """Say of each file what became of it, and of the others with the same bytes."""
    with database.write() as session:
        for member, outcome in result.outcomes.items():
            rows = _same(session, night, member)
            for number, row in enumerate(rows):
                row.seconds = result.seconds.get(member, 0.0) if number == 0 else 0.0
                _end(session, row, outcome, now, first=number == 0)
            if isinstance(outcome, tuple):
                note_news(session, night)


def _same(session: Session, night: int, member: Member) -> list[InboxFileRow]:
    query = select(InboxFileRow).where(
        InboxFileRow.night_id == night,
        InboxFileRow.sha256 == member.sha256,
        InboxFileRow.wanted == member.wanted,
        InboxFileRow.state == FileState.WAITING,
    )
    return list(session.exec(query.order_by(col(InboxFileRow.id))))


def _end(
    session: Session, row: InboxFileRow, outcome: Outcome, now: datetime, *, first: bool
) -> None:
    row.tries = 0
    session.add(row)
    if outcome is None:
        row.state = FileState.LEFT
        _record(session, row, now)
    elif isinstance(outcome, DocumentError):
        _not_read(session, row, outcome, now)
    else:
        _on_file(session, row, outcome, now, first=first)


def _on_file(
    session: Session, row: InboxFileRow, key: tuple[str, str], now: datetime, *, first: bool
) -> None:
    query = select(DocumentRow.id).where(DocumentRow.kind == key[0], DocumentRow.sha256 == key[1])
    row.state = FileState.DONE if first else FileState.DUPLICATE
    row.kind, row.document_id = key[0], session.exec(query).first()
    row.code = row.what = row.do = ""
    _record(session, row, now)
    if row.kept:
        _retire_older(session, row, now)


def _not_read(session: Session, row: InboxFileRow, error: DocumentError, now: datetime) -> None:
    if error.code in KILLED:
        row.deaths += 1
        row.state = FileState.WAITING
        if row.deaths >= MOST_DEATHS:
            quarantine(session, row, error, now)
    elif error.code in OURS:
        quarantine(session, row, error, now)
    else:
        row.state = FileState.REFUSED
        row.code, row.what, row.do = error.code.value, error.what, error.do
        _record(session, row, now)


def _retire_older(session: Session, row: InboxFileRow, now: datetime) -> None:
    """Take the version out of use that lay at the same place, unless another file holds it.

    Rows are asked for by their place alone: there are few, and a state would be looked for first.
    """
    there = session.exec(select(InboxFileRow).where(InboxFileRow.place == row.place)).all()
    older = [one for one in there if one.id != row.id and one.kept and one.state == FileState.DONE]
    for one in older:
        one.kept = False
        session.add(one)
        held = select(InboxFileRow.id).where(
            InboxFileRow.document_id == one.document_id, col(InboxFileRow.kept).is_(True)
        )
        document = session.get(DocumentRow, one.document_id)
        if document is None or document.retired_at is not None or document.id == row.document_id:
            continue
        session.flush()
        if session.exec(held).first() is None:
            retire(session, document.id or 0, _NEWER, now)


def _record(session: Session, row: InboxFileRow, now: datetime) -> None:
    after = {"sha256": row.sha256, "kind": row.kind, "code": row.code}
    thing = f"inbox file {row.id} {row.sha256[:16]}"
    record(session, action=f"inbox.{row.state}", object=thing, after=after, at=now)
