from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_ai.storage.upgrade import open_database
from tests.contract_ai.batch.nights import House
from tests.contract_ai.rereading.office import Office
from tests.contract_ai.storage.conftest import place_of


@pytest.fixture(params=["file", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """A company read by the extractors of before, with a database in a file and on PostgreSQL."""
    opened = open_database(place_of(request.param, tmp_path))
    made = Office(opened, tmp_path)
    made.read_all()
    yield made
    opened.close()


@pytest.fixture(params=["file", "postgresql"])
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A house with a database in a file, and one on PostgreSQL."""
    return House(tmp_path / "house", place=place_of(request.param, tmp_path))
