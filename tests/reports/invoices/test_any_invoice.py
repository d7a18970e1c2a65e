"""Whatever an invoice of ours holds: its XML is valid by the official rules, and says the same."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.money import minor_unit
from reports.invoices.ubl import ubl
from tests.reports.invoices.made import invoice, issuing
from tests.reports.invoices.official import faults
from tests.reports.invoices.test_ubl import read_back, same

RATES = ("23", "13.5", "9.00", "4.8", "0.7")
UNITS = (None, "hour", "API call", "month", "lump sum", "seat")
FREE = ("AE", "K", "G", "E", "Z", "O")
SHOWN = st.characters(exclude_categories=("C", "Z"))
ENTRY: dict[str, Any] = {"tax_reason": "As agreed", "delivery_country": "AT"}


def decimals(most: int, places: int, least: int = 0) -> st.SearchStrategy[Decimal]:
    """Draw numbers of so many decimal places at most."""
    unit = Decimal(1).scaleb(-places)
    return st.integers(least * 10**places, most * 10**places).map(lambda one: one * unit)


@st.composite
def a_line(draw: st.DrawFn, number: int, currency: str, rates: tuple[str | None, ...]) -> Any:  # noqa: ANN401 (values of a form)
    """Draw a line: a product, a sum for a quantity, or a sum alone."""
    unit = minor_unit(currency)
    shape = draw(st.sampled_from(("product", "quantity", "sum")))
    line: dict[str, Any] = {
        "number": number,
        "description": draw(st.text(SHOWN, min_size=1, max_size=30)),
        "tax_rate": draw(st.sampled_from(rates)),
        "unit": draw(st.sampled_from(UNITS)),
    }
    amount = draw(decimals(9000, 2, -2000)).quantize(unit, ROUND_HALF_UP)
    if shape != "sum":
        line["quantity"] = draw(st.integers(1, 5_000_000)) * Decimal("0.001")
    if shape == "product":
        line["unit_price"] = draw(decimals(900, 4, -300))
        line["discount"] = draw(decimals(50, 2, -20)).quantize(unit, ROUND_HALF_UP) or None
        product = (line["quantity"] * line["unit_price"]).quantize(unit, ROUND_HALF_UP)
        amount = product - (line["discount"] or 0)
    return line | {"amount": amount}


def _net(lines: list[dict[str, Any]]) -> Decimal:
    """Return what a credit note gives back, with tax and without, whichever is less."""
    taxed = [one["amount"] * (1 + Decimal(one["tax_rate"] or 0) / 100) for one in lines]
    return min(sum(taxed, Decimal(0)), sum((one["amount"] for one in lines), Decimal(0)))


@st.composite
def an_invoice(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw what an invoice holds, and what the entry of its customer does."""
    currency = draw(st.sampled_from(("EUR", "USD", "JPY")))
    free = draw(st.sampled_from((None, None, None, *FREE)))
    zero = free is None and draw(st.booleans())
    rates: tuple[str | None, ...] = ("0", None) if free else (*RATES, *(("0",) if zero else ()))
    count = draw(st.integers(1, 6))
    lines = [draw(a_line(at, currency, rates)) for at in range(1, count + 1)]
    changes = [
        {
            "number": at,
            "description": draw(st.sampled_from((None, "Rebate"))),
            "amount": draw(decimals(90, 2, -90)).quantize(minor_unit(currency), ROUND_HALF_UP),
            "tax_rate": draw(st.sampled_from(rates)),
        }
        for at in range(1, draw(st.integers(0, 2)) + 1)
    ]
    credit = draw(st.booleans()) and _net([*lines, *changes]) >= 0
    prepaid = draw(decimals(500, 2)).quantize(minor_unit(currency)) if draw(st.booleans()) else None
    form = {
        "currency": currency,
        "kind": "credit_note" if credit else "invoice",
        "corrects": "INV-0001" if credit else None,
        "lines": lines,
        "adjustments": changes,
        "taxes": [{"category": "Z", "rate": "0"}] if zero else [],
        "prepaid_amount": prepaid,
    }
    return form, ENTRY | {"tax_category": free}


@settings(max_examples=60, deadline=None)
@given(an_invoice())
def test_any_invoice_is_valid_and_read_back(drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    form, entry = drawn
    written = invoice(**form)
    made = ubl(written, issuing(entry))
    assert faults(made) == []
    read = read_back(made)
    same(written, read)
    sums: dict[Decimal, Decimal] = defaultdict(Decimal)
    for one in (*written.lines, *written.adjustments):
        sums[one.tax_rate or Decimal(0)] += one.amount or Decimal(0)
    unit = minor_unit(written.currency)
    tax = sum((net * rate / 100).quantize(unit, ROUND_HALF_UP) for rate, net in sums.items())
    assert read.tax_amount == tax
    assert sum(one.tax_amount or 0 for one in read.taxes) == tax
    assert sum(one.taxable_amount or 0 for one in read.taxes) == read.net_amount
