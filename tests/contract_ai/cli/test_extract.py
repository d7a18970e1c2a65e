"""``extract`` and ``invoice`` on real files in real child processes."""

import json
import os
from pathlib import Path

import pytest

from models.forms import read_contract_form, read_invoice_form
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.papers import AGREEMENT, INVOICE_CSV, pdf


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with sound and broken files."""
    (tmp_path / "MSA.pdf").write_bytes(pdf(*AGREEMENT))
    (tmp_path / "partly.pdf").write_bytes(pdf(*AGREEMENT, blank_pages=1))
    (tmp_path / "scan.pdf").write_bytes(pdf(blank_pages=2))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "billing.csv").write_text(INVOICE_CSV, encoding="utf-8")
    return tmp_path


def test_one_file_prints_one_object(program: Program, papers: Path) -> None:
    done = program("extract", papers / "MSA.pdf")
    assert done.code == 0
    assert done.err == ""
    contract = read_contract_form(done.json)
    assert contract.document.file == "MSA.pdf"
    assert contract.document.pages == 1
    assert "payment_term" in {term.kind for term in contract.terms}
    for term in contract.terms:
        assert term.evidence.page == 1
        assert term.evidence.boxes


def test_several_files_print_a_list_in_the_order_given(program: Program, papers: Path) -> None:
    done = program("extract", papers / "partly.pdf", papers / "MSA.pdf", "--quiet")
    assert [one["document"]["file"] for one in done.json] == ["partly.pdf", "MSA.pdf"]


def test_one_broken_file_is_named_and_all_others_are_done(program: Program, papers: Path) -> None:
    names = ["MSA.pdf", "broken.pdf", "empty.pdf", "none.pdf", "scan.pdf", "partly.pdf"]
    done = program("extract", *(papers / name for name in names), "--output", "out", "--quiet")
    assert done.code == 3
    assert sorted(os.listdir("out")) == ["MSA.json", "partly.json"]  # noqa: PTH208 (names only)
    codes = [line.split("[")[1].split("]")[0] for line in done.err.splitlines()]
    assert codes == ["PDF_DAMAGED", "FILE_EMPTY", "FILE_NOT_FOUND", "PDF_NO_TEXT"]
    for line, name in zip(done.err.splitlines(), names[1:5], strict=True):
        assert line.startswith(f"{papers / name}: [")


def test_a_page_that_could_not_be_read_is_told_in_the_result(
    program: Program, papers: Path
) -> None:
    done = program("extract", papers / "partly.pdf")
    assert done.code == 0
    assert "partly.pdf: " in done.err
    assert done.json["document"]["unread_pages"] == [2]
    assert done.json["notices"]


def test_a_lone_refusal_is_one_line(program: Program, papers: Path) -> None:
    for command in ("extract", "invoice"):
        done = program(command, papers / "broken.pdf")
        assert (done.code, done.out) == (3, "")
        assert len(done.err.splitlines()) == 1


def test_terms_as_a_table(program: Program, papers: Path) -> None:
    done = program("extract", papers / "MSA.pdf", "--format", "text")
    assert "payment_term" in done.out
    assert "days 30" in done.out


def test_one_worker_or_many_give_the_same_bytes(program: Program, papers: Path) -> None:
    files = [papers / "MSA.pdf", papers / "partly.pdf"]
    results = {program("extract", *files, "--workers", n, "--quiet").out for n in (1, 2)}
    assert len(results) == 1


def test_invoices_are_always_a_list(program: Program, papers: Path) -> None:
    done = program("invoice", papers / "billing.csv")
    assert done.code == 0
    assert [read_invoice_form(one).number for one in done.json] == ["INV-1", "INV-2"]
    text = program("invoice", papers / "billing.csv", "--format", "text").out
    assert "Tidewater Ltd" in text


def test_a_file_of_many_invoices_gives_one_result(program: Program, papers: Path) -> None:
    assert program("invoice", papers / "billing.csv", "--output", "out").code == 0
    assert len(json.loads(Path("out/billing.json").read_text(encoding="utf-8"))) == 2


def test_results_that_cannot_be_written_are_two(program: Program, papers: Path) -> None:
    done = program("extract", papers / "MSA.pdf", "--output", papers / "empty.pdf")
    assert done.code == 2
    assert "[OUTPUT_UNWRITABLE]" in done.err


def test_log_lines_are_structured_and_hold_no_contract_text(
    program: Program, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_AI_LOG_FILE", "log.jsonl")
    program("extract", papers / "MSA.pdf", papers / "broken.pdf")
    lines = [json.loads(line) for line in Path("log.jsonl").read_text("utf-8").splitlines()]
    assert [line["outcome"] for line in lines] == ["ok", "PDF_DAMAGED"]
    assert all(line["seconds"] >= 0 and line["file"] for line in lines)
    assert "Larchmont" not in Path("log.jsonl").read_text("utf-8")


def test_a_name_may_begin_with_a_dash(program: Program, papers: Path) -> None:
    (papers / "MSA.pdf").rename("-x.pdf")
    assert program("extract", "-x.pdf").json["document"]["file"] == "-x.pdf"
    assert program("extract", "-y.pdf").code == 2


def test_a_document_without_an_invoice_was_read_and_gives_none(
    program: Program, papers: Path
) -> None:
    done = program("invoice", papers / "MSA.pdf")
    assert (done.code, done.json) == (0, [])
    assert done.err.startswith(f"{papers / 'MSA.pdf'}: read, and no invoice")
    assert "[" not in done.err
    scan = program("invoice", papers / "scan.pdf")
    assert (scan.code, scan.out) == (3, "")
    assert "[PDF_NO_TEXT]" in scan.err
