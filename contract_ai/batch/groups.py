"""Which files are read next, and what becomes of those that a reader or the program died on.

Files are read many at a time.  When the program dies, those that were being read then are read in
small groups the next time, then each by itself: one that kills the program is found out and harms
no other.  ``tries`` counts how often that happened to a file.  A reader that dies is another
thing: its file is known at once (``deaths``), and is read once more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select, update

from contract_ai.audit.trail import record
from contract_ai.batch.states import OPEN, FileState
from contract_ai.folder import TERMS
from contract_ai.names import stem
from contract_ai.storage.engine import Database
from models.errors import DocumentError, ErrorCode
from models.tables.batch import InboxFileRow

SIZES = (256, 16, 1, 1)
"""How many files are read together that the program died on so many times; after that, none."""

MOST_DEATHS = 2


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a group: what the reading needs to know of its row."""

    row: int
    place: str
    path: str
    filed: str
    sha256: str
    wanted: str

    @property
    def stem(self) -> str:
        """The name it came with, without ending and case: confirmed terms are found by it."""
        return stem(Path(self.path).name).casefold()


class Queue:
    """The open files of one night; terms go with their contracts and are none of a group."""

    def __init__(self, database: Database, night: int) -> None:
        self._database, self._night = database, night

    def take(self, now: datetime) -> list[Member]:
        """Begin to read some files: those that were lost longest come alone, and last."""
        with self._database.write() as session:
            rows = self._open(session)
            for row in [row for row in rows if row.tries >= len(SIZES)]:
                quarantine(session, row, _killer(row.path), now)
            rows = [row for row in rows if row.tries < len(SIZES)]
            if not rows:
                return []
            tries = min(row.tries for row in rows)
            group = _once([row for row in rows if row.tries == tries])[: SIZES[tries]]
            _mark(session, group, now)
            return [_member(row) for row in group]

    def terms(self) -> list[Member]:
        """Return the confirmed terms that wait for their contract."""
        with self._database.read() as session:
            return [_member(row) for row in self._open(session, terms=True)]

    def release(self, group: Iterable[Member]) -> None:
        """Put files back as if they had not been begun: it was not their fault."""
        rows = [member.row for member in group]
        with self._database.write() as session:
            mine = update(InboxFileRow).where(
                col(InboxFileRow.id).in_(rows), col(InboxFileRow.state) == FileState.READING
            )
            session.execute(mine.values(state=FileState.WAITING, tries=InboxFileRow.tries - 1))

    def _open(self, session: Session, *, terms: bool = False) -> list[InboxFileRow]:
        wanted = InboxFileRow.wanted == TERMS if terms else InboxFileRow.wanted != TERMS
        query = select(InboxFileRow).where(
            InboxFileRow.night_id == self._night, col(InboxFileRow.state).in_(OPEN), wanted
        )
        return list(session.exec(query.order_by(col(InboxFileRow.id))))


def quarantine(session: Session, row: InboxFileRow, why: DocumentError, now: datetime) -> None:
    """Put a file aside that kills what reads it."""
    row.state = FileState.QUARANTINED
    row.code, row.what, row.do = why.code.value, why.what, why.do
    session.add(row)
    after = {"sha256": row.sha256, "code": row.code}
    thing = f"inbox file {row.id} {row.sha256[:16]}"
    record(session, action="inbox.quarantined", object=thing, after=after, at=now)


def _once(rows: list[InboxFileRow]) -> list[InboxFileRow]:
    """Return one row of each content: what becomes of it becomes of all."""
    return list({(row.sha256, row.wanted): row for row in reversed(rows)}.values())[::-1]


def _mark(session: Session, group: list[InboxFileRow], now: datetime) -> None:
    begun = update(InboxFileRow).where(col(InboxFileRow.id).in_([row.id for row in group]))
    session.execute(begun.values(state=FileState.READING, tries=InboxFileRow.tries + 1))
    record(session, action="inbox.reading", object=f"{len(group)} inbox files", at=now)


def _member(row: InboxFileRow) -> Member:
    return Member(row.id or 0, row.place, row.path, row.filed, row.sha256, row.wanted)


def _killer(path: str) -> DocumentError:
    what = f"Reading this file ended the program {len(SIZES)} times."
    do = "Open it in its program and save it again, or send it to us, if you may."
    return DocumentError(ErrorCode.READER_KILLED, what, where=path, do=do)
