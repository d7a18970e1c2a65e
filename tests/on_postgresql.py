"""Running tests that use a file of SQLite on PostgreSQL instead: CONTRACT_AI_TEST_ON=postgresql.

Every database that a test names, in a file or in memory, becomes one of the server that is kept
for tests, made from one that is up to date, and dropped after the test; those of fixtures of
modules and sessions are dropped at the end.  These keep what they name: tests that run on both
kinds by themselves, and those marked ``on_sqlite`` with the reason, as they are about SQLite or
start programs that are given a file.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url

from contract_ai.storage import engine
from contract_ai.storage.upgrade import open_database
from tests.database_use import keeps_its_kind

SERVER = "CONTRACT_AI_TEST_POSTGRES"
ON = os.environ.get("CONTRACT_AI_TEST_ON") == "postgresql"
_URL = os.environ.get(SERVER, "")  # tests of the command line take such variables away
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "only")
_TEMPLATE = f"contract_ai_template_{_WORKER}"
_sqlite_url = engine._url
_made: set[str] = set()
"""Databases of this test, dropped at its end."""
_kept: set[str] = set()
"""Databases that others are made from, or that more than one test uses."""
_open: list[Engine] = []
"""Who has connections to them: these go with the database."""
_in_memory = count()


def pytest_configure() -> None:
    """Put PostgreSQL in the place of SQLite."""
    engine._url = url_of
    engine.create_engine = _noted  # type: ignore[assignment,attr-defined]  # for tests only


def pytest_unconfigure() -> None:
    """Drop what more than one test used."""
    for names in (_made, _kept):
        _drop(names)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Decide on what a test runs before any of its fixtures is made."""
    engine._url = _sqlite_url if keeps_its_kind(item) else url_of


@pytest.fixture(autouse=True)
def database_of_the_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Drop the databases of a test at its end."""
    _kept.update(_made)  # by fixtures that other tests share
    _made.clear()
    if stands_in():
        monkeypatch.setenv("CONTRACT_AI_DATA", str(tmp_path / "contract-ai.files"))
    yield
    _drop(_made)


def url_of(place: str | Path) -> URL:
    """Return the database that stands for a place; it is made where it is new."""
    url = _sqlite_url(place)
    if url.get_backend_name() != "sqlite":
        return url
    in_memory = url.database in {None, "", ":memory:"}
    name = name_of(Path(f"memory-{next(_in_memory)}" if in_memory else str(url.database)))
    if name not in _made | _kept:
        make(name, _template())
    return make_url(_URL).set(database=name)


def name_of(file: Path) -> str:
    """Return what the database is called that stands for a file."""
    return f"t_{_WORKER}_{hashlib.sha256(os.fsencode(file.absolute())).hexdigest()[:16]}"


def stands_in() -> bool:
    """Whether PostgreSQL stands in the place of SQLite's files in this test."""
    return engine._url is url_of


def copy(file: Path, target: Path) -> None:
    """Copy a database that nobody has open; the first one is kept for further copies."""
    if not stands_in():
        shutil.copyfile(file, target)
        return
    _kept.add(name_of(file))
    _made.discard(name_of(file))
    make(name_of(target), name_of(file))


def make(name: str, template: str) -> None:
    """Make a database like another."""
    _say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    # From PostgreSQL 15 on files are copied only where that is asked for; it takes half as long.
    copying = "STRATEGY FILE_COPY" if (_server().dialect.server_version_info or ()) >= (15,) else ""
    _say(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {copying}')
    _made.add(name)


def _drop(names: set[str]) -> None:
    if not names:
        return
    gone = [one for one in _open if one.url.database in names]
    _open[:] = [one for one in _open if one not in gone]
    for one in gone:
        one.dispose()
    for name in names:
        _say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    names.clear()


def _noted(url: URL, **options: object) -> Engine:
    made = create_engine(url, **options)
    if made.dialect.name == "postgresql":
        _open.append(made)
    return made


def _template() -> str:
    if _TEMPLATE not in _kept:
        _say(f'DROP DATABASE IF EXISTS "{_TEMPLATE}" WITH (FORCE)')
        _say(f'CREATE DATABASE "{_TEMPLATE}"')
        place = make_url(_URL).set(database=_TEMPLATE)
        open_database(place.render_as_string(hide_password=False)).close()
        _kept.add(_TEMPLATE)
    return _TEMPLATE


def _say(statement: str) -> None:
    _server().exec_driver_sql(statement)


@cache
def _server() -> Connection:
    """One connection for all of it: a new one takes the server a quarter of a database's time."""
    return create_engine(_URL, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()
