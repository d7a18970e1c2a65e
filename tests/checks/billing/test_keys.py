"""What a charge is for has one key, in every run and at every price, and no other has it."""

from dataclasses import replace
from typing import Any

import pytest

from checks.billing.keys import adjustment_key, keyed
from checks.billing.period import bill
from tests.checks.billing.test_period import CASES, MARCH
from tests.checks.test_cases import Case, book_of

USAGE = {"meter": "API calls", "period_start": "2026-03-01", "period_end": "2026-03-31"}
HOTEL = {"category": "hotel", "incurred_on": "2026-03-05", "receipt": "R-1"}
ALL: dict[str, Any] = {
    "terms": [
        {"kind": "fee", "item": "Service fee", "amount": "280", "frequency": "monthly"},
        {"kind": "billing", "frequency": "monthly", "timing": "arrears"},
        {"kind": "rate", "item": "API calls", "amount": "0.02", "unit": "call"},
        {"kind": "rate", "item": "Data Analyst", "amount": "135", "unit": "hour"},
        {"kind": "milestone", "name": "Prototype", "amount": "36000"},
        {"kind": "expense", "reimbursable": True},
        {"kind": "discount", "percent": "10", "min_amount": "200"},
        {"kind": "minimum", "amount": "90000", "per": "month"},
        {"kind": "retainage", "percent": "10"},
    ],
    "facts": {
        "usage": [USAGE | {"quantity": "1500"}],
        "timesheets": [
            {"role": "Data Analyst", "date": "2026-03-09", "hours": "8", "approved_by": "Kim"}
        ],
        "acceptances": [
            {"milestone": "Prototype", "accepted_on": "2026-03-20", "accepted_by": "Kim"}
        ],
        "expenses": [HOTEL | {"amount": "150"}, HOTEL | {"amount": "90"}],
    },
}
DEARER: dict[str, Any] = {
    "terms": [
        {"kind": "fee", "item": "service fees", "amount": "300", "frequency": "monthly"},
        {"kind": "billing", "frequency": "monthly", "timing": "arrears"},
        {"kind": "rate", "item": "API calls", "amount": "0.03", "unit": "call"},
        {"kind": "rate", "item": "Data Analyst", "amount": "140", "unit": "hour"},
        {"kind": "milestone", "name": "Prototype", "amount": "35000"},
        {"kind": "expense", "reimbursable": True, "markup_percent": "5"},
        {"kind": "discount", "percent": "5", "min_amount": "200"},
        {"kind": "minimum", "amount": "80000", "per": "month"},
        {"kind": "retainage", "percent": "7.5"},
    ],
    "facts": {
        "usage": [USAGE | {"quantity": "1700"}],
        "timesheets": [
            {"role": "Data Analyst", "date": "2026-03-04", "hours": "2", "approved_by": "Kim"},
            {"role": "Data Analyst", "date": "2026-03-09", "hours": "8", "approved_by": "Kim"},
        ],
        "acceptances": [
            {"milestone": "Prototype", "accepted_on": "2026-03-21", "accepted_by": "Kim"}
        ],
        "expenses": [HOTEL | {"amount": "151"}, HOTEL | {"amount": "90"}],
    },
}


def keys(case: dict[str, Any]) -> dict[str, str]:
    found = list(keyed(bill(book_of(Case.model_validate(case)), *MARCH)))
    assert len({key for key, _ in found}) == len(found)
    return {key: charge.identity.kind for key, charge in found}


def test_every_kind_of_charge_keeps_its_key_at_another_price_and_quantity() -> None:
    first = keys(ALL)
    kinds = ["discount", "expense", "expense", "fee", "hours", "milestone"]
    kinds += ["release", "retainage", "true_up", "usage"]
    assert sorted(first.values()) == kinds
    assert keys(DEARER) == first


@pytest.mark.parametrize("name", CASES)
def test_every_run_gives_the_same_keys(name: str) -> None:
    case = {
        key: value for key, value in CASES[name].items() if key not in {"due", "drafts", "untold"}
    }
    assert keys(case) == keys(case)


@pytest.mark.parametrize(
    "other",
    [
        {"meter": "Storage"},
        {"period_start": "2026-03-02"},
        {"period_end": "2026-03-30"},
    ],
)
def test_another_meter_or_time_has_another_key(other: dict[str, str]) -> None:
    terms = [
        {"kind": "rate", "item": item, "amount": "0.02", "unit": "call"}
        for item in ("API calls", "Storage")
    ]
    rows = [USAGE | {"quantity": "1500"}, USAGE | other | {"quantity": "1500"}]
    first, both = (keys({"terms": terms, "facts": {"usage": given}}) for given in (rows[:1], rows))
    assert len(both) == 2
    assert first.keys() < both.keys()


def test_months_and_contracts_have_keys_of_their_own() -> None:
    case = Case.model_validate({"contracts": {one: {"terms": ALL["terms"][:2]} for one in "AB"}})
    book = book_of(case)
    march = dict(keyed(bill(book, *MARCH)))
    april = dict(keyed(bill(book, MARCH[0].replace(month=4), MARCH[1].replace(month=4, day=30))))
    assert (len(march), len(april)) == (2, 2)
    assert not march.keys() & april.keys()


def test_a_part_of_a_bill_has_the_keys_of_the_whole() -> None:
    case = Case.model_validate({"contracts": {one: {"terms": ALL["terms"][:2]} for one in "AB"}})
    found = bill(book_of(case), *MARCH)
    parts = [key for one in "AB" for key, _ in keyed(found.of(one))]
    assert parts == [key for key, _ in keyed(found)]
    assert list(keyed(replace(found, charges=()))) == []


def test_each_adjustment_of_a_charge_has_a_key_of_its_own() -> None:
    original = next(iter(keys(ALL)))
    assert len({original, adjustment_key(original, 1), adjustment_key(original, 2)}) == 3
