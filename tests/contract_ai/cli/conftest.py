import os
from pathlib import Path

import pytest

from tests.contract_ai.cli.invoke import Program


@pytest.fixture
def program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Program:
    """The program, started in an empty folder and without settings of this machine."""
    for name in list(os.environ):
        if name.startswith("CONTRACT_AI_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACT_AI_OCR_CACHE", str(tmp_path / "pages"))
    return Program(capsys)
