"""Disks, databases and clocks that fail: nothing is lost, and the next night comes to the same."""

import os
import random
import resource
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import event, text

from contract_ai.batch.apart import apart
from contract_ai.batch.lock import alone
from contract_ai.storage.upgrade import open_database
from models.errors import ErrorCode, SettingsError
from tests.contract_ai.batch.fault_loop import loop, sample, undisturbed
from tests.contract_ai.batch.faults import failing
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.intake.desk import full

SAMPLE, LEAST = 12, 300
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


@pytest.mark.on_sqlite("a server writes to a disk of its own")
def test_a_disk_that_fails_at_any_call(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201 (whoever sees it fail needs it)
    end, calls = undisturbed(tmp_path / "undisturbed")
    assert calls > LEAST
    faults = sample(calls, SAMPLE, seed)
    failed, told = loop(tmp_path, end, faults)
    assert failed >= len(faults) - 1  # nights differ by a few calls: the last may be beyond the end
    assert told  # what only puts off is not told: the end of a log, a sweep


def test_a_fault_is_met_in_every_way_of_writing(tmp_path: Path) -> None:
    def by_buffer() -> None:
        with (tmp_path / "buffered").open("w") as file:
            file.write("text")

    def by_sqlite() -> None:
        with closing(sqlite3.connect(tmp_path / "books.db")) as connection:
            connection.execute("CREATE TABLE one (two)")

    ways = {by_buffer: OSError, by_sqlite: sqlite3.OperationalError}
    for way, error in ways.items():
        with failing(0) as faults:
            way()
        for at in range(1, faults.count + 1):
            with failing(at, lasting=True), pytest.raises(error):
                way()
            (tmp_path / "books.db").unlink(missing_ok=True)
        way()


@pytest.mark.on_sqlite("a server writes to a disk of its own")
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


@pytest.mark.on_sqlite("the limit is one of SQLite")
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


@pytest.mark.on_sqlite("the words are those of SQLite")
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
