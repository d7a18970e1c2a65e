"""``contract-ai doctor``: nothing is made by looking, and what must be mended ends with code 1."""

import json
from pathlib import Path

import pytest

from tests.contract_ai.cli.invoke import Program

pytestmark = pytest.mark.on_sqlite("it is about files")


def test_a_database_that_is_not_there_is_not_made(program: Program, tmp_path: Path) -> None:
    said = program("doctor", "--database", "none.db", "--format", "json")
    found = {one["name"]: one for one in json.loads(said.out)}
    assert "not there yet" in found["database"]["what"]
    assert not (tmp_path / "none.db").exists()


def test_what_is_no_database_is_wrong(program: Program, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_bytes(b"This is a letter, no database. " * 200)
    said = program("doctor", "--database", "letter.db")
    assert said.code == 1
    assert "✗ database" in said.out
