"""An empty database of each kind, and a world whose clock and randomness the tests hold."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from contract_ai.storage.engine import Database
from tests.contract_ai.accounts.world import World
from tests.contract_ai.storage.conftest import database

__all__ = ["database"]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        yield opened


@pytest.fixture
def world() -> World:
    return World()
