import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import open_database

POSTGRES = "CONTRACT_AI_TEST_POSTGRES"


@pytest.fixture(params=["memory", "file", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open an empty database: in memory, in a file, and on a PostgreSQL kept for tests."""
    opened = open_database(_place(request.param, tmp_path))
    yield opened
    opened.close()


def _place(kind: str, tmp_path: Path) -> str | Path:
    if kind != "postgresql":
        return "sqlite://" if kind == "memory" else tmp_path / "books.db"
    url = os.environ.get(POSTGRES)
    if url is None:
        pytest.skip(f"{POSTGRES} names no database whose contents may be dropped")
    server = open_engine(url)
    with server.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    server.close()
    return url
