"""Backups: made while others work, verified, put back elsewhere, and equal there."""

import hashlib
import json
import os
import random
import signal
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from alembic import command
from sqlalchemy import select, text

from contract_ai.audit.trail import record
from contract_ai.audit.verify import verify
from contract_ai.backup import snapshot
from contract_ai.backup.manifest import MANIFEST, ORIGINALS, SNAPSHOT, Manifest
from contract_ai.backup.restoring import restore
from contract_ai.backup.taking import back_up
from contract_ai.desk.documents import sources
from contract_ai.fieldwork.deriving import Deriving
from contract_ai.intake.vault import Vault
from contract_ai.pipeline import check
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import migrations, open_database, version_of
from models.accounts import SYSTEM
from models.errors import ErrorCode, SettingsError
from models.tables import METADATA
from tests.contract_ai.batch.nights import COMPANY, TODAY, House
from tests.contract_ai.intake.kills import Bomb, in_child

NOW = datetime(2026, 7, 2, 3, 0, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def _backed_up(house: House, target: Path) -> Manifest:
    database = open_database(house.place)
    try:
        return back_up(database, house.settings, target, NOW)
    finally:
        database.close()


def _put_back(archive: Path, place: str | Path, settings: Settings) -> Manifest:
    return restore(archive, place, settings, actor=SYSTEM, now=NOW)


def _rows(place: str | Path) -> list[str]:
    """Write every row as text; values are those of the program, whatever the database keeps."""
    database = open_database(place)
    try:
        with database.read() as session:
            return [
                f"{table.name} {json.dumps(dict(row), default=repr, sort_keys=True)}"
                for table in METADATA.sorted_tables
                for row in session.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
    finally:
        database.close()


def _restored(archive: Path, place: str | Path, data: Path) -> None:
    """Put a backup back, and hold all of it against itself."""
    settings = Settings(data=data)
    made = _put_back(archive, place, settings)
    database = open_database(place)
    try:
        vault = Vault(data / "originals")
        assert list(vault.misfits()) == []
        with database.read() as session:
            verdict = verify(session)
            hashes = session.execute(text("SELECT sha256 FROM document")).scalars().all()
            found = sources(session, hashes, vault)
            parts = list(Deriving.of(session, settings.for_checks).parts(session))
        assert (verdict.bad, verdict.events) == (None, made.events + 1)
        rows = {**made.rows, "audit_event": made.events + 1}
        assert dict(snapshot.counts(database)) == rows
        assert {one for one in hashes if not found[one].path.is_file()} == set()
        assert [part.key for part in parts if part.same_inputs and not part.equal] == []
        check(database, as_of=TODAY, now=LATER, settings=settings.for_checks)
        with database.read() as session:
            parts = list(Deriving.of(session, settings.for_checks).parts(session))
        assert [part.key for part in parts if not part.equal] == []
    finally:
        database.close()


def test_a_backup_is_equal_elsewhere_and_work_goes_on_there(
    house: House, elsewhere: str, tmp_path: Path
) -> None:
    made = _backed_up(house, tmp_path / "backup.zip")
    assert made.missing == ()
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0
    data = tmp_path / "data"
    _put_back(tmp_path / "backup.zip", elsewhere, Settings(data=data))
    before, after = _rows(house.place), _rows(elsewhere)
    (event,) = set(after) - set(before)
    assert (set(before) - set(after), len(after)) == (set(), len(before) + 1)
    assert '"action": "database.restored"' in event
    moved = House(tmp_path / "house elsewhere", place=elsewhere)
    moved.settings = house.settings.model_copy(update={"data": data})
    moved.hand.later(days=1)
    moved.put({"more.csv": COMPANY["payments.csv"].replace(b"R1", b"R2")})
    assert moved.night().figures.new == {"facts": 1}
    again = _backed_up(moved, tmp_path / "again.zip")
    assert again.events > made.events


def test_a_backup_is_one_state_while_a_night_brings_documents(house: House, tmp_path: Path) -> None:
    house.put({f"{n}.csv": COMPANY["payments.csv"].replace(b"R1", b"R%d" % n) for n in range(40)})
    pid = os.fork()
    if pid == 0:
        try:
            house.night()
        finally:
            os._exit(0)
    made: list[Manifest] = []
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        made.append(_backed_up(house, tmp_path / f"{len(made)}.zip"))
    assert len({one.events for one in made}) > 1, "no backup fell into the night"
    assert [one.missing for one in made] == [()] * len(made)
    for number in random.Random(7).sample(range(len(made)), min(len(made), 4)):  # noqa: S311 (any)
        place = tmp_path / f"restored {number}" / "books.db"
        _restored(tmp_path / f"{number}.zip", place, tmp_path / f"data {number}")


def test_where_an_original_is_erased_meanwhile_all_is_taken_again(
    house: House, tmp_path: Path
) -> None:
    take = snapshot.take
    taken: list[Path] = []

    def take_and_erase(database: Database, file: Path) -> None:
        take(database, file)
        taken.append(file)
        if len(taken) == 1:
            with database.write() as session:
                sha256 = session.execute(text("SELECT sha256 FROM document LIMIT 1")).scalar_one()
                record(session, action="document.erased", object="one", at=NOW)
            Vault(house.root / "files" / "originals").remove(sha256)

    with patch.object(snapshot, "take", take_and_erase):
        made = _backed_up(house, tmp_path / "backup.zip")
    assert len(taken) == 2
    # Only the original went here and the second state still names it: that is told, not hidden.
    assert len(made.missing) == 1


def _flip(archive: Path, at: int) -> None:
    data = bytearray(archive.read_bytes())
    data[at] ^= 0xFF
    archive.write_bytes(data)


def _rewrite(archive: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write the archive anew, each file as ``change`` wants it; None leaves it out."""
    with zipfile.ZipFile(archive) as old:
        files = [(name, change(name, old.read(name))) for name in old.namelist()]
    with zipfile.ZipFile(archive, "w") as new:
        for name, data in files:
            if data is not None:
                new.writestr(name, data)


def _manifest(changed: dict[str, object]) -> Callable[[str, bytes], bytes]:
    return lambda name, data: (
        json.dumps(json.loads(data) | changed).encode() if name == MANIFEST else data
    )


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut off": lambda path: os.truncate(path, path.stat().st_size * 2 // 3),
    "empty": lambda path: os.truncate(path, 0),
    "its snapshot": lambda path: _flip(path, 2_000),
    "an original": lambda path: _rewrite(
        path, lambda name, data: data + b"!" if name.startswith(ORIGINALS) else data
    ),
    "a file is gone": lambda path: _rewrite(
        path, lambda name, data: None if name.startswith(ORIGINALS) else data
    ),
    "a file too much": lambda path: zipfile.ZipFile(path, "a").writestr("../../evil", b"x"),
    "no manifest": lambda path: _rewrite(
        path, lambda name, data: None if name == MANIFEST else data
    ),
    "another form": lambda path: _rewrite(path, _manifest({"format": "other/1"})),
    "the trail ends elsewhere": lambda path: _rewrite(path, _manifest({"events": 1})),
}


@pytest.mark.on_sqlite("a snapshot is a file of SQLite; tests with a house have PostgreSQL")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_is_written(tmp_path: Path, damage: str) -> None:
    house = House(tmp_path / "house")
    house.put(COMPANY)
    house.night()
    archive, place = tmp_path / "backup.zip", tmp_path / "restored" / "books.db"
    _backed_up(house, archive)
    DAMAGES[damage](archive)
    with pytest.raises(SettingsError) as caught:
        _put_back(archive, place, Settings(data=tmp_path / "data"))
    assert caught.value.code is ErrorCode.BACKUP_DAMAGED
    assert not place.exists()
    assert not (tmp_path / "data").exists()


def test_nothing_is_put_over_a_database(house: House, tmp_path: Path) -> None:
    before = house.dump()
    _backed_up(house, tmp_path / "backup.zip")
    with pytest.raises(SettingsError) as caught:
        _put_back(tmp_path / "backup.zip", house.place, house.settings)
    assert caught.value.code is ErrorCode.PLACE_NOT_EMPTY
    assert house.dump() == before
    with pytest.raises(SettingsError):
        _put_back(tmp_path / "backup.zip", "sqlite://", house.settings)


@pytest.mark.on_sqlite("a snapshot is a file of SQLite; tests with a house have PostgreSQL")
def test_an_older_backup_is_brought_to_this_version(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    house.put(COMPANY)
    house.night()
    archive, older = tmp_path / "backup.zip", tmp_path / "older.db"
    made = _backed_up(house, archive)
    with zipfile.ZipFile(archive) as packed:
        older.write_bytes(packed.read(SNAPSHOT))
    database, config = open_engine(older), migrations()
    with database.engine.execution_options(contract_ai_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0018")
    database.close()
    data = older.read_bytes()
    entry = {"name": SNAPSHOT, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    files = [entry, *(one.model_dump() for one in made.files if one.name != SNAPSHOT)]
    _rewrite(archive, _manifest({"schema_version": "0018", "files": files}))
    _rewrite(archive, lambda name, old: data if name == SNAPSHOT else old)
    place = tmp_path / "restored" / "books.db"
    _put_back(archive, place, Settings(data=tmp_path / "data"))
    restored = open_engine(place)
    assert version_of(restored) == made.schema_version
    restored.close()


@pytest.mark.on_sqlite("a snapshot is a file of SQLite; tests with a house have PostgreSQL")
def test_killed_at_every_step_the_backup_before_and_the_place_stay(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    house.put(COMPANY)
    house.night()
    archive, place = tmp_path / "backup.zip", tmp_path / "restored" / "books.db"
    _backed_up(house, archive)
    before, step = archive.read_bytes(), 0
    settings = Settings(data=tmp_path / "data")

    def killed_at(step: int, work: Callable[[], object]) -> bool:
        def child() -> None:
            database = open_database(house.place)
            Bomb(step).plant(database.engine)
            work()
            database.close()

        return in_child(child) == signal.SIGKILL

    while killed_at(step := step + 1, lambda: _backed_up(house, archive)):
        with zipfile.ZipFile(archive) as whole:
            assert whole.testzip() is None
        assert Manifest.model_validate_json(zipfile.ZipFile(archive).read(MANIFEST)).missing == ()
    assert step > 2
    archive.write_bytes(before)
    step = 0
    while killed_at(step := step + 1, lambda: _put_back(archive, place, settings)):
        assert not place.exists() or _whole(place)
        place.unlink(missing_ok=True)
    assert step > 4
    place.unlink()
    _restored(archive, place, tmp_path / "data")


def _whole(place: Path) -> bool:
    database = open_database(place)
    try:
        with database.read() as session:
            return verify(session).bad is None
    finally:
        database.close()
