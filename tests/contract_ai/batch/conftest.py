from pathlib import Path

import pytest

from tests.contract_ai.batch.nights import House
from tests.contract_ai.storage.conftest import place_of


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house")


@pytest.fixture(params=["file", "postgresql"])
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A house with a database in a file, and one on PostgreSQL."""
    return House(tmp_path / "house", place=place_of(request.param, tmp_path))
