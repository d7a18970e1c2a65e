from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database


@pytest.fixture(params=["memory", "file"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open an empty database, once in memory and once in a file."""
    opened = open_database("sqlite://" if request.param == "memory" else tmp_path / "books.db")
    yield opened
    opened.close()
