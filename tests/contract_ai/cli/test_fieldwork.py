"""What auditors do on the command line: derive again, and take the evidence away."""

import hashlib
import json
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


def test_the_book_is_derived_again(program: Program, books: Path) -> None:
    same = program("audit", "rederive", *BOOKS)
    assert same.code == 0
    assert same.out.startswith("Equal: ")
    with sqlite3.connect(books) as connection:
        connection.execute("UPDATE finding SET message = 'nothing' WHERE rowid = 1")
    connection.close()
    other = program("audit", "rederive", "--contract", "MSA", *BOOKS)
    assert other.code == 1
    assert "Sentence" in other.out
    assert "DIFFERENT: " in other.out
    assert program("audit", "rederive", "--contract", "none", *BOOKS).code == 2


def test_the_evidence_of_a_contract(program: Program, books: Path) -> None:
    assert books.exists()
    made = program("audit", "evidence", "--contract", "MSA", "-o", "evidence.zip", *BOOKS)
    assert made.code == 0
    with zipfile.ZipFile("evidence.zip") as archive:
        manifest = archive.read("manifest.json")
        for one in json.loads(manifest)["files"]:
            assert hashlib.sha256(archive.read(one["path"])).hexdigest() == one["sha256"]
    assert made.out.strip().endswith(hashlib.sha256(manifest).hexdigest())
    assert program("audit", "evidence", *BOOKS).code == 2
    assert program("audit", "evidence", "--contract", "none", *BOOKS).code == 2
