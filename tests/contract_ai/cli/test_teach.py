"""``contract-ai teach``: a correction counts for its invoice and the supplier's next ones."""

from pathlib import Path

import pytest

from tests.contract_ai.cli.invoke import Program
from tests.extractors.invoices.test_taught import FIRST, SECOND

BOOKS = ("--database", "books.db")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    (tmp_path / "first.pdf").write_bytes(FIRST)
    (tmp_path / "second.pdf").write_bytes(SECOND)
    return tmp_path


def _numbers(program: Program) -> list[str | None]:
    return [one.get("number") for one in program("invoices", *BOOKS, "--format", "json").json]


def test_a_correction_counts_at_once_and_for_the_next_invoice(
    program: Program, papers: Path
) -> None:
    program("add", papers / "first.pdf", "--as", "invoice", *BOOKS)
    assert _numbers(program) == [None]
    done = program("teach", papers / "first.pdf", "number=A-7731", *BOOKS)
    assert "number: after 'Folio'" in done.out
    assert _numbers(program) == ["A-7731"]
    program("add", papers / "second.pdf", "--as", "invoice", *BOOKS)
    assert sorted(map(str, _numbers(program))) == ["A-7731", "A-7802"]


def test_a_value_that_is_not_on_the_page_is_refused(program: Program, papers: Path) -> None:
    done = program("teach", papers / "first.pdf", "number=Z-1", *BOOKS)
    assert done.code == 3
    assert "[LESSON_UNUSABLE]" in done.err


def test_a_word_without_a_sign_is_wrong_usage(program: Program, papers: Path) -> None:
    assert program("teach", papers / "first.pdf", "number", *BOOKS).code == 2
