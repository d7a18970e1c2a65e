"""``contract-ai demo``: where it works; what it loads is tested with the pages."""

from pathlib import Path

import pytest

from contract_ai.web import demo, demo_cash, serving
from tests.contract_ai.cli.invoke import Program


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders that were asked for, as soon as they are there; nothing is read or served."""
    folders: list[Path] = []

    def load(_site: object, folder: Path, *_: object, **__: object) -> None:
        assert (folder / "demo.db").is_file()
        folders.append(folder)

    monkeypatch.setattr(demo, "load", load)
    monkeypatch.setattr(demo_cash, "with_company", lambda settings, *_: settings)
    monkeypatch.setattr(serving, "serve", lambda *_, ready: ready())
    return folders


@pytest.mark.on_sqlite("the demo keeps its books in a file")
def test_a_folder_that_is_not_there_is_made(
    program: Program, loaded: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "a" / "b"
    outcome = program("demo", "--folder", folder)
    assert outcome.code == 0
    assert loaded == [folder]
    assert "Contract AI answers at http://127.0.0.1:8000" in outcome.out


@pytest.mark.on_sqlite("the demo keeps its books in a file")
def test_it_names_its_address_only_when_it_answers(
    program: Program, loaded: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "serve", lambda *_, **__: None)
    assert "answers at" not in program("demo", "--folder", tmp_path / "a").out
    assert loaded


def test_a_folder_that_cannot_be_made_is_said(
    program: Program, loaded: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = program("demo", "--folder", tmp_path / "file" / "b")
    assert (outcome.code, loaded) == (2, [])
    assert "OUTPUT_UNWRITABLE" in outcome.err
