"""An empty database of each kind, and a world whose clock and randomness the tests hold.

The tables are made once; each test gets a copy.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlmodel import Session

from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.accounts.world import World
from tests.contract_ai.storage.conftest import POSTGRES, empty_database


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("accounts") / "empty.db"
    open_database(place).close()
    return place


@pytest.fixture(scope="session")
def empty_server() -> str | None:
    """Return the URL of an empty database on PostgreSQL; None where there is no server."""
    server = os.environ.get(POSTGRES)
    if server is None:
        return None
    worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
    url = empty_database(server, f"contract_ai_accounts_{worker}")
    open_database(url).close()
    return url


@pytest.fixture(params=["file", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, empty_server: str | None
) -> Iterator[Database]:
    if request.param == "file":
        empty = request.getfixturevalue("empty_file")
        opened = open_engine(shutil.copy(empty, tmp_path / "books.db"))
    elif empty_server is None:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server on which databases may be made")
    else:
        opened = open_engine(_copied(empty_server))
    yield opened
    opened.close()


def _copied(original: str) -> str:
    url = make_url(original)
    copy = url.set(database=f"{url.database}_copy")
    server = create_engine(os.environ[POSTGRES], isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {copy.database} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {copy.database} TEMPLATE {url.database}"))
    return copy.render_as_string(hide_password=False)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        yield opened


@pytest.fixture
def world() -> World:
    return World()
