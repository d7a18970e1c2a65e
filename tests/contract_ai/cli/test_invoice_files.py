"""Invoices of ours as files, from the command line."""

import csv
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from contract_ai.issuing import load_issuing
from extractors.invoices.read import read_invoices
from reports.invoices.ubl import ubl
from tests.contract_ai.cli import test_bill
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.cli.test_bill import place
from tests.docs.pages import page
from tests.reports.invoices.made import invoice
from tests.reports.invoices.official import faults
from tests.reports.paper import needs_pango, words_of

__all__ = ["place"]  # a fixture
COMPANY = """
[company]
name = "Provider Inc."
address = { lines = ["1 High Street"], city = "Boston", region = "MA", postal_code = "02110", country = "US" }
registration = "EIN 12-3456789"
account = "000123456789"

[[customers]]
name = "Customer LLC"
address = { lines = ["9 Low Road"], city = "Austin", region = "TX", country = "US" }
tax_category = "O"

[quickbooks]
dates = "month_first"
item = "Services"
taxes = { O = "NON" }

[xero]
dates = "month_first"
account = "200"
taxes = { O = "Tax Exempt" }
"""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """The file of the company."""
    file = tmp_path / "company.toml"
    file.write_text(COMPANY)
    return file


def _approved(folder: Path, **changed: Any) -> Path:  # noqa: ANN401 (values of a form)
    """Put an approved invoice as JSON into a file."""
    line = {"number": 1, "description": "support fee", "amount": "2650.00"}
    form = {
        "schema": "invoice/1",
        "document": {"file": "draft MSA 2026-03-01 to 2026-03-31"},
        "number": "INV/7",
        "issue_date": "2026-04-01",
        "due_date": "2026-05-01",
        "supplier": {"name": "Provider Inc."},
        "customer": {"name": "Customer LLC"},
        "currency": "USD",
        "net_amount": "2650.00",
        "lines": [line],
    }
    file = folder / "approved.json"
    file.write_text(json.dumps(form | changed))
    return file


