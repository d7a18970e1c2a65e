"""What auditors do on the command line: derive again, and take the evidence away."""

import hashlib
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.cli.test_run import TERMS
from tests.contract_ai.papers import company

BOOKS = ("--database", "books.db")


@pytest.fixture
def books(program: Program, tmp_path: Path) -> Path:
    """A company's papers, checked."""
    root = company(tmp_path / "company")
    (root / "terms").mkdir()
    (root / "terms" / "MSA.json").write_text(json.dumps(TERMS), encoding="utf-8")
    assert program("add", root, *BOOKS).code == 0
    assert program("check", "--as-of", "2026-06-30", *BOOKS).code == 0
    return tmp_path / "books.db"


@pytest.mark.on_sqlite("the file is changed and looked at")
@pytest.mark.parametrize("command", [("audit", "rederive"), ("check", "--recompute")])
def test_the_book_is_derived_again(program: Program, books: Path, command: tuple[str, str]) -> None:
    same = program(*command, *BOOKS)
    assert same.code == 0
    assert same.out.startswith("0 differences: ")
    with sqlite3.connect(books) as connection:
        connection.execute("UPDATE finding SET message = 'nothing' WHERE rowid = 1")
        connection.execute("UPDATE test SET result = 'passed' WHERE result = 'not_applicable'")
    connection.close()
    before = books.read_bytes()
    other = program(*command, "--contract", "MSA", *BOOKS)
    assert other.code == 1
    assert "Sentence" in other.out
    assert "test AR104: " in other.out
    assert re.search(r"^[1-9]\d* differences: ", other.out, re.MULTILINE)
    assert books.read_bytes() == before
    assert program(*command, "--contract", "none", *BOOKS).code == 2


def test_what_cannot_be_derived_again_is_said(program: Program) -> None:
    nothing = program("check", "--recompute", *BOOKS)
    assert (nothing.code, "Nothing was checked yet" in nothing.err) == (2, True)
    assert program("check", "--recompute", "--as-of", "2026-06-30", *BOOKS).code == 2


@pytest.mark.usefixtures("books")
def test_the_evidence_of_a_contract(program: Program) -> None:
    made = program("audit", "evidence", "--contract", "MSA", "-o", "evidence.zip", *BOOKS)
    assert made.code == 0
    with zipfile.ZipFile("evidence.zip") as archive:
        manifest = archive.read("manifest.json")
        for one in json.loads(manifest)["files"]:
            assert hashlib.sha256(archive.read(one["path"])).hexdigest() == one["sha256"]
    assert made.out.strip().endswith(hashlib.sha256(manifest).hexdigest())
    assert program("audit", "evidence", *BOOKS).code == 2
    assert program("audit", "evidence", "--contract", "none", *BOOKS).code == 2
