"""The main job on a small folder, and the same job step by step on a database."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from contract_ai.storage.engine import open_engine
from models.forms import read_contract_form
from models.tables.findings import FindingRow
from models.tables.invoices import InvoiceRow
from models.tables.tests import TestRow
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.papers import INVOICE_CSV, company, pdf

AS_OF = ("--as-of", "2026-06-30")
TERMS = {
    "schema": "contract-terms/1",
    "document": {"file": "MSA.pdf"},
    "contract": {
        "title": "Master Services Agreement",
        "number": "MSA",
        "kind": "agreement",
        "parties": [
            {"name": "Tidewater Ltd", "role": "provider"},
            {"name": "Larchmont Inc.", "role": "customer"},
        ],
        "effective_date": "2026-01-01",
        "currency": "USD",
        "signed": True,
    },
    "terms": [
        {
            "kind": "payment_term",
            "days": 30,
            "from": "invoice_date",
            "evidence": {"quote": "The Customer shall pay each invoice within thirty (30) days"},
            "confidence": 1.0,
            "review": False,
        },
        {
            "kind": "fee",
            "item": "Monthly fee",
            "amount": "1500.00",
            "currency": "USD",
            "frequency": "monthly",
            "evidence": {"quote": "The Customer shall pay a monthly fee of $1,500.00."},
            "confidence": 1.0,
            "review": False,
        },
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A company whose terms a person confirmed, with a fee billed too high and due too early."""
    root = company(tmp_path / "company")
    (root / "terms").mkdir()
    (root / "terms" / "MSA.json").write_text(json.dumps(TERMS), encoding="utf-8")
    return root


def _counts(database: Path) -> list[int]:
    opened = open_engine(database)
    with Session(opened.engine) as session:
        models = (InvoiceRow, FindingRow, TestRow)
        counts = [session.exec(select(func.count()).select_from(model)).one() for model in models]
    opened.close()
    return counts


def test_the_main_job_writes_its_results(program: Program, folder: Path) -> None:
    done = program("run", folder, *AS_OF)
    assert done.code == 0, done.err
    report = folder / "report"
    assert f"Report: {report / 'report.html'}" in done.out
    assert "Checked 1 contract, 2 invoices, 1 file of facts as of 2026-06-30." in done.out
    found = json.loads((report / "findings.json").read_text(encoding="utf-8"))
    assert (found["schema"], found["as_of"]) == ("findings/1", "2026-06-30")
    (fee,) = [one for one in found["findings"] if one["code"] == "PR103"]
    assert (fee["invoice"], fee["amount"], fee["currency"]) == ("INV-2", "200.00", "USD")
    assert "<html" in (report / "report.html").read_text(encoding="utf-8")
    assert (report / "findings.xlsx").read_bytes().startswith(b"PK")
    written = json.loads((report / "terms" / "MSA.json").read_text(encoding="utf-8"))
    assert len(read_contract_form(written).terms) == 2


def test_a_confirmed_quote_is_shown_on_its_page(program: Program, folder: Path) -> None:
    program("run", folder, *AS_OF)
    written = (folder / "report" / "terms" / "MSA.json").read_text(encoding="utf-8")
    for term in json.loads(written)["terms"]:
        assert term["evidence"]["page"] == 1
        assert term["evidence"]["boxes"]
    assert "data:image/" in (folder / "report" / "report.html").read_text(encoding="utf-8")


@pytest.mark.on_sqlite("rows are counted in the file")
def test_a_second_run_gives_the_same_and_doubles_nothing(program: Program, folder: Path) -> None:
    report = folder / "report"
    first = program("run", folder, *AS_OF)
    before = {name: (report / name).read_bytes() for name in ("findings.json", "report.html")}
    counts = _counts(report / "contract-ai.db")
    second = program("run", folder, *AS_OF)
    assert first.out == second.out
    assert {name: (report / name).read_bytes() for name in before} == before
    assert _counts(report / "contract-ai.db") == counts


def test_what_left_the_folder_no_longer_counts(program: Program, folder: Path) -> None:
    program("run", folder, *AS_OF)
    (folder / "facts" / "payments.csv").unlink()
    (folder / "invoices" / "billing.csv").write_text(
        "\n".join(INVOICE_CSV.splitlines()[:2]) + "\n", encoding="utf-8"
    )
    done = program("run", folder, *AS_OF)
    assert "Checked 1 contract, 1 invoice, 0 files of facts" in done.out


