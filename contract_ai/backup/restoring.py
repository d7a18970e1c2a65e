"""Putting a backup where nothing is yet.  All of it is read and compared before anything is written."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from contract_ai.audit.trail import newest, record
from contract_ai.audit.verify import verify
from contract_ai.backup import snapshot
from contract_ai.backup.manifest import ANCHORS, MANIFEST, ORIGINALS, SNAPSHOT, Entry, Manifest
from contract_ai.files import make_folder, sync_folder, write_atomically
from contract_ai.intake.places import open_vault
from contract_ai.intake.vault import Vault
from contract_ai.names import printable
from contract_ai.progress import QUIET, Progress
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database, file_of, open_engine
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from models.errors import ErrorCode, SettingsError

_CHUNK = 1 << 20
_LARGEST_MANIFEST = 256 << 20


def restore(  # noqa: PLR0913 (which backup, where to, and who does it when)
    archive: Path,
    place: str | Path,
    settings: Settings,
    *,
    actor: Actor,
    now: datetime,
    progress: Progress = QUIET,
) -> Manifest:
    """Put a backup into an empty place and return what it says of itself.

    The restored trail has one event more, which says so.  The database comes last: until it is there whole there is none, and restoring begins anew.

    Raises:
        SettingsError: the backup is damaged, or the place is not empty or cannot be written.
    """
    target = open_engine(place, plain=settings.database_allow_plain)
    try:
        file = _file(target)
        _must_be_empty(target, file)
        vault = open_vault(settings, target)
        with _opened(archive) as packed:
            made = _verified(packed, archive, progress)
            above = None if file is None else make_folder(file.parent)
            with tempfile.TemporaryDirectory(dir=above, prefix=".restore-") as passing:
                fresh = Path(passing) / SNAPSHOT
                with packed.open(SNAPSHOT) as source, fresh.open("wb") as out:
                    shutil.copyfileobj(source, out, _CHUNK)
                _must_be_whole(fresh, archive, made)
                _renew(fresh, made, actor, now)
                _keep(packed, made, vault, progress)
                _put(fresh, target, file)
        return made
    finally:
        target.close()


def _file(target: Database) -> Path | None:
    """Return the file of an SQLite database; None for a server's."""
    file = file_of(target)
    if file is None and target.engine.dialect.name == "sqlite":
        raise _taken(target.name, "A database in memory would be gone at once.")
    return file


def _must_be_empty(target: Database, file: Path | None) -> None:
    if os.path.lexists(file) if file is not None else not snapshot.is_empty(target):
        raise _taken(target.name, "There is a database already; nothing was changed.")


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as packed:
            yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _damaged(archive, "it is no whole zip file") from error
    except OSError as error:
        raise _damaged(archive, error.strerror or "it cannot be read") from error


def _verified(packed: zipfile.ZipFile, archive: Path, progress: Progress) -> Manifest:
    """Read the manifest, and every file that it names, and compare."""
    names = [info.filename for info in packed.infolist()]
    if MANIFEST not in names or packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _damaged(archive, f"it has no {MANIFEST}")
    try:
        made = Manifest.model_validate_json(packed.read(MANIFEST))
    except ValidationError as error:
        raise _damaged(archive, f"its {MANIFEST} is of another form") from error
    if sorted(names) != sorted([MANIFEST, *(one.name for one in made.files)]):
        raise _damaged(archive, f"it holds other files than its {MANIFEST} names")
    for one in progress.over("Verified", made.files, len(made.files)):
        if one.name.startswith(ORIGINALS) and one.name != ORIGINALS + one.sha256:
            raise _damaged(archive, f"{one.name} is not named by its hash")
        if not _is(packed, one):
            raise _damaged(archive, f"{one.name} is not what was put in")
    return made


def _is(packed: zipfile.ZipFile, entry: Entry) -> bool:
    """Whether a file of the archive has its size and hash; no more than its size is unpacked."""
    if packed.getinfo(entry.name).file_size != entry.size:
        return False
    digest = hashlib.sha256()
    with packed.open(entry.name) as source:
        while piece := source.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest() == entry.sha256


def _must_be_whole(fresh: Path, archive: Path, made: Manifest) -> None:
    """Verify a snapshot and its audit trail."""
    try:
        with closing(sqlite3.connect(fresh)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _damaged(archive, f"its {SNAPSHOT} is no database") from error
    if said != "ok":
        raise _damaged(archive, f"its {SNAPSHOT} is damaged: {said}")
    taken = open_engine(fresh)
    try:
        with taken.read() as session:
            verdict, last = verify(session), newest(session)
    finally:
        taken.close()
    if verdict.bad is not None:
        raise _damaged(archive, f"its audit trail is broken: {verdict.why}")
    if last != (made.events, made.hash):
        raise _damaged(archive, f"its audit trail ends elsewhere than its {MANIFEST} says")


def _renew(fresh: Path, made: Manifest, actor: Actor, now: datetime) -> None:
    """Bring the tables to this version, and leave an event that they were restored."""
    database = open_database(fresh, actor)
    thing = f"database, from a backup of {made.made_at:%Y-%m-%d %H:%M} UTC, event {made.events}"
    try:
        with database.write() as session:
            record(session, action="database.restored", object=thing, before=made.hash, at=now)
    finally:
        database.close()
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it


def _keep(packed: zipfile.ZipFile, made: Manifest, vault: Vault, progress: Progress) -> None:
    """Put the originals in their places, each by its hash, and the anchors beside them."""
    entries = [one for one in made.files if one.name.startswith(ORIGINALS)]
    for one in progress.over("Originals", entries, len(entries)):
        with packed.open(one.name) as source, vault.incoming() as coming:
            while piece := source.read(_CHUNK):
                coming.write(piece)
            vault.keep(coming)
    if any(one.name == ANCHORS for one in made.files):
        write_atomically(make_folder(vault.root.parent) / ANCHORS, packed.read(ANCHORS))


def _put(fresh: Path, target: Database, file: Path | None) -> None:
    if file is None:
        snapshot.give(fresh, target)
        return
    with fresh.open("rb") as data:
        os.fsync(data.fileno())
    try:
        file.hardlink_to(fresh)  # never over a database that came meanwhile
        sync_folder(file.parent)
    except FileExistsError as error:
        raise _taken(target.name, "Another database came there meanwhile.") from error
    except OSError as error:
        what = f"The database cannot be put in its place ({error.strerror})."
        do = "Correct the permissions, then restore again."
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=target.name, do=do) from error


def _taken(where: str, what: str) -> SettingsError:
    do = "Give --database another place; a backup is only put where nothing is."
    return SettingsError(ErrorCode.PLACE_NOT_EMPTY, what, where=where, do=do)


def _damaged(archive: Path, why: str) -> SettingsError:
    what, do = f"The backup cannot be used: {why}.", "Take another one; nothing was changed."
    where = printable(archive)
    return SettingsError(ErrorCode.BACKUP_DAMAGED, what, where=where, do=do)
