"""Writing down what became of a group of files, in one transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from contract_ai.batch.book import note_news
from contract_ai.batch.groups import Member, quarantine
from contract_ai.batch.reading import Result
from contract_ai.batch.states import FileState
from contract_ai.intake.removal import retire
from contract_ai.storage.bulk import batched
from contract_ai.storage.documents import rows_of
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
    on_file = [outcome for outcome in result.outcomes.values() if isinstance(outcome, tuple)]
    with database.write() as session:
        waiting = _waiting(session, night, result.outcomes)
        numbers = {(row.kind, row.sha256): row.id for row in rows_of(session, on_file)}
        older = _Older(session, (row for rows in waiting.values() for row in rows))
        for member, outcome in result.outcomes.items():
            rows = waiting.pop((member.sha256, member.wanted), ())
            for number, row in enumerate(rows):
                row.tries = 0
                row.seconds = result.seconds.get(member, 0.0) if number == 0 else 0.0
                if not isinstance(outcome, tuple):
                    _not_on_file(session, row, outcome, now)
                    continue
                _on_file(session, row, outcome[0], numbers.get(outcome), now, first=number == 0)
                if row.kept:
                    older.retire(row, now)
        if on_file:
            note_news(session, night)


def _waiting(
    session: Session, night: int, members: Iterable[Member]
) -> dict[tuple[str, str], list[InboxFileRow]]:
    """Load the rows that wait for any of these, by what they have in common, in their order."""
    found: dict[tuple[str, str], list[InboxFileRow]] = {}
    for hashes in batched(sorted({member.sha256 for member in members})):
        query = select(InboxFileRow).where(
            InboxFileRow.night_id == night,
            InboxFileRow.state == FileState.WAITING,
            col(InboxFileRow.sha256).in_(hashes),
        )
        for row in session.exec(query.order_by(col(InboxFileRow.id))):
            found.setdefault((row.sha256, row.wanted), []).append(row)
    return found


def _not_on_file(
    session: Session, row: InboxFileRow, outcome: DocumentError | None, now: datetime
) -> None:
    if outcome is None:
        row.state = FileState.LEFT
        _record(session, row, now)
    else:
        _not_read(session, row, outcome, now)


def _on_file(  # noqa: PLR0913 (what is known of one file)
    session: Session,
    row: InboxFileRow,
    kind: str,
    number: int | None,
    now: datetime,
    *,
    first: bool,
) -> None:
    row.state = FileState.DONE if first else FileState.DUPLICATE
    row.kind, row.document_id = kind, number
    row.code = row.what = row.do = ""
    _record(session, row, now)


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


class _Older:
    """The versions that lie, or lay, at the same places as these files."""

    def __init__(self, session: Session, rows: Iterable[InboxFileRow]) -> None:
        self._session = session
        self._at: dict[str, list[InboxFileRow]] = {}
        for places in batched(sorted({row.place for row in rows if row.kept})):
            # By place alone: there are few, and a state would be looked for first.
            query = select(InboxFileRow).where(col(InboxFileRow.place).in_(places))
            for row in session.exec(query):
                self._at.setdefault(row.place, []).append(row)

    def retire(self, row: InboxFileRow, now: datetime) -> None:
        """Take the version out of use that lay where a file lies, unless another file holds it."""
        for one in self._at.get(row.place, ()):
            if one.id == row.id or not one.kept or one.state != FileState.DONE:
                continue
            one.kept = False
            document = self._session.get(DocumentRow, one.document_id)
            if document is None or document.retired_at is not None:
                continue
            if document.id != row.document_id and not self._is_held(document.id):
                retire(self._session, document.id or 0, _NEWER, now)

    def _is_held(self, document: int | None) -> bool:
        self._session.flush()
        held = select(InboxFileRow.id).where(
            InboxFileRow.document_id == document, col(InboxFileRow.kept).is_(True)
        )
        return self._session.exec(held).first() is not None


def _record(session: Session, row: InboxFileRow, now: datetime) -> None:
    after = {"sha256": row.sha256, "kind": row.kind, "code": row.code}
    thing = f"inbox file {row.id} {row.sha256[:16]}"
    record(session, action=f"inbox.{row.state}", object=thing, after=after, at=now)
