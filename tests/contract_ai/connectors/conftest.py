"""An empty database of this version, made once and copied for each test."""

import os
from pathlib import Path

import pytest

from contract_ai.storage.upgrade import open_database
from tests.on_postgresql import stands_in


@pytest.fixture(scope="package")
def _place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty") / "empty.db"


@pytest.fixture
def empty_file(_place: Path) -> Path:
    """Return its file; within a test, as on PostgreSQL a test decides where it lies."""
    if stands_in() or not _place.exists():
        open_database(_place).close()
    return _place


@pytest.fixture(autouse=True)
def _no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk: no test cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
