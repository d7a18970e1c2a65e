"""Months approved in any order, and invoiced in between: nothing twice, nothing left, nothing moved."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.billing.drafts import Head, draft
from checks.billing.due import Bill
from checks.billing.keeping import Billed, DraftLine, by_draft, plan
from checks.billing.keys import keyed
from checks.billing.period import bill
from models.invoices import Invoice
from tests.checks.test_cases import INVOICE, Case, book_of

STARTS = [date(2026, number, 1) for number in range(1, 8)]
MONTHS = [(one, after - timedelta(days=1)) for one, after in pairwise(STARTS)]
QUANTITIES = "600", "250", "100", "900", "0", "1200"
PROJECT: dict[str, Any] = {
    "contracts": {
        "USE": {
            "terms": [
                {"kind": "rate", "item": "Messages", "amount": "1.005", "unit": "message"},
                {"kind": "minimum", "amount": "1000", "per": "quarter"},
                {"kind": "minimum", "amount": "150", "per": "month"},
            ]
        },
        "BUILD": {
            "terms": [
                {"kind": "milestone", "name": "Design", "amount": "36000.33"},
                {"kind": "milestone", "name": "Prototype", "amount": "18000"},
                {"kind": "milestone", "name": "Go-Live", "amount": "9000"},
                {"kind": "retainage", "percent": "7.5", "release": "final acceptance"},
            ]
        },
        "HOURS": {
            "terms": [
                {"kind": "rate", "item": "Data Analyst", "amount": "135", "unit": "hour"},
                {"kind": "cap", "amount": "3000", "per": "total"},
            ]
        },
    },
    "facts": {
        "usage": [
            {
                "meter": "Messages",
                "contract": "USE",
                "quantity": quantity,
                "period_start": str(first),
                "period_end": str(last),
            }
            for quantity, (first, last) in zip(QUANTITIES, MONTHS, strict=True)
            if quantity != "0"
        ],
        "acceptances": [
            {"milestone": name, "contract": "BUILD", "accepted_on": day, "accepted_by": "Kim"}
            for name, day in (
                ("Design", "2026-01-20"),
                ("Prototype", "2026-03-02"),
                ("Go-Live", "2026-05-11"),
            )
        ],
        "timesheets": [
            {
                "role": "Data Analyst",
                "contract": "HOURS",
                "date": str(first),
                "hours": "7",
                "approved_by": "Kim",
            }
            for first, _ in MONTHS
        ],
    },
}
BOOK = book_of(Case.model_validate(PROJECT))
WORTH = {
    "BUILD: milestone": Decimal("63000.33"),
    "BUILD: release": Decimal("4725.02"),
    "BUILD: retainage": Decimal("-4725.02"),  # 2,700.02 + 1,350.00 + 675.00
    "HOURS: hours": Decimal(3000),  # 6 x 7 x 135 = 5,670, cut to the limit
    "USE: true_up": Decimal("244.75"),  # 45.25 in the first quarter, 49.50 in March, 150 in May
    "USE: usage": Decimal("3065.25"),  # 3,050 x 1.005, each month rounded
}


def test_each_month_is_worth_what_was_agreed() -> None:
    found: dict[str, Decimal] = {}
    for month in MONTHS:
        for one in made(month).charges:
            place = f"{one.contract}: {one.identity.kind}"
            found[place] = found.get(place, Decimal(0)) + one.amount
    assert {place: found[place] for place in sorted(found)} == WORTH


@given(st.permutations(MONTHS))
@settings(max_examples=40, deadline=None)
def test_months_approved_in_any_order_bill_each_charge_once(order: list[tuple[date, date]]) -> None:
    billed: dict[str, Billed] = {}
    lines: list[DraftLine] = []
    for nth, month in enumerate(order, start=1):
        planned = planned_of(month, billed)
        assert not [line for line in planned if line.original], "an adjustment of nothing"
        assert not {line.key for line in planned} & billed.keys()
        billed |= approved(planned, month, f"2026-{nth:04}")
        lines += planned
        assert planned_of(month, billed) == []
    assert len({line.key for line in lines}) == len(lines)
    total = sum((line.line.amount or Decimal(0) for line in lines), Decimal(0))
    assert total == sum(WORTH.values())


@pytest.mark.parametrize("sent", ["111111", "101101", "010010"])
def test_invoices_made_of_drafts_change_no_month(sent: str) -> None:
    """Some months' drafts were approved and are on file as invoices, others still wait."""
    book, keys = BOOK, {month: amounts(made(month)) for month in MONTHS}
    for month, goes in zip(MONTHS, sent, strict=True):
        if goes == "1":
            book = replace(book, invoices=(*book.invoices, *invoices_of(bill(book, *month))))
    for month, goes in zip(MONTHS, sent, strict=True):
        one = bill(book, *month)
        assert amounts(one) == keys[month]
        assert {charge.billed for charge in one.charges} <= {goes == "1"}


@cache
def made(month: tuple[date, date]) -> Bill:
    return bill(BOOK, *month)


def planned_of(month: tuple[date, date], billed: dict[str, Billed]) -> list[DraftLine]:
    """Plan a month as `contract_ai.billing.drafting` does: later ones are not adjusted."""
    past = {key: one for key, one in billed.items() if one.last <= month[1]}
    periods = {(one.first, one.last) for one in past.values()} - {month}
    bills = [made(period) for period in sorted(periods)]
    planned = plan(made(month), bills, past, billed.keys() - past.keys())
    return list(planned.lines)


def approved(
    lines: Iterable[DraftLine], month: tuple[date, date], number: str
) -> dict[str, Billed]:
    return {
        one.key: Billed(
            one.contract,
            one.currency,
            one.kind,
            number,
            *month,
            one.line,
            one.line.amount or Decimal(0),
        )
        for one in lines
    }


def amounts(one: Bill) -> dict[str, Decimal]:
    return {key: charge.amount for key, charge in keyed(one)}


def invoices_of(one: Bill) -> Sequence[Invoice]:
    """Return the drafts of a month as they come back as invoices, two days after it."""
    planned = plan(one, (), {}, frozenset())
    made = []
    for (contract, currency), lines in by_draft(planned.lines).items():
        paper = draft(Head(contract, currency, one.first, one.last), None, lines)
        head = {
            **INVOICE,
            "number": f"{contract}-{one.first:%m}",
            "issue_date": one.last + timedelta(days=2),
            "contract_reference": contract,
        }
        made.append(Invoice.model_validate({**paper.model_dump(), **head}))
    return made
