"""One night at a time: a lock on the inbox and one on the database, let go by death as well.

The system lets go of both when their process ends, however it ends; no file is left to tidy.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from contract_ai.intake.places import data_folder
from contract_ai.names import printable
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from models.errors import ErrorCode, SettingsError

_NAME = "contract-ai batch"


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
        if not connection.execute(take, {"name": _NAME}).scalar_one():
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
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise _running(printable(folder)) from error
    finally:
        os.close(handle)


def _running(where: str) -> SettingsError:
    what = "Another batch is running here."
    do = "Wait until it has ended; nothing was done by this one."
    return SettingsError(ErrorCode.BATCH_RUNNING, what, where=where, do=do)
