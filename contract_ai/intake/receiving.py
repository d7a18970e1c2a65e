"""Taking in a file: its bytes to the vault, its limits checked, then a row that says so.

The original is on the disk before its row is committed, so a row never names a file that is not
there.  What is refused leaves no file, but a row with the reason.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from contract_ai.intake.batches import (
    OPEN,
    Event,
    ItemState,
    close_batch,
    count,
    event_of,
    open_batch,
    owned_batch,
    why,
)
from contract_ai.intake.broker import Broker
from contract_ai.intake.limits import Readable, examine, pieces, shown_name
from contract_ai.intake.naming import (
    already_there,
    free_name,
    may_see,
    perhaps_newer,
    same_bytes,
    same_name,
)
from contract_ai.intake.scanner import scan
from contract_ai.intake.vault import Vault
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from contract_ai.storage.locks import hold
from models.accounts import Actor
from models.errors import DocumentError, ErrorCode
from models.tables.intake import UploadItemRow

Wanted = Literal["", "contract", "invoice", "facts", "bank"]
_LOCK = "uploads"
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Quota:
    """What one user may upload in any 24 hours."""

    files: int
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file at its arrival, and the batch that it belongs to.

    A file that is over the user's quota is not noted: its ``item.item`` is 0.
    """

    batch: int
    item: Event

    @property
    def accepted(self) -> bool:
        """Whether the file will be read, or is there already."""
        return self.item.state not in (ItemState.REFUSED, ItemState.FAILED)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file whose end came: what is known of it before its row is written.

    ``batch`` is None where it becomes one of its own; ``over`` says why it is one too many.
    """

    batch: int | None
    user: Actor
    name: str
    wanted: Wanted
    now: datetime
    sha256: str = ""
    size: int = 0
    error: DocumentError | None = None
    over: DocumentError | None = None


class Intake:
    """Takes files in; the same one serves all requests of a server."""

    def __init__(
        self, database: Database, vault: Vault, settings: Settings, broker: Broker | None = None
    ) -> None:
        self._database, self._vault = database, vault
        self._max_bytes, self._scanner = settings.max_file_bytes, settings.scanner
        self._quota = Quota(settings.uploads_per_day, settings.upload_bytes_per_day)
        self.broker = broker or Broker()

    def open_batch(self, user: Actor, now: datetime) -> int:
        """Begin a batch of files that are uploaded together, and return its number."""
        with self._database.write(user) as session:
            return open_batch(session, user, now)

    def close_batch(self, batch: int, user: Actor, now: datetime) -> None:
        """Say that no more files come: the checks run once all are read.

        Raises:
            NoSuchUpload: this user has no such batch.
        """
        with self._database.write(user) as session:
            owned_batch(session, batch, user.name)
            close_batch(session, batch, now)
        self.broker.tell(batch)

    def receive(  # noqa: PLR0913 (the options are given by name)
        self,
        stream: Readable,
        name: str,
        user: Actor,
        now: datetime,
        *,
        batch: int | None = None,
        wanted: Wanted = "",
    ) -> Received:
        """Take in one file; without a batch it is one of its own.

        ``wanted`` is what the user says that it is, else its content tells.  A file that cannot
        be used is no error here: what is wrong with it stands in the answer.

        Raises:
            SettingsError: it cannot be kept: no space, no permission, the database is locked, or
                the virus scanner does not answer.
            NoSuchUpload: this user has no such batch.
        """
        arrival = self.arrive(stream, name, user, now, batch=batch, wanted=wanted)
        with self._database.write(user) as session:
            received = self.note(session, arrival)
        self.broker.tell(received.batch)
        return received

    def arrive(  # noqa: PLR0913 (the options are given by name)
        self,
        stream: Readable,
        name: str,
        user: Actor,
        now: datetime,
        *,
        batch: int | None = None,
        wanted: Wanted = "",
    ) -> Arrival:
        """Take the bytes of a file to the vault; as long as nobody calls `note` nothing came.

        Raises:
            SettingsError: as `receive`.
            NoSuchUpload: this user has no such batch.
        """
        arrival = Arrival(batch, user, shown_name(name), wanted, now)
        with self._database.read() as session:
            if batch is not None:
                owned_batch(session, batch, user.name)
            over = self._over_quota(session, arrival, 0)
        return replace(arrival, over=over) if over else self._take(stream, arrival)

    def note(self, session: Session, arrival: Arrival) -> Received:
        """Write the row of a file whose bytes are on the disk or refused, and its batch."""
        alone = arrival.batch is None
        batch = arrival.batch or open_batch(session, arrival.user, arrival.now)
        received = self._note(session, arrival, batch)
        if alone:
            close_batch(session, batch, arrival.now)
        return received

    def _take(self, stream: Readable, arrival: Arrival) -> Arrival:
        error = None
        with self._vault.incoming() as coming:
            try:
                for piece in pieces(stream, arrival.name, self._max_bytes):
                    coming.write(piece)
                with coming.path.open("rb") as file:
                    examine(file, arrival.name)
                scan(coming.path, arrival.name, self._scanner)
            except DocumentError as refused:
                error = refused
            else:
                self._vault.keep(coming)
            whole = error is None or error.code is not ErrorCode.FILE_TOO_LARGE
            sha256 = coming.sha256 if whole else ""
            return replace(arrival, sha256=sha256, size=coming.size, error=error)

    def _note(self, session: Session, arrival: Arrival, batch: int) -> Received:
        hold(session, _LOCK)  # two files of one name, or of the same bytes, come one by one
        over = arrival.over or self._over_quota(session, arrival, arrival.size)
        if over is not None:
            return _refused(arrival, batch, over)
        row = _row(session, arrival, batch)
        row.changed = count(session, batch, arrival.now)
        session.add(row)
        session.flush()
        after = {"sha256": row.sha256, "size": row.size, "state": row.state, "code": row.code}
        thing = f"upload {row.id} {row.sha256[:16]}".strip()
        action = _ACTIONS[ItemState(row.state)]
        # Without the file's name: the trail is never erased, and names may tell of a person.
        record(session, action=action, object=thing, after=after, at=arrival.now)
        return Received(batch, event_of(row))

    def _over_quota(self, session: Session, arrival: Arrival, size: int) -> DocumentError | None:
        """Say why this file is one too many; None where it is not."""
        sums = select(func.count(), func.coalesce(func.sum(UploadItemRow.size), 0)).where(
            UploadItemRow.made_by == arrival.user.name,
            UploadItemRow.received_at > arrival.now - _DAY,
        )
        files, taken = session.exec(sums).one()
        quota = self._quota
        if files < quota.files and int(taken) + size <= quota.size and int(taken) < quota.size:
            return None
        what = (
            f"You may upload {quota.files:,} files or {quota.size / (1 << 20):,.0f} MB in 24 hours."
        )
        do = "Go on tomorrow, or ask an administrator to raise the limit."
        return DocumentError(ErrorCode.UPLOAD_QUOTA, what, where=arrival.name, do=do)


_ACTIONS = {
    ItemState.WAITING: "upload.received",
    ItemState.DUPLICATE: "upload.duplicate",
    ItemState.REFUSED: "upload.refused",
}


def _row(session: Session, arrival: Arrival, batch: int) -> UploadItemRow:
    """Make the row of a file: refused, there already, or waiting to be read."""
    row = UploadItemRow(
        batch_id=batch,
        made_by=arrival.user.name,
        name=arrival.name,
        filed=arrival.name,
        sha256=arrival.sha256,
        size=arrival.size,
        wanted=arrival.wanted,
        state=ItemState.WAITING,
        received_at=arrival.now,
    )
    if arrival.error is not None:
        _end(row, ItemState.REFUSED)
        row.code, row.what, row.do = map(str, why(arrival.error).values())
        return row
    # First what is coming: when that is read meanwhile, it is seen among the documents.
    coming = _same_coming(session, arrival)
    there = same_bytes(session, arrival.sha256, arrival.wanted)
    if there is not None:
        _end(row, ItemState.DUPLICATE)
        row.kind, row.related_id = there.kind, there.id
        row.note = already_there(session, there, row.made_by)
        return row
    if coming is not None:
        _end(row, ItemState.DUPLICATE)
        named = f" as {coming.name}" if coming.made_by == row.made_by else ""
        row.note = f"The same content{named} was uploaded a moment ago."
        return row
    row.filed = free_name(session, arrival.name)
    older = same_name(session, arrival.name)
    if older is not None and may_see(session, older, row.made_by):
        row.related_id, row.note = older.id, perhaps_newer(older, row.filed)
    elif row.filed != row.name:
        row.note = f"Filed as {row.filed}, as another file in use is named like it."
    return row


def _end(row: UploadItemRow, state: ItemState) -> None:
    row.state, row.ended_at = state, row.received_at


def _same_coming(session: Session, arrival: Arrival) -> UploadItemRow | None:
    query = select(UploadItemRow).where(
        UploadItemRow.sha256 == arrival.sha256, UploadItemRow.wanted == arrival.wanted
    )
    found = session.exec(query.order_by(col(UploadItemRow.id))).all()
    return next((row for row in found if row.state in OPEN), None)


def _refused(arrival: Arrival, batch: int, error: DocumentError) -> Received:
    """Answer for a file that is not noted."""
    event = Event(
        number=0,
        item=0,
        name=arrival.name,
        filed=arrival.name,
        size=arrival.size,
        state=ItemState.REFUSED,
        kind="",
        document_id=None,
        related_id=None,
        code=error.code.value,
        what=error.what,
        do=error.do,
        note="",
    )
    return Received(batch, event)
