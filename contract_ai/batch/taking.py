"""Taking files in: the bytes into the vault under their hash, then a row that says so.

The row is committed when its original is on the disk.  A file whose row stands already, with the
same size, times and number on the disk, is not even opened; where one of these differs its hash
decides.
"""

import os
import stat
from collections.abc import Container, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from sqlmodel import Session, col, select

from contract_ai.audit.trail import due, newest, record
from contract_ai.batch.inbox import Found, Left, Look, Mark, mark_of
from contract_ai.batch.places import place_of
from contract_ai.batch.states import ENDED, UNREAD, FileState
from contract_ai.folder import TERMS
from contract_ai.intake.limits import examine, pieces, shown_name
from contract_ai.intake.naming import hashes_in_use, next_free, same_bytes, stems_in_use
from contract_ai.intake.vault import Vault
from contract_ai.names import stem
from contract_ai.storage.bulk import batched, numbered_rows
from contract_ai.storage.engine import Database
from contract_ai.storage.locks import hold
from models.errors import DocumentError, ErrorCode
from models.tables.batch import InboxFileRow
from models.tables.documents import DocumentRow

_AT_ONCE = 500  # files whose rows are written in one transaction
_WRITERS = 4  # threads that wait for the disk; more of them wait for each other
_UNTOUCHED: dict[str, object] = {
    name: field.default
    for name, field in InboxFileRow.model_fields.items()
    if name != "id" and not field.is_required()
}
"""What the row of a file says that nothing was done with."""

_LOCK = "uploads"  # that of receiving: two files of one name come one by one
_RACE = 2_000_000_000  # nanoseconds: a change so shortly before the reading may not show in times


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was read: its bytes by their hash ("" where they were not), or why not."""

    found: Found
    sha256: str = ""
    error: DocumentError | None = None


@dataclass(slots=True)
class Haul:
    """What a look at the inbox brought: files that stand as they were, and those left."""

    unchanged: int = 0
    new: int = 0
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of one file at a place."""

    row: int
    night: int
    sha256: str
    mark: Mark
    read_at: datetime
    state: FileState
    kept: bool

    def is_as_it_was(self, mark: Mark) -> bool:
        """Whether a file with this mark is the one that was read, without reading it again."""
        read = int(self.read_at.timestamp()) * 1_000_000_000
        return mark == self.mark and max(mark.modified, mark.changed) < read - _RACE