@needs_pango
def test_drafts_of_a_month_become_paper_with_working_and_clause(
    program: Program, place: str, company: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "march"
    done = program(
        "invoice-files", "--period", "2026-03", "--database", place, "--format", "pdf",
        "--out", out, "--issuing", company,
    )  # fmt: skip
    assert done.code == 0
    (file,) = out.iterdir()
    assert done.out.strip() == str(file)
    assert file.name == "draft-MSA-2026-03-01-to-2026-03-31.pdf"
    words = " ".join(" ".join(words_of(file.read_bytes())).split())
    for part in ("DRAFT, NOT AN INVOICE", "Working: 2650 = 2,650.00", "“the clause”", "2,650.00"):
        assert part in words
    assert "1 of 1 invoice written." in done.err


def test_a_draft_is_no_xml_as_it_has_no_number(
    program: Program, place: str, company: Path, tmp_path: Path
) -> None:
    done = program(
        "invoice-files", "--period", "2026-03", "--database", place, "--format", "ubl",
        "--out", tmp_path / "out", "--issuing", company,
    )  # fmt: skip
    assert done.code == 3
    assert "[INVOICE_INCOMPLETE]" in done.err
    assert "number (an invoice gets it when it is approved)" in done.err
    assert not list((tmp_path / "out").iterdir())


def test_an_approved_invoice_becomes_valid_xml_that_is_read_back(
    program: Program, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_AI_ISSUING", str(company))
    file = _approved(tmp_path)
    done = program("invoice-files", file, "--format", "ubl", "--out", tmp_path / "out")
    assert done.code == 0
    made = (tmp_path / "out" / "INV-7.xml").read_bytes()
    assert faults(made) == []
    (read,) = read_invoices(made, "INV-7.xml")
    assert (read.number, str(read.total), read.currency) == ("INV/7", "2650.00", "USD")


@pytest.mark.parametrize(
    ("form", "system"), [("csv-quickbooks", "quickbooks"), ("csv-xero", "xero")]
)
def test_csv_holds_all_that_can_be_written_and_names_the_others(
    program: Program, company: Path, tmp_path: Path, form: str, system: str
) -> None:
    good = _approved(tmp_path)
    other = tmp_path / "two.json"
    one = json.loads(good.read_text())
    kept = {"draft": 3, "invoice": one | {"number": "INV/8"}, "lines": [{"line": 1, "working": ""}]}
    other.write_text(json.dumps([kept, one | {"number": "INV/9", "due_date": None}]))
    out = tmp_path / "out"
    done = program(
        "invoice-files", good, other, "--format", form, "--out", out, "--issuing", company
    )
    assert done.code == 3
    assert "INV/9: [INVOICE_INCOMPLETE]" in done.err
    assert "2 of 3 invoices written." in done.err
    rows = list(csv.reader(io.StringIO((out / f"invoices-{system}.csv").read_text())))
    assert len(rows) == 3
    assert len(set(map(len, rows))) == 1


def test_invoices_come_from_standard_input(
    program: Program, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = io.BytesIO(_approved(tmp_path).read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    out = tmp_path / "out"
    done = program("invoice-files", "-", "--format", "ubl", "--out", out, "--issuing", company)
    assert done.code == 0
    assert [one.name for one in out.iterdir()] == ["INV-7.xml"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "Provider Inc."\n', "", "company, name: missing"),
        (
            ', country = "US" }\nregistration',
            " }\nregistration",
            "company, address, country: missing",
        ),
        ('city = "Austin"', 'town = "Austin"', "customers 1, address, city: missing"),
        ('region = "TX", country = "US"', 'country = "USA"', '"USA" is no country'),
        ('"000123456789"', '"' + "1" * 50 + '"', "company, account"),
        ("[company]", "[company", "It is no TOML"),
        ('taxes = { O = "NON" }', "taxes = { 13.5 = 1 }", "quickbooks, taxes"),
    ],
)
def test_a_wrong_value_in_the_file_of_the_company_is_named(  # noqa: PLR0917 (fixtures)
    program: Program, company: Path, tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in COMPANY
    company.write_text(COMPANY.replace(old, new))
    done = program(
        "invoice-files", "x.json", "--format", "ubl", "--out", tmp_path / "o", "--issuing", company
    )
    assert done.code == 2
    assert f"{company}: [ISSUING_UNUSABLE]" in done.err
    assert words in done.err
    assert not (tmp_path / "o").exists()


def test_the_file_that_the_documentation_shows_is_one_that_is_read(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", page("billing.md"), re.DOTALL)
    file = tmp_path / "company.toml"
    file.write_text(shown)
    read = load_issuing(file)
    made = ubl(invoice(lines=[{"number": 1, "description": "Fee", "amount": "5.00"}]), read)
    assert faults(made) == []


def test_files_that_cannot_be_read_are_named(
    program: Program, company: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_bytes(b"\xff{")
    (tmp_path / "other.json").write_text('{"schema": "contract-terms/1"}')
    (tmp_path / "list.json").write_text("[1]")
    names = [tmp_path / f"{one}.json" for one in ("broken", "other", "list", "gone")]
    done = program(
        "invoice-files", *names, tmp_path, "--format", "ubl",
        "--out", tmp_path / "o", "--issuing", company,
    )  # fmt: skip
    assert done.code == 3
    assert done.err.count("[JSON_DAMAGED]") == 3
    assert done.err.count("[FILE_NOT_FOUND]") == 1
    assert done.err.count("[FILE_UNREADABLE]") == 1


@pytest.fixture
def _net_45(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the contract on file have payment terms."""
    term = {"kind": "payment_term", "days": 45, "from": "invoice_date"}
    monkeypatch.setattr(test_bill, "TERMS", [*test_bill.TERMS, term])


@pytest.mark.usefixtures("_net_45")
def test_when_it_is_due_comes_from_the_contract_on_file(
    program: Program, place: str, company: Path, tmp_path: Path
) -> None:
    file = _approved(tmp_path, due_date=None, contract_reference="MSA")
    rest = ("--format", "ubl", "--out", tmp_path / "o", "--issuing", company)
    alone = program("invoice-files", file, *rest)
    assert alone.code == 3
    assert "missing: due date or payment terms" in alone.err
    told = program("invoice-files", file, "--database", place, *rest)
    assert told.code == 0
    (read,) = read_invoices((tmp_path / "o" / "INV-7.xml").read_bytes(), "INV-7.xml")
    assert (read.payment_terms, str(read.due_date)) == (
        "45 days after the invoice date",
        "2026-05-16",
    )


def test_wrong_usage_is_told(program: Program, place: str, company: Path, tmp_path: Path) -> None:
    rest = ("--format", "pdf", "--out", tmp_path / "o", "--issuing", company)
    assert program("invoice-files", *rest).code == 2
    assert program("invoice-files", "a.json", "--period", "2026-03", *rest).code == 2
    other = program(
        "invoice-files", "--period", "2026-03", "--contract", "X", "--database", place, *rest
    )
    assert other.code == 2
    assert "There is no contract 'X' on file" in other.err
    unset = program("invoice-files", "a.json", "--format", "pdf", "--out", tmp_path / "o")
    assert unset.code == 2
    assert "CONTRACT_AI_ISSUING: [ISSUING_UNUSABLE]" in unset.err


def test_an_invoice_of_another_company_is_refused(
    program: Program, company: Path, tmp_path: Path
) -> None:
    file = tmp_path / "foreign.json"
    file.write_text(invoice().model_dump_json(by_alias=True, exclude_none=True))
    done = program(
        "invoice-files", file, "--format", "ubl", "--out", tmp_path / "o", "--issuing", company
    )
    assert done.code == 3
    assert 'INV-0042: [INVOICE_UNSOUND] It is issued by "Provider Ltd."' in done.err
