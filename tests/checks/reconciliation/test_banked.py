"""The money of payouts is found on the bank's account, and nothing else is taken for it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from checks.reconciliation.banked import Movement, bank_differences, banked
from checks.reconciliation.differences import DifferenceKind
from models.ledgers import LedgerPayout, PaymentStatus, Service

DAY = date(2026, 3, 20)


def payout(identity: str = "po_1", amount: str = "116.50", **more: Any) -> LedgerPayout:  # noqa: ANN401
    return LedgerPayout.model_validate(
        {
            "service": Service.STRIPE,
            "id": identity,
            "arrived_on": DAY,
            "amount": Decimal(amount),
            "currency": "EUR",
            **more,
        }
    )


def move(
    number: int, amount: str = "116.50", days: int = 1, words: str = "STRIPE PAYMENTS", **more: str
) -> Movement:
    currency = more.get("currency", "EUR")
    return Movement(number, DAY + timedelta(days=days), Decimal(amount), currency, words)


AROUND = [move(90, "5.00", -20, "coffee"), move(91, "7.00", 20, "tea")]
"""Statements reach from long before to long after."""


@pytest.mark.parametrize("days", [-2, 0, 5])
def test_equal_money_about_that_day_that_names_the_provider_is_it(days: int) -> None:
    found = banked([payout()], [*AROUND, move(1, days=days)])
    assert [(key, one.movement.number, one.named) for key, one in found.items()] == [
        (("stripe", "po_1"), 1, True)
    ]
    assert list(bank_differences([payout()], [*AROUND, move(1, days=days)])) == []


@pytest.mark.parametrize(
    "other",
    [
        move(1, days=-3),
        move(1, days=6),
        move(1, "116.51"),
        move(1, currency="USD"),
        move(1, "-116.50"),
    ],
)
def test_other_money_is_not(other: Movement) -> None:
    assert banked([payout()], [*AROUND, other]) == {}


def test_without_a_name_it_counts_where_there_is_only_one() -> None:
    plain = [move(1, words="")]
    assert not banked([payout()], plain)["stripe", "po_1"].named
    assert banked([payout()], [*plain, move(2, words="Acme Ltd")]) == {}
    assert banked([payout(), payout("po_2")], plain) == {}
    both = banked([payout(), payout("po_2")], [*plain, move(2, words="TRANSFER po_2")])
    assert {key[1]: one.movement.number for key, one in both.items()} == {"po_1": 1, "po_2": 2}


def test_two_payouts_of_one_amount_have_a_movement_each() -> None:
    first, second = payout("po_1"), payout("po_2", arrived_on=DAY + timedelta(days=2))
    found = banked([second, first], [move(1, days=0), move(2, days=2)])
    assert {key[1]: one.movement.number for key, one in found.items()} == {"po_1": 1, "po_2": 2}
    (missing,) = bank_differences([first, second], [*AROUND, move(1, days=0)])
    assert (missing.record, missing.amount) == ("po_2", Decimal("116.50"))


def test_money_that_did_not_come_or_came_otherwise_is_told() -> None:
    (none,) = bank_differences([payout()], AROUND)
    assert (none.kind, none.ours, none.theirs) == (DifferenceKind.BANK, None, "116.50")
    assert none.words == "Payout po_1 of 116.50 EUR is on no statement of the bank."
    (less,) = bank_differences([payout()], [*AROUND, move(1, "110.00")])
    assert (less.ours, less.amount) == ("110.00", Decimal("6.50"))
    assert "came as 110.00 on 2026-03-21" in less.words


@pytest.mark.parametrize(
    "changed",
    [
        {"status": PaymentStatus.PENDING},
        {"status": PaymentStatus.FAILED},
        {"deleted": True},
        {"amount": Decimal(0)},
        {"arrived_on": None},
        {"currency": "USD"},
        {"arrived_on": DAY + timedelta(days=16)},
        {"arrived_on": DAY - timedelta(days=21)},
    ],
)
def test_nothing_is_told_of_what_is_no_money_or_on_no_statement(changed: dict[str, Any]) -> None:
    assert list(bank_differences([payout(**changed)], AROUND)) == []


def test_without_statements_nothing_is_told() -> None:
    assert list(bank_differences([payout()], [])) == []


def test_a_payout_that_is_taken_back_is_money_that_goes_out() -> None:
    back = payout(amount="-20.00")
    assert banked([back], [move(1, "-20.00")])["stripe", "po_1"].movement.number == 1
    (told,) = bank_differences([back], AROUND)
    assert told.amount == Decimal("20.00")
