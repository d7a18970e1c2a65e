"""Payments and what they were for: cases as data, and what must hold for all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.allocation.match import match_payments
from checks.allocation.sums import choices_for, some_of
from models.payments import BankLine, Certainty, DiscountOffer, Payable

D = Decimal
CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text("utf-8")
)
ISSUED = date(2026, 3, 1)


def payable(number: str, customer: str, amount: str) -> Payable:
    """Return an invoice of 1 March, with 2% off until the 11th."""
    total = D(amount)
    return Payable(
        key=number,
        number=number,
        customer=customer,
        currency="EUR",
        open=total,
        issued_on=ISSUED,
        due_on=date(2026, 3, 31),
        discounts=(DiscountOffer(total * 2 / 100, date(2026, 3, 11)),) if total else (),
    )


OPEN = (
    payable("2026-0042", "Larkspur Foods GmbH", "1200.00"),
    payable("2026-0043", "Larkspur Foods GmbH", "800.00"),
    payable("2026-0044", "Granite Peak Ltd", "800.00"),
    payable("2026-0040", "Larkspur Foods GmbH", "0.00"),
)


def payment(told: dict[str, Any]) -> BankLine:
    """Return the payment of a case."""

    def amount(key: str) -> Decimal | None:
        return D(told[key]) if key in told else None

    return BankLine(
        booked_on=told.get("day", date(2026, 3, 30)),
        amount=D(told["amount"]),
        currency=told.get("currency", "EUR"),
        counterparty=told.get("by"),
        text=told.get("text", ""),
        reference=told.get("reference"),
        fees=amount("fees"),
        instructed=amount("instructed"),
        instructed_currency=told.get("instructed_currency"),
        reversal=told.get("reversal", False),
    )


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    """The certainty, the amounts and a word of the reason."""
    case, expect = CASES[name], CASES[name]["expect"]
    also = [payable(one["number"], one["customer"], one["open"]) for one in case.get("also", ())]
    (match,) = match_payments([payment(case["pays"])], (*OPEN, *also))
    said = {share.number: share.amount for share in match.shares}
    assert match.certainty == expect["certainty"], match.reason
    assert said == {k: D(v) for k, v in expect.get("shares", {}).items()}, match.reason
    assert expect.get("reason", "") in match.reason


def test_a_second_payment_of_one_invoice_is_no_exact_one() -> None:
    """What is applied is no longer open for the next payment."""
    line = payment({"amount": "1200.00", "text": "2026-0042", "by": "Larkspur Foods GmbH"})
    first, second = match_payments([line, line], OPEN)
    assert first.certainty is Certainty.EXACT
    assert second.certainty is Certainty.LIKELY
    assert "paid twice" in second.reason


def test_two_halves_are_one_invoice() -> None:
    """A part, and then the rest."""
    half = {"amount": "600.00", "text": "2026-0042", "by": "Larkspur Foods GmbH"}
    matches = match_payments([payment(half), payment(half)], OPEN)
    assert [m.certainty for m in matches] == [Certainty.EXACT, Certainty.EXACT]
    assert sum(share.amount for m in matches for share in m.shares) == D(1200)


def test_an_account_that_paid_before_names_the_payer() -> None:
    """Somebody else's name, from the account that paid for the customer before."""
    base = payment({"amount": "1200.00", "text": "2026-0042", "by": "Larkspur Foods GmbH"})
    first = replace(base, counterparty_account="DE1")
    later = replace(
        first, amount=D(800), text="", counterparty="Treasury", booked_on=date(2026, 4, 2)
    )
    assert match_payments([later], OPEN)[0].certainty is Certainty.UNKNOWN
    matches = match_payments([later, first], OPEN)
    assert [m.certainty for m in matches] == [Certainty.LIKELY, Certainty.EXACT]
    assert matches[0].shares[0].number == "2026-0043"


def test_nothing_is_searched_past_the_bounds() -> None:
    """Many invoices of equal amounts end at once, with no answer."""
    many = [payable(f"N{n:04d}", "Larkspur Foods GmbH", "10.00") for n in range(24)]
    groups = [choices_for(one, date(2026, 4, 1)) for one in many]
    assert len(some_of(groups, D(60))) == 2
    assert some_of(groups, D("60.01")) == []
    assert some_of([*groups, groups[0]], D(60)) == []


amounts = st.integers(1, 40).map(lambda n: D(n * 50))


@settings(max_examples=60, deadline=None)
@given(
    opened=st.lists(amounts, min_size=1, max_size=6),
    paid=st.lists(st.tuples(amounts, st.integers(0, 7)), max_size=8),
)
def test_no_payment_gives_more_than_it_is(
    opened: list[Decimal], paid: list[tuple[Decimal, int]]
) -> None:
    """Shares never exceed the payment, and exact ones never what the invoice asked for."""
    invoices = [
        payable(f"2026-{n:04d}", "Larkspur Foods GmbH", str(a)) for n, a in enumerate(opened)
    ]
    lines = [
        payment({"amount": str(a), "text": f"2026-{n:04d}", "by": "Larkspur Foods GmbH"})
        for a, n in paid
    ]
    matches = match_payments(lines, invoices)
    for match in matches:
        assert sum((s.amount for s in match.shares), D(0)) <= match.line.amount
    for invoice in invoices:
        exact = (m for m in matches if m.certainty is Certainty.EXACT)
        got = sum((s.amount for m in exact for s in m.shares if s.key == invoice.key), D(0))
        assert got <= invoice.open
