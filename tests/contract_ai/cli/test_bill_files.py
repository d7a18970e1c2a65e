"""Kept drafts as files, from the command line."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from extractors.invoices.read import read_invoices
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.cli.test_bill import place
from tests.contract_ai.cli.test_invoice_files import _net_45, company
from tests.reports.paper import needs_pango, words_of

__all__ = ["_net_45", "company", "place"]  # fixtures
MONTH = ("--period", "2026-03")


def _kept(program: Program, place: str) -> str:
    """Keep the draft of March; return what was seen of it."""
    done = program("bill", *MONTH, "--keep", "--format", "json", "--database", place)
    assert done.code == 0
    (draft,) = done.json
    return str(draft["seen"])


@needs_pango
def test_a_draft_is_paper_until_it_is_approved(
    program: Program, place: str, company: Path, tmp_path: Path
) -> None:
    _kept(program, place)
    out = tmp_path / "out"
    rest = ("--out", out, "--issuing", company, "--database", place)
    early = program("bill", "files", "1", "--format", "ubl", *rest)
    assert early.code == 2
    assert "draft 1: [DRAFT_NOT_SO] It waits for its approval." in early.err
    done = program("bill", "files", "1", "--format", "pdf", *rest)
    assert (done.code, "1 of 1 draft written." in done.err) == (0, True)
    (file,) = out.iterdir()
    words = " ".join(" ".join(words_of(file.read_bytes())).split())
    for part in ("DRAFT, NOT AN INVOICE", "Working: 2650 = 2,650.00", "“the clause”"):
        assert part in words


@pytest.mark.usefixtures("_net_45")
def test_an_approved_draft_is_written_with_its_due_date(
    program: Program, place: str, company: Path, tmp_path: Path
) -> None:
    seen = _kept(program, place)
    rest = ("--out", tmp_path / "out", "--issuing", company, "--database", place)
    nothing = program("bill", "files", *MONTH, "--format", "ubl", *rest)
    assert (nothing.code, "0 of 0 drafts written." in nothing.err) == (0, True)
    approved = program("bill", "approve", "1", "--seen", seen, "--database", place)
    number = approved.out.split()[-1].rstrip(".")
    done = program("bill", "files", "1", "1", "--format", "ubl", *rest)
    assert (done.code, "1 of 1 draft written." in done.err) == (0, True)
    (read,) = read_invoices((tmp_path / "out" / f"{number}.xml").read_bytes(), "x.xml")
    assert (read.number, read.payment_terms) == (number, "45 days after the invoice date")
    assert read.issue_date is not None
    assert read.due_date == read.issue_date + timedelta(days=45)
    table = program("bill", "files", *MONTH, "--format", "csv-xero", *rest)
    assert table.code == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "out" / "invoices-xero.csv").read_text())))
    assert len(rows) == 2
    assert number in rows[1]


def test_what_is_missing_is_named(
    program: Program, place: str, company: Path, tmp_path: Path
) -> None:
    seen = _kept(program, place)
    assert program("bill", "approve", "1", "--seen", seen, "--database", place).code == 0
    rest = ("--format", "ubl", "--out", tmp_path / "out", "--database", place)
    lacking = program("bill", "files", "1", "--issuing", company, *rest)
    assert lacking.code == 3
    assert "missing: due date or payment terms" in lacking.err
    assert "0 of 1 draft written." in lacking.err
    unset = program("bill", "files", "1", *rest)
    assert (unset.code, "[ISSUING_UNUSABLE]" in unset.err) == (2, True)
    for wrong in ((), ("1", *MONTH), ("9",)):
        assert program("bill", "files", *wrong, "--issuing", company, *rest).code == 2