class Taker:
    """Takes the files of one night in; ``keep`` says that they are left where they lie."""

    def __init__(  # noqa: PLR0913 (what a night has one of each; the options are given by name)
        self,
        database: Database,
        vault: Vault,
        inbox: str,
        night: int,
        *,
        keep: bool,
        max_bytes: int,
        now: datetime,
    ) -> None:
        self._database, self._vault, self._inbox = database, vault, inbox
        self._night, self._keep, self._max_bytes, self._now = night, keep, max_bytes, now
        self._haul = Haul()
        self._names: _Names | None = None

    def take(self, look: Look) -> Haul:
        """Take in what is new, a few files at a time."""
        with self._database.read() as session:
            known = _known(session)
        self._haul.left += look.left
        strange = [Taken(one.found, error=one.error) for one in look.strange]
        with ThreadPoolExecutor(_WRITERS) as writers:
            before: Iterable[Taken | None] = ()
            for few in batched([*self._fresh(look.found, known)], _AT_ONCE):
                read = writers.map(self._read, few)  # while the rows of those before are written
                self._note_read(before, known)
                before = read
            self._note_read(before, known)
        for links in batched(self._fresh_strange(strange, known), _AT_ONCE):
            self._note(links, known)
        self._haul.left.sort(key=lambda one: one.shown)
        return self._haul

    def _fresh(self, found: Iterable[Found], known: Mapping[str, list[Known]]) -> Iterator[Found]:
        """Pass on what must be read to be known."""
        for one in found:
            there = known.get(place_of(self._inbox, one.inside), ())
            same = next((row for row in there if row.is_as_it_was(one.mark)), None)
            if same is not None and self._is_settled(same):
                self._haul.unchanged += same.night != self._night
            else:
                yield one

    def _fresh_strange(
        self, strange: Iterable[Taken], known: Mapping[str, list[Known]]
    ) -> Iterator[Taken]:
        for one in strange:
            there = known.get(place_of(self._inbox, one.found.inside), ())
            same = next((row for row in there if row.mark == one.found.mark), None)
            if same is not None and self._is_settled(same):
                self._haul.unchanged += same.night != self._night
            else:
                yield one

    def _is_settled(self, row: Known) -> bool:
        """Whether nothing is to be done with a file of which this is known."""
        return row.night == self._night or (self._keep and row.kept and row.state in ENDED)

    def _read(self, one: Found) -> Taken | None:
        """Copy a file into the vault; None where it changed meanwhile or went away."""
        try:
            handle = os.open(one.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            what = f"The file cannot be opened ({error.strerror})."
            why = DocumentError(
                ErrorCode.FILE_UNREADABLE, what, where=one.shown, do="Check who may read it."
            )
            return Taken(one, error=why)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                return None  # another thing in its place: the next night looks again
            taken = self._copy(one, file)
            if mark_of(os.fstat(handle)) != one.mark:
                self._haul.left.append(Left(one.shown, "It is still being written."))
                return None
        return taken

    def _copy(self, one: Found, file: BinaryIO) -> Taken:
        name = shown_name(one.path.name)
        with self._vault.incoming() as coming:
            try:
                for piece in pieces(file, name, self._max_bytes):
                    coming.write(piece)
                with coming.path.open("rb") as copy:
                    examine(copy, name)
            except DocumentError as error:
                whole = error.code is not ErrorCode.FILE_TOO_LARGE
                return Taken(one, coming.sha256 if whole else "", error)
            self._vault.keep(coming)
            return Taken(one, coming.sha256)

    def _note_read(self, read: Iterable[Taken | None], known: Mapping[str, list[Known]]) -> None:
        few = [taken for taken in read if taken is not None]
        if few:
            self._note(few, known)

    def _note(self, few: list[Taken], known: Mapping[str, list[Known]]) -> None:
        """Write the rows of a few files in one transaction."""
        with self._database.write() as session:
            hold(session, _LOCK)
            names = self._names_now(session, known)
            names.begin(session, (one.sha256 for one in few))
            fresh = []
            for one in few:
                place = place_of(self._inbox, one.found.inside)
                same = next((k for k in known.get(place, ()) if k.sha256 == one.sha256), None)
                if same is not None:
                    self._meet_again(session, same, one, names)
                else:
                    self._haul.new += 1
                    fresh.append(self._row(place, one, names))
            for number, row in zip(numbered_rows(session, InboxFileRow, fresh), fresh, strict=True):
                _record(session, number, row, self._now)
            names.event += due(session)

    def _names_now(self, session: Session, known: Mapping[str, list[Known]]) -> "_Names":
        """Return the names in use; they are asked for again when anybody else wrote something."""
        event, _ = newest(session)
        if self._names is None or self._names.event != event:
            places = known.keys() if self._keep else ()
            self._names = _Names(session, self._night, places, event)
        return self._names

    def _meet_again(self, session: Session, known: Known, one: Taken, names: "_Names") -> None:
        """A file at its old place with its old bytes: touched, put there again, or to be tried again."""
        row = session.get_one(InboxFileRow, known.row)
        for name, value in _mark_values(one.found.mark, self._now).items():
            setattr(row, name, value)
        settled = self._is_settled(known)
        if not settled:
            self._haul.new += 1
            row.night_id, row.kept = self._night, self._keep
            if row.state != FileState.QUARANTINED:
                fresh = self._row(row.place, one, names)
                for name in ("state", "filed", "kind", "document_id", "code", "what", "do"):
                    setattr(row, name, fresh[name])
                row.tries = row.deaths = 0
            _record(session, row.id, row.model_dump(), self._now)
        else:
            self._haul.unchanged += known.night != self._night
        session.add(row)

    def _row(self, place: str, one: Taken, names: "_Names") -> dict[str, object]:
        """Return the values of a file's row, all but its number."""
        found = one.found
        name = shown_name(found.path.name)
        row: dict[str, object] = {
            **_UNTOUCHED,
            "night_id": self._night,
            "place": place,
            "path": found.shown,
            "filed": name,
            "sha256": one.sha256,
            **_mark_values(found.mark, self._now),
            "wanted": found.wanted,
            "state": FileState.WAITING,
            "kept": self._keep,
        }
        if one.error is not None:
            why = {"code": one.error.code.value, "what": one.error.what, "do": one.error.do}
            return row | {"state": FileState.REFUSED, **why}
        if found.wanted == TERMS:
            return row
        there = names.same(one.sha256, found.wanted)
        if there is not None:
            same = {"kind": there.kind, "document_id": there.id, "filed": there.file}
            return row | {"state": FileState.DUPLICATE, **same}
        return row | {"filed": names.take(place, one.sha256, found.wanted, name)}


class _Names:
    """The names that files are filed under: no two documents in use have the same stem.

    ``places`` are those at which a file may have lain before whose name goes on; ``event`` is the
    newest one of the audit trail when these were the names.
    """

    def __init__(self, session: Session, night: int, places: Container[str], event: int) -> None:
        self._places, self.event = places, event
        self._taken = stems_in_use(session)
        twins = select(InboxFileRow.sha256, InboxFileRow.wanted, InboxFileRow.filed).where(
            InboxFileRow.night_id == night, InboxFileRow.state == FileState.WAITING
        )
        self._twins = {(sha256, wanted): filed for sha256, wanted, filed in session.exec(twins)}

    def begin(self, session: Session, hashes: Iterable[str]) -> None:
        """Begin with a few files that come, of these hashes."""
        self._session, self._there = session, hashes_in_use(session, hashes)

    def same(self, sha256: str, wanted: str) -> DocumentRow | None:
        """Return the document on file with these bytes, if any."""
        return same_bytes(self._session, sha256, wanted) if sha256 in self._there else None

    def take(self, place: str, sha256: str, wanted: str, name: str) -> str:
        """Return the name for new bytes: that of the same bytes, or of the version before."""
        twin = self._twins.get((sha256, wanted))
        older = self._older(place) if place in self._places else None
        filed = twin or older or next_free(name, self._taken)
        self._twins[sha256, wanted] = filed
        self._taken.add(stem(filed).casefold())
        return filed

    def _older(self, place: str) -> str | None:
        """Return the name of what lay at this place before, where it was left there."""
        there = select(InboxFileRow).where(InboxFileRow.place == place)
        rows = self._session.exec(there.order_by(col(InboxFileRow.id).desc()))
        left = (row.filed for row in rows if row.kept and row.state == FileState.DONE)
        return next(left, None)


def _known(session: Session) -> dict[str, list[Known]]:
    """Return what is known of every file, by its place."""
    columns = (
        InboxFileRow.place,
        InboxFileRow.id,
        InboxFileRow.night_id,
        InboxFileRow.sha256,
        InboxFileRow.size,
        InboxFileRow.modified,
        InboxFileRow.changed,
        InboxFileRow.inode,
        InboxFileRow.read_at,
        InboxFileRow.state,
        InboxFileRow.kept,
    )
    table: dict[str, list[Known]] = {}
    for place, row, night, sha256, *mark, read_at, state, kept in session.execute(
        select(*columns)  # type: ignore[call-overload]  # more columns than are spelt out
    ):
        one = Known(row, night, sha256, Mark(*mark), read_at, FileState(state), kept)
        table.setdefault(place, []).append(one)
    return table


def _mark_values(mark: Mark, now: datetime) -> dict[str, object]:
    return {
        "size": mark.size,
        "modified": mark.modified,
        "changed": mark.changed,
        "inode": mark.inode,
        "read_at": now,
    }


def _record(session: Session, number: int | None, row: Mapping[str, object], now: datetime) -> None:
    """Tell the trail of a file that came; without its name, which may tell of a person."""
    after = {name: row[name] for name in ("sha256", "size", "state", "code")}
    thing = f"inbox file {number} {str(row['sha256'])[:16]}".strip()
    state = FileState(str(row["state"]))
    action = "inbox.refused" if state in UNREAD else f"inbox.{_ACTIONS[state]}"
    record(session, action=action, object=thing, after=after, at=now)


_ACTIONS = {
    FileState.WAITING: "received",
    FileState.DUPLICATE: "duplicate",
    FileState.DONE: "received",
    FileState.LEFT: "left",
}
