from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.fakes import InProcess
from tests.contract_ai.intake.desk import FrontDesk


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "books.db")
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> FrontDesk:
    """Return a desk whose reader reads small real files in this process."""
    settings = Settings(workers=2)
    return FrontDesk(database, tmp_path / "books.files", Reader(InProcess, settings))
