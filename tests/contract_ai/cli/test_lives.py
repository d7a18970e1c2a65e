"""A finding from its first run to its credit note, as a user meets it."""

import json
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from sqlalchemy import Engine, event

from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.cli.test_run import TERMS
from tests.contract_ai.papers import company
from tests.reports.paper import needs_pango

BOOKS = ("--database", "books.db")
FEE = "3e0ef2b71ce4a790"  # the fee of INV-2, in every run
CREDIT_NOTE = (
    "invoice_number,kind,corrects,issue_date,supplier,customer,currency,contract,line,description,"
    "quantity,unit_price,amount,net_amount,tax_amount,total\n"
    "CN-1,credit_note,INV-2,2026-07-03,Tidewater Ltd,Larchmont Inc.,USD,MSA,1,"
    "Monthly fee April 2026,1,{0},{0},{0},0.00,{0}\n"
)


@pytest.fixture
def books(program: Program, tmp_path: Path) -> Path:
    """A company's papers, checked as of 30 June 2026."""
    root = company(tmp_path / "company")
    (root / "terms").mkdir()
    (root / "terms" / "MSA.json").write_text(json.dumps(TERMS), encoding="utf-8")
    program("add", root, *BOOKS)
    program("check", "--as-of", "2026-06-30", *BOOKS)
    return root


def _found(program: Program, *options: str) -> dict[str, str]:
    out = program("findings", *BOOKS, "--format", "json", *options).json
    return {one["fingerprint"]: one["state"] for one in out["findings"]}


def _check(program: Program, day: str) -> dict[str, list[str]]:
    """Check as of a day, and return what changed."""
    made = program("check", "--as-of", day, *BOOKS, "--format", "json").json
    changes = made.get("changes", {})
    return {
        kind: [one["fingerprint"] for one in rows]
        for kind, rows in changes.items()
        if kind != "since"
    }


def _credit(program: Program, books: Path, amount: str) -> None:
    path = books / "invoices" / "credits.csv"
    path.write_text(CREDIT_NOTE.format(amount), encoding="utf-8")
    program("add", path, *BOOKS)


def test_a_table_of_findings_reads_no_documents_and_no_tests(program: Program, books: Path) -> None:
    assert books.is_dir()
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        text = program("findings", *BOOKS).out
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert FEE in text
    assert [sql for sql in asked if "FROM finding" in sql]
    assert not [
        sql for sql in asked if re.search(r"\b(?:FROM|JOIN) (?:invoice|contract|test)", sql)
    ]


def test_a_waiver_ends_and_its_history_is_kept(program: Program, books: Path) -> None:
    assert books.is_dir()
    done = program(
        *("findings", "waive", FEE, *BOOKS, "--by", "ann", "--until", "2026-07-31"),
        *("--reason", "agreed by phone"),
    )
    assert done.out == "1 waived until 2026-07-31.\n"
    assert FEE not in str(_check(program, "2026-07-31"))
    assert FEE in _found(program, "--state", "waived")
    assert FEE not in _found(program, "--state", "open", "--state", "disputed")
    text = program("findings", *BOOKS, "--state", "waived").out
    assert "waived until 2026-07-31" in text
    summary = program("report", *BOOKS, "--format", "json").json["summary"]
    assert "PR103" in summary["by_code"]
    assert not [one for one in summary["money"] if one["direction"] == "overbilled"]
    assert _check(program, "2026-08-01")["reopened"] == [FEE]
    assert _found(program)[FEE] == "open"
    history = program("findings", "history", FEE, *BOOKS, "--format", "json").json
    assert [(one["state"], one.get("by")) for one in history["history"]] == [
        ("waived", "ann"),
        ("open", None),
    ]
    shown = program("findings", "history", FEE, *BOOKS).out
    assert "Waived until 2026-07-31, which has passed." in shown
    assert "first found as of 2026-06-30" in shown


def test_a_credit_note_settles_what_it_makes_good(program: Program, books: Path) -> None:
    program("findings", "dispute", FEE, *BOOKS, "--reason", "The fee is 1,500.00.", "--by", "ann")
    _credit(program, books, "200.00")
    assert FEE in _check(program, "2026-07-10")["gone"]
    report = program("report", *BOOKS, "--format", "json").json
    (credited,) = [one for one in report["changes"]["gone"] if one["fingerprint"] == FEE]
    assert credited["reason"] == "Credit note CN-1 gives it back."
    assert not [one for one in report["summary"]["money"] if one["direction"] == "overbilled"]
    history = program("findings", "history", FEE, *BOOKS, "--format", "json").json["history"]
    assert [one["state"] for one in history] == ["disputed", "credited"]
    page = program("report", *BOOKS).out
    assert "Since the run as of 30 June 2026: " in page
    assert "Credit note CN-1 gives it back." in page
    # The next run has nothing more to say about it.
    assert FEE not in str(_check(program, "2026-07-10"))


@pytest.mark.parametrize(("given", "left"), [("150.00", "50.00"), ("100.00", "100.00")])
def test_a_part_given_back_leaves_the_rest_open(
    program: Program, books: Path, given: str, left: str
) -> None:
    _credit(program, books, given)
    assert FEE in _check(program, "2026-07-10")["changed"]
    assert _found(program)[FEE] == "open"
    report = program("report", *BOOKS, "--format", "json").json
    (changed,) = [one for one in report["changes"]["changed"] if one["fingerprint"] == FEE]
    assert changed["reason"] == "Credit note CN-1 came in for invoice INV-2."
    (found,) = [one for one in report["findings"] if one["fingerprint"] == FEE]
    assert found["amount"] == left
    assert f"After credit note CN-1 {left} USD is left." in found["message"]


