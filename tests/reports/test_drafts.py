"""A draft invoice shows quantities, tax and due date where they follow, and nothing else."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.findings import Finding
from models.terms import TERM, PaymentTerm
from reports.packet.draft import draft_line, draft_sums, due_date, tax_rate
from tests.checks.builders import contract, invoice, line, term

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("drafts.yaml").read_text("utf-8"))
RATES = (TERM.validate_python({"kind": "rate", "amount": "0.20", "unit": "kWh"}),)


@pytest.mark.parametrize("name", CASES)
def test_a_line_shows_the_factors_of_its_sum(name: str) -> None:
    case = CASES[name]
    found = Finding("", amount=Decimal(case["amount"]), currency="EUR", working=case["working"])
    made = draft_line(1, "Energy", found, RATES, is_tax=False)
    shown = [made.quantity, made.unit, made.price]
    assert [None if one is None else str(one) for one in shown] == case["expect"]
    if made.quantity is not None and made.price is not None:
        assert made.quantity * made.price == made.amount


def test_tax_is_added_where_its_rate_is_known() -> None:
    lines = [
        draft_line(1, "A", Finding("", amount=Decimal("10.05"), currency="EUR"), (), is_tax=False),
        draft_line(2, "B", Finding("", amount=Decimal("2.00"), currency="EUR"), (), is_tax=True),
        draft_line(3, "C", Finding("", amount=Decimal("1.00"), currency="USD"), (), is_tax=False),
    ]
    euro, dollar = draft_sums(lines, Decimal(19))
    assert (euro.net, euro.tax, euro.total) == (Decimal("12.05"), Decimal("1.91"), Decimal("13.96"))
    assert (dollar.tax, dollar.total) == (Decimal("0.19"), Decimal("1.19"))
    (unknown, _) = draft_sums(lines, None)
    assert (unknown.tax, unknown.total) == (None, None)


def test_the_rate_is_the_contracts_else_the_one_on_all_its_invoices() -> None:
    stated = contract("MSA", term("tax", treatment="exclusive", percent="20"))
    one = invoice("A", line(amount="5", tax_rate="19"))
    other = invoice("B", line(amount="5", tax_rate="7"))
    assert tax_rate(stated, [one]) == 20
    assert tax_rate(contract("MSA"), [one]) == 19
    assert tax_rate(contract("MSA"), [one, other]) is None
    assert tax_rate(None, []) is None


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({}, date(2026, 7, 30)),
        ({"day_type": "business"}, None),
        ({"from": "invoice_receipt"}, None),
    ],
)
def test_the_due_date_is_told_where_days_count_from_the_invoice(
    values: dict[str, str], due: date | None
) -> None:
    agreed = PaymentTerm.model_validate({"days": 30, **values})
    assert due_date(agreed, date(2026, 6, 30)) == due
    assert due_date(None, date(2026, 6, 30)) is None
