import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database

POSTGRES = "CONTRACT_AI_TEST_POSTGRES"


@pytest.fixture(params=["memory", "file", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open an empty database: in memory, in a file, and on a PostgreSQL kept for tests."""
    opened = open_database(place_of(request.param, tmp_path))
    yield opened
    opened.close()


def place_of(kind: str, tmp_path: Path, options: str = "") -> str | Path:
    """Name a place for an empty database of this kind; skips where there is no server.

    ``options`` are those of CREATE DATABASE.
    """
    if kind != "postgresql":
        return "sqlite://" if kind == "memory" else tmp_path / "books.db"
    url = os.environ.get(POSTGRES)
    if url is None:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server on which databases may be made")
    # One for each of the processes that test side by side.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
    return empty_database(url, f"contract_ai_test_{worker}", options)


def empty_database(server: str, name: str, options: str = "") -> str:
    """Make an empty database in the place of one of that name."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} {options}"))
    return make_url(server).set(database=name).render_as_string(hide_password=False)