def test_an_invoice_given_back_whole_leaves_nothing_to_find(program: Program, books: Path) -> None:
    _credit(program, books, "1700.00")
    assert FEE in _check(program, "2026-07-10")["gone"]
    gone = program("report", *BOOKS, "--format", "json").json["changes"]["gone"]
    (one,) = [one for one in gone if one["fingerprint"] == FEE]
    assert one["reason"] == "Credit note CN-1 came in for invoice INV-2."
    assert (one["gone_on"], one["amount"]) == ("2026-07-10", "200.00")


def test_a_look_back_leaves_lives_as_they_are(program: Program, books: Path) -> None:
    assert books.is_dir()
    assert _check(program, "2026-03-31") == {}
    assert _check(program, "2026-06-30") == {}
    assert set(_found(program).values()) == {"open"}


def test_new_papers_bring_new_findings(program: Program, books: Path) -> None:
    (books / "facts" / "payments.csv").write_text("invoice_number,paid_on,amount,currency\n")
    before = set(_found(program))
    program("add", books, *BOOKS)
    changes = _check(program, "2026-06-30")
    after = set(_found(program))
    assert set(changes.get("new", ())) == after - before
    assert set(changes.get("gone", ())) == before - after


def test_who_decides_is_the_setting_else_the_login(
    program: Program, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert books.is_dir()
    monkeypatch.setenv("CONTRACT_AI_USER", "ben")
    program("findings", "accept", FEE, *BOOKS, "--reason", "small")
    monkeypatch.delenv("CONTRACT_AI_USER")
    monkeypatch.setenv("LOGNAME", "cleo")
    program("findings", "reopen", FEE, *BOOKS, "--reason", "not small")
    history = program("findings", "history", FEE, *BOOKS, "--format", "json").json["history"]
    assert [one["by"] for one in history] == ["ben", "cleo"]
    assert program("findings", "history", "no such", *BOOKS).code == 2


@needs_pango
def test_letters_of_an_invoice_and_of_a_contract(program: Program, books: Path) -> None:
    assert books.is_dir()
    done = program("report", *BOOKS, "--format", "pdf", "--invoice", "INV-2", "-o", "dispute.pdf")
    assert done.code == 0, done.err
    text = _words("dispute.pdf")
    assert "Invoice INV-2 of 30 April 2026: 200.00 USD billed beyond what was agreed" in text
    assert "Please credit 200.00 USD" in text
    program("report", *BOOKS, "--format", "pdf", "--contract", "MSA", "-o", "all.pdf")
    text = _words("all.pdf")
    assert "Master Services Agreement (MSA): 3,000.00 USD not yet billed" in text
    assert "1 Monthly fee for 2026-01-01 to 2026-01-31" in text
    program("report", *BOOKS, "--format", "pdf", "--contract", "MSA", "-o", "again.pdf")
    assert Path("again.pdf").read_bytes() == Path("all.pdf").read_bytes()
    program("findings", "waive", FEE, *BOOKS, "--reason", "small")
    refused = program("report", *BOOKS, "--format", "pdf", "--invoice", "INV-1", "-o", "none.pdf")
    assert refused.code == 2
    assert "No finding here asks the other party for anything" in refused.err
    kept = program("report", *BOOKS, "--format", "json", "--state", "waived").json
    assert [one["fingerprint"] for one in kept["findings"]] == [FEE]


@needs_pango
def test_our_letterhead_is_a_setting(
    program: Program, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert books.is_dir()
    monkeypatch.setenv("CONTRACT_AI_COMPANY", "Larchmont Inc.; 200 Harbor Drive; Boston")
    program("report", *BOOKS, "--format", "pdf", "--invoice", "INV-2", "-o", "dispute.pdf")
    assert "Larchmont Inc. 200 Harbor Drive Boston" in _words("dispute.pdf")


def _words(path: str) -> str:
    document = pdfium.PdfDocument(Path(path).read_bytes())
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).replace("\N{NARROW NO-BREAK SPACE}", " ").split())


@needs_pango
def test_without_an_invoice_or_a_contract_the_pdf_is_the_report(
    program: Program, books: Path
) -> None:
    assert books.is_dir()
    program("report", *BOOKS, "--format", "pdf", "--paper", "letter", "-o", "report.pdf")
    text = _words("report.pdf")
    assert text.startswith("Discrepancy report")
    assert "What was tested" in text


def test_a_fingerprint_outlives_another_reading_of_the_contract(
    program: Program, books: Path
) -> None:
    before = set(_found(program))
    terms = json.loads((books / "terms" / "MSA.json").read_text(encoding="utf-8"))
    for term in terms["terms"]:
        term["evidence"] = {"quote": "as agreed by both sides"}
        term["confidence"] = 0.96
    (books / "terms" / "MSA.json").write_text(json.dumps(terms), encoding="utf-8")
    program("add", books, *BOOKS)
    assert _check(program, "2026-06-30") == {}
    assert set(_found(program)) == before
    (books / "terms" / "MSA.json").unlink()  # now our own reading of the PDF counts
    program("add", books, *BOOKS)
    _check(program, "2026-06-30")
    assert FEE in _found(program)
