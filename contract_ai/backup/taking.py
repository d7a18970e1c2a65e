"""Making a backup while others work: the database at one moment, then the originals it names.

Originals never change and are only added, so all that the snapshot names are there when they are
read after it; where one was erased meanwhile, all is taken again.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from contract_ai.archive import Archive
from contract_ai.audit.trail import newest
from contract_ai.backup import snapshot
from contract_ai.backup.manifest import (
    ANCHORS,
    MANIFEST,
    ORIGINALS,
    SNAPSHOT,
    Entry,
    Manifest,
    Missing,
)
from contract_ai.files import whole_file
from contract_ai.intake.places import find_vault, is_upload
from contract_ai.intake.vault import Vault
from contract_ai.metering.publishing import PLACE
from contract_ai.progress import QUIET, Progress
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import version_of
from contract_ai.versions import program_version
from models.errors import ErrorCode, SettingsError
from models.tables.batch import InboxFileRow
from models.tables.documents import DocumentRow
from models.tables.intake import UploadItemRow
from models.tables.ledgers import LedgerRecordRow

_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Original:
    """An original that the database names; ``path`` is where it lay unless it was uploaded."""

    sha256: str
    file: str
    path: Path | None
    document: bool = True


class _ErasedError(Exception):
    """An original was erased while the backup was made."""


def back_up(
    database: Database, settings: Settings, target: Path, now: datetime, progress: Progress = QUIET
) -> Manifest:
    """Write a backup to a file, whole or not at all, and return what it says of itself.

    Raises:
        SettingsError: the database cannot be read, or the file cannot be written.
    """
    with whole_file(target, private=True) as passing:
        for _ in range(_TRIES):
            try:
                return _written(database, settings, passing, now, progress)
            except _ErasedError:
                continue
        what, do = "Originals were erased while the backup was made.", "Run it again."
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=str(target), do=do)


def _written(
    database: Database, settings: Settings, target: Path, now: datetime, progress: Progress
) -> Manifest:
    vault, anchors = find_vault(settings, database), settings.audit_anchors
    entries, missing = [], []
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        file = Path(folder) / SNAPSHOT
        snapshot.take(database, file)
        made, originals = _described(file, database, now)
        with Archive(target) as archive:
            entries.append(archive.copy(SNAPSHOT, file))
            for one in progress.over("Originals", originals, len(originals)):
                path = _place(one, vault)
                if path is not None:
                    entries.append(archive.copy(ORIGINALS + one.sha256, path, packed=False))
                elif one.document:
                    missing.append(one)
            if any(one.path is None for one in missing) and _moved_on(database, made):
                raise _ErasedError
            if anchors is not None and anchors.is_file():
                entries.append(archive.copy(ANCHORS, anchors))
            files = tuple(Entry(name=e.path, size=e.bytes, sha256=e.sha256) for e in entries)
            lost = tuple(Missing(file=one.file, sha256=one.sha256) for one in missing)
            made = made.model_copy(update={"files": files, "missing": lost})
            archive.put(MANIFEST, [made.model_dump_json(indent=1).encode()])
    return made


def _described(file: Path, database: Database, now: datetime) -> tuple[Manifest, list[_Original]]:
    """Say what a snapshot holds, and which originals it names."""
    taken = open_engine(file)
    try:
        with taken.read() as session:
            events, seal = newest(session)
        made = Manifest(
            version=program_version(),
            schema_version=version_of(taken) or "",
            came_from=database.engine.dialect.name,
            made_at=now,
            events=events,
            hash=seal,
            rows=dict(snapshot.counts(taken)),
            files=(),
        )
        return made, list(_originals(taken))
    finally:
        taken.close()


def _originals(taken: Database) -> Iterator[_Original]:
    """Name every original that a snapshot knows of, each once.

    Documents (what was counted of usage events is none), then answers of other systems that records came in, then what waits.
    """
    known: set[str] = {""}
    with taken.read() as session:
        for row in session.exec(select(DocumentRow).order_by(col(DocumentRow.id))):
            if row.sha256 not in known and not row.path.startswith(PLACE):
                known.add(row.sha256)
                path = None if is_upload(row.path) else Path(row.path)
                yield _Original(row.sha256, row.file, path)
        answers = select(LedgerRecordRow.answer, LedgerRecordRow.service).distinct()
        for sha256, service in session.exec(answers):
            if sha256 not in known:
                known.add(sha256)
                yield _Original(sha256, f"an answer of {service}", None)
        for table in (UploadItemRow, InboxFileRow):
            for sha256, name in session.exec(select(table.sha256, table.filed)):
                if sha256 not in known:
                    known.add(sha256)
                    yield _Original(sha256, name, None, document=False)


def _place(one: _Original, vault: Vault | None) -> Path | None:
    """Return where an original lies; None where it is gone or is another now."""
    kept = vault.original(one.sha256) if vault else None
    for path in (kept, one.path):
        if path is not None and _hash(path) == one.sha256:
            return path
    return None


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _moved_on(database: Database, made: Manifest) -> bool:
    with database.read() as session:
        return newest(session)[0] != made.events
