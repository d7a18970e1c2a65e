import os
from pathlib import Path

import pytest

from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.storage.conftest import POSTGRES, empty_database, place_of

KINDS = ["file", "postgresql"]


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A house on each kind of database, with a company that a night brought and checked."""
    made = House(tmp_path / "house", place=place_of(request.param, tmp_path))
    made.put(COMPANY)
    made.night()
    return made


@pytest.fixture(params=KINDS)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a restored database, of each kind."""
    if request.param == "file":
        return str(tmp_path / "restored" / "books.db")
    if (url := os.environ.get(POSTGRES)) is None:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server on which databases may be made")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
    return empty_database(url, f"contract_ai_restored_{worker}")
