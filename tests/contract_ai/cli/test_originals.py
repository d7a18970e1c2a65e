"""``contract-ai db originals``: every upload is still what it was, or is named."""

from pathlib import Path

from contract_ai.intake.vault import Vault
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.cli.invoke import Program


def test_an_original_that_changed_is_named(program: Program, tmp_path: Path) -> None:
    place = tmp_path / "books.db"
    open_database(place).close()
    whole = program("db", "originals", "--database", str(place))
    assert (whole.code, whole.out) == (0, "")
    stray = Vault(tmp_path / "books.files" / "originals").root / "notes.txt"
    stray.parent.mkdir(parents=True)
    stray.write_text("not ours", "utf-8")
    found = program("db", "originals", "--database", str(place))
    assert found.code == 1
    assert found.out == f"{stray}: This file does not belong here.\n"
