"""One night at a time: a lock on the inbox and one on the database, let go by death as well.

The system lets go of both when their process ends, however it ends; no file is left to tidy.
A process that was killed while it forked a child leaves them to that child, which ends as soon as
it sees it: so whoever finds them taken asks again for a moment.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from contract_ai.intake.places import data_folder
from contract_ai.names import printable
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from models.errors import ErrorCode, SettingsError

_NAME = "contract-ai batch"
_PATIENCE, _PAUSE = 2.0, 0.05  # seconds


@contextmanager
def alone(settings: Settings, database: Database, inbox: Path) -> Iterator[None]:
    """Keep every other night off this inbox and this database.

    Raises:
        SettingsError: BATCH_RUNNING, another one runs now; the lock cannot be taken.
    """
    with _held(inbox), _database(settings, database):
        yield


@contextmanager
def _database(settings: Settings, database: Database) -> Iterator[None]:
    folder = data_folder(settings, database)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        what, do = f"The folder cannot be made ({error.strerror}).", "Correct CONTRACT_AI_DATA."
        where = printable(folder)
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=where, do=do) from error
    if database.engine.dialect.name != "postgresql":
        with _held(folder):
            yield
        return
    # Of a session, not of a transaction: it lasts until the connection ends.
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        take = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
        if not _taken(lambda: bool(connection.execute(take, {"name": _NAME}).scalar_one())):
            raise _running(database.name)
        try:
            yield
        finally:
            free = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")
            connection.execute(free, {"name": _NAME})


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        what, do = f"The folder cannot be opened ({error.strerror}).", "Check its name."
        where = printable(folder)
        raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do) from error
    try:
        if not _taken(lambda: _locked(handle)):
            raise _running(printable(folder))
        yield
    finally:
        os.close(handle)


def _taken(take: Callable[[], bool]) -> bool:
    """Try to take a lock, for a moment; False where somebody else keeps it."""
    end = time.monotonic() + _PATIENCE
    while not take():
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE)
    return True


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _running(where: str) -> SettingsError:
    what = "Another batch is running here."
    do = "Wait until it has ended; nothing was done by this one."
    return SettingsError(ErrorCode.BATCH_RUNNING, what, where=where, do=do)
