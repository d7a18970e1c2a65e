"""What should be billed in a month, from the command line."""

import json
from pathlib import Path

import pytest

from models.contracts import Contract
from models.forms import contract_form, json_text
from tests.contract_ai import papers
from tests.contract_ai.cli.invoke import Program

BILL = {
    "schema": "invoice/1",
    "document": {"file": "A-1.json"},
    "number": "A-1",
    "issue_date": "2026-02-27",
    "supplier": {"name": "Provider Inc."},
    "customer": {"name": "Customer LLC"},
    "currency": "USD",
    "contract_reference": "MSA",
    "lines": [
        {
            "number": 1,
            "description": "Support fee, February 2026",
            "amount": "2650.00",
            "period_start": "2026-02-01",
            "period_end": "2026-02-28",
        }
    ],
}
TERMS = [
    {"kind": "fee", "item": "support fee", "amount": "2650", "frequency": "monthly"},
    {"kind": "billing", "frequency": "monthly", "timing": "arrears"},
]


@pytest.fixture
def place(program: Program, tmp_path: Path) -> str:
    """A database with one contract, confirmed, and the invoice of February."""
    folder = tmp_path / "in"
    for name in ("contracts", "terms", "invoices"):
        (folder / name).mkdir(parents=True)
    (folder / "contracts" / "MSA.pdf").write_bytes(papers.pdf(*papers.AGREEMENT))
    contract = Contract.model_validate(
        {
            "document": {"file": "MSA.pdf"},
            "contract": {
                "number": "MSA",
                "currency": "USD",
                "effective_date": "2026-02-01",
                "parties": [
                    {"name": "Provider Inc.", "role": "provider"},
                    {"name": "Customer LLC", "role": "customer"},
                ],
            },
            "terms": [
                {"evidence": {"quote": "the clause"}, "confidence": 1.0, "review": False} | t
                for t in TERMS
            ],
        }
    )
    (folder / "terms" / "MSA.json").write_text(json_text(contract_form(contract)))
    (folder / "invoices" / "A-1.json").write_text(json.dumps(BILL))
    books = str(tmp_path / "books.db")
    assert program("add", folder, "--database", books).code == 0
    return books


def test_what_is_due_is_listed_with_what_is_billed_of_it(program: Program, place: str) -> None:
    february = program("bill", "--period", "2026-02", "--database", place)
    assert february.code == 0
    assert "billed" in february.out
    assert "2650 = 2650.00" in february.out
    assert "1 charge due, 0 on no invoice yet." in february.err
    march = program("bill", "--period", "2026-03", "--contract", "MSA", "--database", place)
    assert "to bill" in march.out
    assert "1 charge due, 1 on no invoice yet." in march.err


def test_drafts_are_invoices_without_a_number(program: Program, place: str) -> None:
    (draft,) = program("bill", "--period", "2026-03", "--database", place, "--format", "json").json
    assert draft["schema"] == "invoice/1"
    assert "number" not in draft
    assert (draft["net_amount"], draft["customer"]["name"]) == ("2650.00", "Customer LLC")
    (line,) = draft["lines"]
    assert (line["description"], line["period_end"]) == ("support fee", "2026-03-31")


def test_wrong_usage_is_told(program: Program, place: str) -> None:
    assert program("bill", "--database", place).code == 2
    other = program("bill", "--period", "2026-03", "--contract", "MSB", "--database", place)
    assert other.code == 2
    assert "There is no contract 'MSB' on file" in other.err


def test_a_draft_is_kept_shown_and_approved_as_seen(program: Program, place: str) -> None:
    month = "bill", "--period", "2026-03"
    first = program(*month, "--keep", "--database", place)
    assert (first.code, first.err) == (0, "1 draft to approve (1 new): contract-ai bill show.\n")
    assert "draft 1" in program(*month, "--database", place).out
    again = program(*month, "--keep", "--contract", "MSA", "--format", "json", "--database", place)
    assert "1 as before" in again.err
    (kept,) = again.json
    assert (kept["draft"], kept["net"], kept["invoice"]["schema"]) == (1, "2650.00", "invoice/1")
    shown = program("bill", "show", "1", "--database", place)
    assert f"Seen: {kept['seen'][:12]}" in shown.out
    assert "2650 = 2650.00" in shown.out
    stale = program("bill", "approve", "1", "--seen", "0" * 12, "--database", place)
    assert stale.code == 2
    assert "DRAFT_CHANGED" in stale.err
    done = program("bill", "approve", "1", "--seen", kept["seen"][:12], "--database", place)
    assert done.code == 0
    number = done.out.split()[-1].rstrip(".")
    assert number.endswith("-0001")
    (listed,) = program("bill", "list", "--format", "json", "--database", place).json
    assert (listed["state"], listed["number"]) == ("approved", number)
    assert listed["invoice"]["number"] == number
    last = program(*month, "--keep", "--database", place)
    assert last.err == "0 drafts to approve (nothing to bill): contract-ai bill show.\n"
    assert number in program("bill", "show", "1", "--database", place).out
    assert number in program(*month, "--database", place).out


def test_numbers_begin_as_the_setting_says(
    program: Program, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_AI_INVOICE_NUMBERS", "INV-{year}-")
    keep = "bill", "--period", "2026-03", "--keep", "--format", "json", "--database", place
    (kept,) = program(*keep).json
    done = program("bill", "approve", "1", "--seen", kept["seen"], "--database", place)
    assert "as INV-20" in done.out
    monkeypatch.setenv("CONTRACT_AI_INVOICE_NUMBERS", "INV-")
    assert "CONTRACT_AI_INVOICE_NUMBERS" in program(*keep).err


def test_a_draft_is_withdrawn_with_a_reason(program: Program, place: str) -> None:
    program("bill", "--period", "2026-03", "--keep", "--database", place)
    assert program("bill", "withdraw", "1", "--database", place).code == 2
    gone = program("bill", "withdraw", "1", "--reason", "by the partner", "--database", place)
    assert gone.code == 0
    states = "--state", "withdrawn", "--period", "2026-03"
    assert "by the partner" in program("bill", "list", *states, "--database", place).out
    assert "by the partner" in program("bill", "show", "1", "--database", place).out
    again = program("bill", "withdraw", "1", "--reason", "twice", "--database", place)
    assert (again.code, "DRAFT_NOT_SO" in again.err) == (2, True)
    assert program("bill", "show", "9", "--database", place).code == 2
