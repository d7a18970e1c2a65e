"""Running tests that use a file of SQLite on PostgreSQL instead: CONTRACT_AI_TEST_ON=postgresql.

Every database file that a test names becomes a database of the server that is kept for tests,
made from one that is up to date, and dropped after the test; those of fixtures of modules and
sessions are dropped at the end.  These keep their files: tests that run on both kinds by
themselves, and those marked ``on_sqlite`` with the reason, as they are about SQLite or start
programs that are given a file.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, NullPool, create_engine, make_url, text

from contract_ai.storage import engine
from contract_ai.storage.upgrade import open_database

SERVER = "CONTRACT_AI_TEST_POSTGRES"
ON = os.environ.get("CONTRACT_AI_TEST_ON") == "postgresql"
_URL = os.environ.get(SERVER, "")  # tests of the command line take such variables away
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "only")
_TEMPLATE = f"contract_ai_template_{_WORKER}"
_BY_THEMSELVES = {"sqlite", "file", "memory"}
"""What tests that run on PostgreSQL as well call the other kinds."""
_sqlite_url = engine._url
_made: set[str] = set()
"""Databases of this test, dropped at its end."""
_kept: set[str] = set()
"""Databases that others are made from, or that more than one test uses."""


def pytest_configure(config: pytest.Config) -> None:
    """Put PostgreSQL in the place of SQLite's files.

    Tests may end with connections in the pool: SQLite's are closed with it, without a word.
    """
    engine._url = url_of
    for kind in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
        config.addinivalue_line("filterwarnings", rf"ignore:[\s\S]*psycopg\.Connection:{kind}")


def pytest_unconfigure() -> None:
    """Drop what more than one test used."""
    for names in (_made, _kept):
        _drop(names)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Decide on what a test runs before any of its fixtures is made."""
    engine._url = _sqlite_url if _keeps_files(item) else url_of


def _keeps_files(item: pytest.Item) -> bool:
    if item.get_closest_marker("on_sqlite"):
        return True
    spec = getattr(item, "callspec", None)
    return spec is not None and any(one in _BY_THEMSELVES for one in map(str, spec.params.values()))


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
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return url
    name = name_of(Path(str(url.database)))
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
    with _server() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    _made.add(name)


def _drop(names: set[str]) -> None:
    if names:
        with _server() as connection:
            for name in names:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        names.clear()


def _template() -> str:
    if _TEMPLATE not in _kept:
        with _server() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{_TEMPLATE}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{_TEMPLATE}"'))
        place = make_url(_URL).set(database=_TEMPLATE)
        open_database(place.render_as_string(hide_password=False)).close()
        _kept.add(_TEMPLATE)
    return _TEMPLATE


def _server() -> Connection:
    return create_engine(_URL, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()
