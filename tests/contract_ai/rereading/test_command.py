"""``contract-ai reread``: lists, reads again, accepts and keeps."""

from decimal import Decimal
from pathlib import Path

import pytest

from contract_ai.cli.common import Session
from contract_ai.rereading import reread
from contract_ai.settings import Settings
from tests.contract_ai import papers
from tests.contract_ai.cli.conftest import program
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.rereading.office import OtherReader, edit

__all__ = ["program"]
BOOKS = ("--database", "books.db")


@pytest.fixture
def newer(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program with a company on file, and with extractors that read another fee since."""
    added = program("add", papers.company(tmp_path / "company"), *BOOKS)
    assert added.code == 0, added.err
    other = OtherReader(Settings(workers=1))
    other.contract = edit("fee", amount=Decimal(1700))
    monkeypatch.setattr(reread, "reader_stamp", lambda: "newer")
    monkeypatch.setattr(Session, "reader", lambda *_given: other)
    return program


def test_what_is_read_in_another_way_is_listed_and_accepted(newer: Program) -> None:
    ran = newer("reread", "run", *BOOKS)
    assert ran.out.startswith("2 documents read again by newer extractors (1 the same, 1 read in")
    listed = newer("reread", *BOOKS)
    assert "amount: 1500.00 -> 1700" in listed.out
    (one,) = newer("reread", *BOOKS, "--format", "json").json
    assert (one["file"], one["state"], one["decided_by_a_person"]) == ("MSA.pdf", "open", False)
    assert one["differences"][0]["thing"] == "fee"
    assert {change["would"] for change in one["findings"]} == {"open", "close"}
    done = newer("reread", "accept", "--all", *BOOKS)
    assert (done.code, done.out) == (0, "1 document accepted. Run contract-ai check next.\n")
    terms = newer("terms", *BOOKS, "--format", "json").json
    assert [term["amount"] for term in terms if term["kind"] == "fee"] == ["1700"]
    assert newer("reread", *BOOKS, "--format", "json").json == []


def test_what_is_kept_is_not_asked_again(newer: Program) -> None:
    newer("reread", "run", *BOOKS)
    (one,) = newer("reread", *BOOKS, "--format", "json").json
    assert newer("reread", "keep", one["number"], *BOOKS).out.startswith("1 document kept")
    again = newer("reread", "keep", one["number"], *BOOKS)
    assert (again.code, "No open reading has the number" in again.err) == (2, True)
    assert "by the extractors of now" in newer("reread", "run", *BOOKS).out


def test_numbers_are_wanted(newer: Program) -> None:
    assert newer("reread", "accept", *BOOKS).code == 2
