import os
from pathlib import Path

import pytest

from contract_ai.accounts.secrets import KEY_FILE
from tests.contract_ai.cli.invoke import Program
from tests.on_postgresql import stands_in


@pytest.fixture
def program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Program:
    """The program, started in an empty folder and without settings of this machine."""
    for name in list(os.environ):
        if name.startswith("CONTRACT_AI_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    if stands_in():  # nothing lies beside a database of a server
        monkeypatch.setenv("CONTRACT_AI_DATA", str(tmp_path / "books.files"))
        monkeypatch.setenv("CONTRACT_AI_SECRET_KEY_FILE", str(tmp_path / KEY_FILE))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACT_AI_OCR_CACHE", str(tmp_path / "pages"))
    return Program(capsys)
