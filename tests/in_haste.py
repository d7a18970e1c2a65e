"""What tests need not wait for: migrations of empty databases, the disk, the cost of passwords, and
what a reader loads at its first contract.

The migrations are run once a process and kind of database; what they said to the database is said
again to every other empty one.  Readers load once a process what a command would load in each child
that it forks for a single file.  Their own tests ask for the fixture ``real_migrations``, those of
the cost of passwords for ``real_hashes``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, event, inspect

from contract_ai import reading
from contract_ai.accounts import passwords
from contract_ai.storage import engine, upgrade
from contract_ai.workers import Task, load_task, warm_task

_READS = ("SELECT", "PRAGMA")
_migrate = upgrade._migrate
_prepare = engine._prepare
_hasher = passwords.HASHER
_said: dict[str, list[str]] = {}
"""What the migrations say to an empty database, by its kind."""


def hurry() -> None:
    """Let this process, and those that it forks, not wait for these things."""
    upgrade._migrate = migrate
    engine._prepare = prepare
    passwords.HASHER = PasswordHasher(1, 8, 1)
    reading.load_task = warmed  # type: ignore[attr-defined]  # for tests only


@pytest.fixture
def real_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every migration."""
    monkeypatch.setattr(upgrade, "_migrate", _migrate)


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask for hashes that cost what they cost outside of tests."""
    monkeypatch.setattr(passwords, "HASHER", _hasher)
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()


@cache
def warmed(name: str) -> Task:
    """Load a task with all that it would load at its first file."""
    warm_task(name)
    return load_task(name)


def migrate(connection: Connection, version: str) -> None:
    """Make the tables of the newest version as the migrations made them in another database."""
    if version not in {"head", upgrade.newest_version()} or inspect(connection).get_table_names():
        _migrate(connection, version)
        return
    kind = connection.dialect.name
    if kind not in _said:
        with _listening(connection) as said:
            _migrate(connection, version)
        _said[kind] = said
        return
    for statement in _said[kind]:
        connection.exec_driver_sql(statement)


@contextmanager
def _listening(connection: Connection) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if not statement.lstrip().startswith(_READS):
            assert not parameters, statement
            said.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(connection, "before_cursor_execute", note)


def prepare(connection: object, _record: object) -> None:
    """Prepare a connection of SQLite that does not wait for the disk: no test cuts the power."""
    _prepare(connection, _record)
    connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]  # a sqlite3.Connection
