"""The company's holidays: one setting that checks, bill, receivables and reminders go by alike."""

import json
from pathlib import Path

import pytest

from contract_ai.settings import load_settings
from extractors.invoices.read import read_invoices
from tests.contract_ai.cli import test_bill
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.cli.test_bill import place
from tests.contract_ai.cli.test_invoice_files import company

__all__ = ["company", "place"]  # fixtures
GERMANY = "DE"
ISSUED, PLAIN, WITH_EASTER = "2026-04-01", "2026-04-08", "2026-04-10"  # five business days
PAYMENTS = "invoice_number,paid_on,amount,currency,reference\nX-1,2026-03-02,1.00,USD,B-1\n"


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A contract that wants its money in five business days; its invoice is issued before Easter."""
    term = {"kind": "payment_term", "days": 5, "day_type": "business", "from": "invoice_date"}
    dates = {"issue_date": ISSUED, "due_date": PLAIN, "net_amount": "2650.00", "total": "2650.00"}
    monkeypatch.setattr(test_bill, "TERMS", [*test_bill.TERMS, term])
    monkeypatch.setattr(test_bill, "BILL", test_bill.BILL | dates)
    found: str = request.getfixturevalue("place")
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS)
    add: Program = request.getfixturevalue("program")
    assert add("add", file, "--database", found).code == 0
    return found


def test_a_check_is_done_again_where_the_holidays_changed(
    program: Program, books: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> list[str]:
        done = program("check", "--as-of", "2026-04-15", "--format", "json", "--database", books)
        return [one["message"] for one in done.json["findings"] if one["code"] == "PT101"]

    assert found() == []
    monkeypatch.setenv("CONTRACT_AI_HOLIDAYS", GERMANY)
    (message,) = found()
    assert "2026-04-08 instead of 2026-04-10" in message
    monkeypatch.setenv("CONTRACT_AI_HOLIDAYS", "")
    assert found() == []


def test_receivables_and_reminders_count_the_same_days(
    program: Program, books: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def due() -> tuple[str, bool]:
        on = ("--as-of", "2026-04-09", "--database", books)
        (item,) = program("receivables", *on, "--format", "json").json["items"]
        return item["due_on"], "notice" in program("remind", "--dry-run", *on).out

    assert due() == (PLAIN, False)
    monkeypatch.setenv("CONTRACT_AI_HOLIDAYS", GERMANY)
    assert due() == (WITH_EASTER, True)


def test_an_invoice_of_ours_falls_due_by_them(
    program: Program, books: str, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = test_bill.BILL | {"number": "INV-7", "issue_date": ISSUED, "due_date": None}
    file = tmp_path / "approved.json"
    file.write_text(json.dumps(form))
    monkeypatch.setenv("CONTRACT_AI_HOLIDAYS", f"{GERMANY}, 2026-04-07")
    out = tmp_path / "out"
    done = program(
        "invoice-files", file, "--format", "ubl", "--out", out,
        "--issuing", company, "--database", books,
    )  # fmt: skip
    assert done.code == 0, done.err
    (read,) = read_invoices((out / "INV-7.xml").read_bytes(), "INV-7.xml")
    assert str(read.due_date) == "2026-04-13"  # Easter, the house's own day, a weekend


def test_the_key_of_what_was_derived_names_the_days_and_not_the_setting() -> None:
    def key(text: str) -> str:
        return load_settings({"CONTRACT_AI_HOLIDAYS": text}).for_checks.said

    assert key("DE-BY") == key("DE-BY, DE-BY") == key(" de-BY")
    assert len({key(""), key("DE"), key("DE-BY"), key("DE-BY, 2026-12-24")}) == 4


def test_a_wrong_setting_is_told(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRACT_AI_HOLIDAYS", "Atlantis")
    done = program("receivables")
    assert done.code == 2
    assert "CONTRACT_AI_HOLIDAYS" in done.err
    assert '"Atlantis" is no country and region' in done.err
