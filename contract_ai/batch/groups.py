"""Which files are read next, and what becomes of those that what reads them dies on.

Files are read many at a time by a process of the batch's own, whose children parse.  A child that
dies is known by its file.  When the process itself dies, the files that it had are read in small
groups, then each by itself: one that kills it is found out and harms no other.  Only deaths that
the batch saw count: when the batch itself was killed, no file is to blame.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select, update

from contract_ai.audit.trail import record
from contract_ai.batch.states import FileState
from contract_ai.folder import TERMS
from contract_ai.names import stem
from contract_ai.storage.engine import Database
from models.errors import DocumentError, ErrorCode
from models.tables.batch import InboxFileRow

SIZES = (4096, 64, 1, 1)
"""How many files are read together on which a process died so many times; after that, none."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a group: what the reading needs to know of its row."""

    row: int
    path: str
    filed: str
    sha256: str
    wanted: str

    @property
    def stem(self) -> str:
        """The name it came with, without ending and case: confirmed terms are found by it."""
        return stem(Path(self.path).name).casefold()


class Queue:
    """The files of one night that wait; terms go with their contracts and are none of a group."""

    def __init__(self, database: Database, night: int) -> None:
        self._database, self._night = database, night

    def next(self) -> list[Member]:
        """Return the files to read now, none where all are read; those of a death come last.

        Of files with the same content the first is read: what becomes of it becomes of all.
        """
        first = select(func.min(InboxFileRow.id)).where(*self._wait(terms=False))
        first = first.group_by(col(InboxFileRow.sha256), col(InboxFileRow.wanted))
        query = select(InboxFileRow).where(col(InboxFileRow.id).in_(first))
        query = query.order_by(col(InboxFileRow.tries), col(InboxFileRow.id)).limit(max(SIZES))
        with self._database.read() as session:
            rows = session.exec(query).all()
        tries = min((row.tries for row in rows), default=0)
        return [_member(row) for row in rows if row.tries == tries][: SIZES[tries]]

    def terms(self) -> list[Member]:
        """Return the confirmed terms that wait for their contract."""
        query = select(InboxFileRow).where(*self._wait(terms=True))
        with self._database.read() as session:
            return [_member(row) for row in session.exec(query.order_by(col(InboxFileRow.id)))]

    def died(self, group: Iterable[Member], now: datetime) -> None:
        """Note that a process died on these; a file that was alone twice is put aside."""
        rows = [member.row for member in group]
        with self._database.write() as session:
            touched = update(InboxFileRow).where(col(InboxFileRow.id).in_(rows))
            session.execute(touched.values(tries=InboxFileRow.tries + 1))
            record(session, action="inbox.reader_died", object=f"{len(rows)} files", at=now)
            lost = select(InboxFileRow).where(
                col(InboxFileRow.id).in_(rows), col(InboxFileRow.tries) >= len(SIZES)
            )
            for row in session.exec(lost).all():
                quarantine(session, row, _killer(row.path), now)

    def _wait(self, *, terms: bool) -> tuple[ColumnElement[bool], ...]:
        return (
            col(InboxFileRow.night_id) == self._night,
            col(InboxFileRow.state) == FileState.WAITING,
            col(InboxFileRow.wanted) == TERMS if terms else col(InboxFileRow.wanted) != TERMS,
        )


def quarantine(session: Session, row: InboxFileRow, why: DocumentError, now: datetime) -> None:
    """Put a file aside that kills what reads it."""
    row.state = FileState.QUARANTINED
    row.code, row.what, row.do = why.code.value, why.what, why.do
    session.add(row)
    after = {"sha256": row.sha256, "code": row.code}
    thing = f"inbox file {row.id} {row.sha256[:16]}"
    record(session, action="inbox.quarantined", object=thing, after=after, at=now)


def _member(row: InboxFileRow) -> Member:
    return Member(row.id or 0, row.path, row.filed, row.sha256, row.wanted)


def _killer(path: str) -> DocumentError:
    what = "Reading this file ended the program that reads, twice when it was read alone."
    do = "Open it in its program and save it again, or send it to us, if you may."
    return DocumentError(ErrorCode.READER_KILLED, what, where=path, do=do)
