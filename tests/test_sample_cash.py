"""From contract to cash on the sample company: `make run` shows what the story says, and files it."""

import csv
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from contract_ai.cli.main import main
from extractors.bank.camt053 import read_camt053
from models.errors import SettingsError
from sample_contracts import cash
from sample_contracts.make.cash_answers import APART, DRAFTS, FOUND, countback, open_items
from sample_contracts.make.facts import receipts
from sample_contracts.make.story import all_bills

SAMPLES = Path(__file__).parents[1] / "sample_contracts"


pytestmark = pytest.mark.on_sqlite("its database is a file of the report")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run, which the cash part goes on from."""
    folder = tmp_path_factory.mktemp("cash") / "report"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONTRACT_AI_OCR", "off")
        assert main(["run", str(SAMPLES), "--as-of", cash.AS_OF, "--output", str(folder)]) == 0
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_it_shows_and_writes_what_the_story_says(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (report / "contract-ai.db").read_bytes()
    names = {path.name for path in report.iterdir()}
    cash.show(report)
    first = capsys.readouterr().out
    cash.show(report)
    assert capsys.readouterr().out == first
    assert (report / "contract-ai.db").read_bytes() == before
    made = {path.name for path in report.iterdir()} - names
    assert made == {"drafts", "ageing.csv", "open-items.csv", "reconciliation.csv"}

    for draft in DRAFTS:
        (line,) = (one for one in first.splitlines() if draft.customer in one and "fee" in one)
        assert f"{Decimal(draft.total):,.2f} {draft.currency}" in line
    for one in open_items(all_bills()):
        assert f"{one.amount:,.2f}" in first
    for currency in ("GBP", "USD"):
        assert f"{currency} {countback(all_bills(), currency)}" in first
    assert f"QuickBooks has {len(APART)} things otherwise" in first
    assert f"add {len(FOUND)} findings" in first
    assert Counter(
        line.split()[0] for line in first.splitlines() if line[:4] in ("  CO", "  RC")
    ) == (Counter(one.code for one in FOUND))


def test_the_files_hold_the_figures(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cash.show(report)
    assert capsys.readouterr().err == ""
    drafts = sorted((report / "drafts").glob("*.pdf"))
    assert len(drafts) == len(DRAFTS)
    for path, draft in zip(drafts, DRAFTS, strict=True):
        text = " ".join(page.extract_text() for page in PdfReader(path).pages)
        assert "DRAFT" in text
        assert draft.customer in text
        assert f"{Decimal(draft.total):,.2f}" in text

    wanted = {one.number: one for one in open_items(all_bills())}
    items = {one["invoice"]: one for one in _rows(report / "open-items.csv")}
    assert {number: Decimal(one["open"]) for number, one in items.items()} == {
        number: one.amount for number, one in wanted.items()
    }
    assert {number: one["due_on"] for number, one in items.items()} == {
        number: str(one.due) for number, one in wanted.items()
    }
    ageing = {(one["customer"], one["currency"]): one for one in _rows(report / "ageing.csv")}
    for one in wanted.values():  # each customer has one open invoice: none is due, or 31 to 60 days
        bucket = "31-60" if 31 <= one.late <= 60 else "not due"
        row = ageing.pop((one.customer, one.currency))
        assert Decimal(row[bucket]) == Decimal(row["total"]) == one.amount
    assert not ageing

    told = {
        (one["kind"], one["number"] or one["theirs"])
        for one in _rows(report / "reconciliation.csv")
    }
    assert told == {(one.kind, one.number) for one in APART}


def test_the_bank_says_what_the_payments_file_says_and_three_days_more() -> None:
    """The same money by customer, so that either of the two may be used, and never both."""
    statements = read_camt053((SAMPLES / "cash" / "bank.xml").read_bytes(), "bank.xml").statements
    assert not [warning for one in statements for warning in one.warnings]  # balances add up
    lines = [line for one in statements for line in one.lines]
    by_payer: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if str(line.booked_on) < "2026-06-24":
            by_payer[line.counterparty or ""] += line.instructed or line.amount
    listed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in receipts(all_bills()):
        listed[one.bill.customer.name] += one.bill.total
    assert by_payer == listed
    assert len({line.bank_id for line in lines}) == len(lines)
    with (SAMPLES / "facts" / "payments.csv").open() as file:
        assert {row["reference"] for row in csv.DictReader(file)} < {one.bank_id for one in lines}


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        cash.show(tmp_path)
    (tmp_path / "findings.json").write_text(json.dumps({"findings": []}))
    (tmp_path / "contract-ai.db").write_bytes(b"no database")
    with pytest.raises(SettingsError):
        cash.show(tmp_path)
