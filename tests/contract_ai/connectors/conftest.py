"""An empty database of this version, made once and copied for each test."""

import os
from pathlib import Path

import pytest

from contract_ai.storage.upgrade import open_database


@pytest.fixture(scope="package")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    open_database(file).close()
    return file


@pytest.fixture(autouse=True)
def _no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk: no test cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