def test_a_flat_folder_works_too(program: Program, folder: Path, tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for path in folder.rglob("*.*"):
        if path.suffix != ".json":
            path.rename(flat / path.name)
    done = program("run", flat, *AS_OF)
    assert done.code == 0, done.err
    assert "Checked 1 contract, 2 invoices, 1 file of facts" in done.out


def test_a_broken_file_is_three_and_everything_else_is_done(program: Program, folder: Path) -> None:
    (folder / "invoices" / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    done = program("run", folder, *AS_OF, "--fail-on", "info")
    assert done.code == 3
    (line,) = [line for line in done.err.splitlines() if "broken.pdf" in line]
    assert "[PDF_DAMAGED]" in line
    found = json.loads((folder / "report" / "findings.json").read_text(encoding="utf-8"))
    assert found["findings"]
    assert found["summary"]["unread"][0]["file"] == "broken.pdf"


def test_terms_that_are_none_are_named_and_the_contract_is_read(
    program: Program, folder: Path
) -> None:
    (folder / "terms" / "MSA.json").write_text('{"schema": "contract-terms/1"}', encoding="utf-8")
    done = program("run", folder, *AS_OF)
    assert done.code == 3
    assert "[TERMS_INVALID]" in done.err
    assert "Checked 1 contract" in done.out


@pytest.mark.parametrize(("severity", "code"), [("high", 1), ("info", 1), (None, 0)])
def test_fail_on_chooses_the_exit_code(
    program: Program, folder: Path, severity: str | None, code: int
) -> None:
    extra = ["--fail-on", severity] if severity else []
    assert program("run", folder, *AS_OF, *extra).code == code


def test_findings_as_json_and_no_word_beside_them(program: Program, folder: Path) -> None:
    done = program("run", folder, *AS_OF, "--format", "json", "--quiet")
    assert done.json["schema"] == "findings/1"
    assert done.err == ""


def test_results_may_go_elsewhere_but_not_among_the_documents(
    program: Program, folder: Path, tmp_path: Path
) -> None:
    assert program("run", folder, *AS_OF, "--output", tmp_path / "out" / "deep").code == 0
    assert (tmp_path / "out" / "deep" / "report.html").is_file()
    refused = program("run", folder, *AS_OF, "--output", folder)
    assert refused.code == 2
    assert "[OUTPUT_UNWRITABLE]" in refused.err


def test_a_contract_without_text_is_named(program: Program, folder: Path) -> None:
    (folder / "terms" / "MSA.json").unlink()
    (folder / "contracts" / "MSA.pdf").write_bytes(pdf(blank_pages=1))
    done = program("run", folder, *AS_OF)
    assert done.code == 3
    assert "MSA.pdf: [PDF_NO_TEXT]" in done.err


def test_step_by_step_on_a_database(program: Program, folder: Path) -> None:
    books = ("--database", "books.db")
    assert program("add", folder, *books).out == "3 added, 0 already there, 0 not read.\n"
    assert program("add", folder, *books).out == "0 added, 3 already there, 0 not read.\n"
    assert "MSA" in program("contracts", *books).out
    assert program("contracts", "MSA", *books, "--format", "json").json[0]["confirmed"]
    assert len(program("invoices", *books, "--format", "json").json) == 2
    assert "1,700" not in program("invoices", "INV-1", *books).out
    terms = program("terms", *books, "--format", "json").json
    assert [one["state"] for one in terms] == ["confirmed", "confirmed"]
    checked = program("check", *AS_OF, *books, "--fail-on", "high")
    assert checked.code == 1
    assert "PR103" in checked.out
    only = program("check", *AS_OF, *books, "--invoice", "INV-1", "--format", "json").json
    assert {one["invoice"] for one in only["findings"]} <= {"INV-1"}
    found = program("findings", *books, "--format", "json").json["findings"]
    mark = next(one["fingerprint"] for one in found if one["code"] == "PR103")
    done = program("findings", "dispute", mark, *books, "--reason", "The fee is 1,500.00.")
    assert done.out == "1 disputed.\n"
    again = program("check", *AS_OF, *books, "--format", "json").json["findings"]
    assert [one["state"] for one in again if one["fingerprint"] == mark] == ["disputed"]
    assert "<html" in program("report", *books).out
    program("report", *books, "--format", "xlsx", "-o", "out.xlsx")
    assert Path("out.xlsx").read_bytes().startswith(b"PK")
    assert program("report", *books, "--format", "json").json["schema"] == "findings/1"


def test_terms_are_corrected_by_number(program: Program, folder: Path) -> None:
    books = ("--database", "books.db")
    program("add", folder / "contracts" / "MSA.pdf", "--as", "contract", *books)
    program("add", folder, *books)
    (fee,) = [
        one for one in program("terms", *books, "--format", "json").json if one["kind"] == "fee"
    ]
    done = program("terms", "correct", fee["number"], "amount=1700.00", "item=", *books)
    assert done.code == 0, done.err
    (after,) = [
        one for one in program("terms", *books, "--format", "json").json if one["kind"] == "fee"
    ]
    assert (after["amount"], after["state"], "item" in after) == ("1700.00", "corrected", False)
    assert program("terms", "correct", after["number"], "amount=much", *books).code == 2
    assert program("terms", "correct", fee["number"], "amount=1", *books).code == 2
    assert program("terms", "confirm", after["number"], *books).code == 0
    assert program("terms", "reject", after["number"] + 1, *books).code == 0
    assert "fee" not in {
        one["kind"]
        for one in program("contracts", "MSA", *books, "--format", "json").json[0]["terms"]
    }


def test_the_catalogue_explains_every_check(program: Program) -> None:
    listed = program("checks", "--format", "json").json
    assert len(listed) > 20
    for one in listed:
        assert one["text"].startswith(f"{one['code']} {one['slug']}:")
    text = program("checks", "pt101").out
    assert text.startswith("PT101 ")
    assert program("checks", "XX999").code == 2


@pytest.mark.on_sqlite("it is about the file")
def test_a_database_is_brought_up_to_date(program: Program) -> None:
    done = program("db", "upgrade", "--database", "books.db")
    assert done.out.endswith("books.db is up to date: version 0035.\n")
    Path("books.db").write_bytes(b"no database " * 100)
    assert program("db", "upgrade", "--database", "books.db").code == 2
