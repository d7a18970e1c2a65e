"""An empty database of this version, made once and copied for each test."""

from pathlib import Path

import pytest

from contract_ai.storage.upgrade import open_database


@pytest.fixture(scope="package")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    open_database(file).close()
    return file
