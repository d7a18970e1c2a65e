"""Disks, databases and clocks that fail: nothing is lost, and the next night comes to the same."""

import errno
import os
import resource
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event, text

from contract_ai.batch.apart import apart
from contract_ai.batch.lock import alone
from contract_ai.storage.upgrade import open_database
from models.errors import ErrorCode, SettingsError
from tests.contract_ai.batch.faults import failing
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.intake.desk import full

PAYMENTS = COMPANY["payments.csv"]
BOOKS = {
    "payments.csv": PAYMENTS,
    "copy.csv": PAYMENTS,
    "broken.pdf": b"%PDF-1.4 broken",
}


def came_to(house: House) -> tuple[object, ...]:
    """Return what a house holds: what is known, the report, the files and the originals."""
    originals = sorted(path.name for path in house.root.glob("files/originals/??/??/*"))
    return house.dump(), house.report(), house.files(), originals


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """What the books come to when nothing fails."""
    house = House(tmp_path_factory.mktemp("undisturbed") / "house")
    house.put(BOOKS)
    house.night()
    return came_to(house)


def _fails(house: House) -> bool:
    """Whether a night ended with an error, which must be one that says what to do."""
    try:
        house.night()
    except SettingsError as error:
        return error.code is ErrorCode.OUTPUT_UNWRITABLE
    return False


@pytest.mark.parametrize(
    ("reason", "lasting", "step"),
    [(errno.EIO, False, 1), (errno.ENOSPC, True, 5)],
    ids=["once", "from then on"],
)
def test_every_call_fails_once(
    tmp_path: Path, wanted: tuple[object, ...], reason: int, step: int, *, lasting: bool
) -> None:
    at, tried, failed = 1, 0, 0
    while True:
        house = House(tmp_path / str(at))
        house.put(BOOKS)
        with failing(at, reason, lasting=lasting) as faults:
            failed += _fails(house)
        if not faults.met:
            break
        everything = {path.read_bytes() for path in house.inbox.rglob("*") if path.is_file()}
        kept = {path.read_bytes() for path in house.root.glob("files/originals/??/??/*")}
        assert set(BOOKS.values()) <= everything | kept
        house.night()
        assert came_to(house) == wanted, at
        at, tried = at + step, tried + 1
    assert at > 30
    assert failed >= tried - 5  # only what no longer matters may fail without being told


def test_files_that_may_not_grow(house: House, wanted: tuple[object, ...]) -> None:
    house.put(BOOKS)
    open_database(house.place).close()

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40, resource.RLIM_INFINITY))
        house.night()

    with pytest.raises(SettingsError):
        apart(limited)
    assert sorted(house.files()) == sorted(BOOKS)
    house.night()
    assert came_to(house) == wanted


@pytest.mark.parametrize("pages", [0, 1, 2, 4])
def test_a_full_disk_keeps_files_waiting(
    house: House, wanted: tuple[object, ...], pages: int
) -> None:
    house.put(BOOKS)
    database = open_database(house.place)
    told = []
    for _ in range(5):  # however often: it is not the files' fault
        with full(database, pages), suppress(SettingsError):
            house.night(database)
            told.append("done")
    assert pages or len(told) < 5
    house.night()
    assert came_to(house) == wanted


def test_a_database_that_is_read_only_is_told_and_nothing_moves(house: House) -> None:
    house.put(BOOKS)
    database = open_database(house.place)

    def read_only(connection: object, _record: object) -> None:
        connection.execute("PRAGMA query_only = ON")  # type: ignore[attr-defined]  # a sqlite3.Connection

    event.listen(database.engine, "connect", read_only)
    database.engine.dispose()
    with pytest.raises(SettingsError, match="readonly") as caught:
        house.night(database)
    assert caught.value.code is ErrorCode.DATABASE_UNUSABLE
    assert sorted(house.files()) == sorted(BOOKS)
    event.remove(database.engine, "connect", read_only)


def test_a_locked_database_is_waited_for(any_house: House) -> None:
    any_house.put(BOOKS)
    database = open_database(any_house.place)
    held = threading.Event()

    def hold() -> None:
        with database.write() as session:
            session.execute(_LOCKS[session.get_bind().dialect.name])
            held.set()
            time.sleep(1.0)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    assert any_house.night().figures.new == {"facts": 1}
    thread.join()
    database.close()


_LOCKS = {
    "sqlite": text("DELETE FROM decision"),
    "postgresql": text("LOCK TABLE document, inbox_file, night IN EXCLUSIVE MODE"),
}


def test_a_second_batch_is_refused_and_says_so(any_house: House) -> None:
    house = any_house
    house.put(BOOKS)
    database = open_database(house.place)
    with alone(house.settings, database, house.inbox):
        with pytest.raises(SettingsError) as caught:
            house.night()
        assert caught.value.code is ErrorCode.BATCH_RUNNING
        assert sorted(house.files()) == sorted(BOOKS)
        other = House(house.root / "other", place=house.place)
        other.settings = house.settings
        with pytest.raises(SettingsError, match="Another batch"):
            other.night()
    database.close()
    assert house.night().figures.new == {"facts": 1}


def test_the_lock_of_a_batch_that_was_killed_is_gone(any_house: House) -> None:
    house = any_house
    database = open_database(house.place)
    pid = os.fork()
    if pid == 0:
        with alone(house.settings, open_database(house.place), house.inbox):
            os.kill(os.getpid(), 9)
    os.waitpid(pid, 0)
    with alone(house.settings, database, house.inbox):
        pass
    database.close()


def test_a_child_that_outlives_a_killed_batch_for_a_moment_is_waited_for(any_house: House) -> None:
    house = any_house
    database = open_database(house.place)
    lives, ends = os.pipe()
    pid = os.fork()
    if pid == 0:
        with alone(house.settings, open_database(house.place), house.inbox):
            if os.fork() == 0:  # it holds what its parent held
                os.read(lives, 1)
                os._exit(0)
            os.kill(os.getpid(), 9)
    os.waitpid(pid, 0)
    timer = threading.Timer(0.3, os.write, (ends, b"."))
    timer.start()
    with alone(house.settings, database, house.inbox):
        assert not timer.is_alive()
    timer.join()
    database.close()
