from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.charges.escalation import steps_of, steps_until
from checks.charges.proration import parts_of, whole_periods
from checks.charges.readings import Reading, alternatives, distinct, fits, nearest
from checks.charges.schedule import fee_periods, uncovered
from checks.charges.tiers import tier_charges, tier_of
from checks.recognition.frequencies import frequency_of, is_one_time
from models.money import to_minor
from models.terms import Escalator, Fee, Frequency, Rate, TierMode
from tests.checks.builders import alone, contract

TABLE = (
    Rate(amount=Decimal(1), min_quantity=Decimal(1), max_quantity=Decimal(10000)),
    Rate(amount=Decimal("0.8"), min_quantity=Decimal(10001), max_quantity=Decimal(50000)),
)


def parts(amount: str, start: str, end: str, months: int = 1, way: str | None = None) -> list[str]:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    found = parts_of(Decimal(amount), first, last, months, way)
    return [str(to_minor(reading.amount, "USD")) for reading in found]


def test_every_lawful_part_of_a_month() -> None:
    assert parts("3000", "2026-01-10", "2026-01-31") == ["2129.03", "2200.00", "2100.00", "2169.86"]


def test_february_of_a_leap_year_has_29_days() -> None:
    assert parts("9", "2020-02-27", "2020-02-29", way="actual_days") == ["0.93"]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("thirty_day_month", ["2200.00", "2100.00"]),
        ("year_365", ["2169.86"]),
        ("none", ["3000.00"]),
    ],
)
def test_an_agreed_convention_stands_alone(way: str, expected: list[str]) -> None:
    assert parts("3000", "2026-01-10", "2026-01-31", way=way) == expected


def test_whole_periods_are_not_prorated() -> None:
    assert parts("100", "2026-01-01", "2026-03-31") == ["300.00"]
    assert parts("900", "2026-02-01", "2026-04-30", 3) == ["900.00"]
    assert whole_periods(date(2026, 1, 31), date(2026, 2, 27), 1) == 1
    assert whole_periods(date(2026, 1, 2), date(2026, 1, 31), 1) is None


def test_days_over_two_months_are_counted_in_each() -> None:
    assert parts("310", "2026-01-31", "2026-02-01", way="actual_days") == ["21.07"]


def test_months_of_a_quarter_may_be_thirds() -> None:
    assert "600.00" in parts("900", "2026-02-01", "2026-03-31", 3)


@given(st.integers(1, 27))
def test_the_parts_of_a_month_make_the_month(day: int) -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    cut, after = date(2026, 1, day), date(2026, 1, day + 1)
    one = parts_of(Decimal(310), first, cut, 1, "actual_days")[0]
    other = parts_of(Decimal(310), after, last, 1, "actual_days")[0]
    assert one.amount + other.amount == 310


def test_tiers_in_both_modes() -> None:
    found = tier_charges(TABLE, Decimal(12000), None, "USD")
    assert [reading.amount for reading in found] == [Decimal(11600), Decimal(9600)]


def test_a_step_is_one_price_and_the_last_row_holds_all_above() -> None:
    found = tier_charges(TABLE, Decimal(12000), TierMode.STAIR_STEP, "USD")
    assert found[0].amount == Decimal("0.8")
    assert tier_of(TABLE, Decimal(99999)) is TABLE[1]


@given(st.integers(1, 49999))
def test_graduated_charges_never_fall(quantity: int) -> None:
    less = tier_charges(TABLE, Decimal(quantity), TierMode.GRADUATED, "USD")[0]
    more = tier_charges(TABLE, Decimal(quantity + 1), TierMode.GRADUATED, "USD")[0]
    assert more.amount > less.amount


def test_two_steps_compound_or_simple() -> None:
    found = steps_of(Decimal(100), Decimal(5), 2, "USD")
    assert [reading.amount for reading in found] == [Decimal("110.25"), Decimal(110)]


def test_steps_fall_on_anniversaries_after_the_price_was_set() -> None:
    yearly = Escalator(percent=Decimal(5), frequency=Frequency.ANNUAL)
    family = alone(contract(effective_date="2024-02-29"))
    assert steps_until(yearly, family, None, date(2026, 2, 27)) == 1
    assert steps_until(yearly, family, None, date(2026, 2, 28)) == 2
    assert steps_until(yearly, family, date(2025, 6, 1), date(2026, 3, 1)) == 1
    undated = alone(contract(effective_date=None))
    assert steps_until(yearly, undated, None, date(2026, 3, 1)) == 0


def test_a_printed_price_may_be_rounded() -> None:
    assert fits(Reading(Decimal("5198.964"), ""), Decimal("5198.96"), "USD")
    assert fits(Reading(Decimal("0.0855"), ""), Decimal("0.0855"), "USD")
    assert not fits(Reading(Decimal("0.0855"), ""), Decimal("0.0856"), "USD")
    assert fits(Reading(Decimal("100.4"), ""), Decimal(100), "JPY")


def test_readings_are_compared_and_named() -> None:
    one, other = Reading(Decimal(1), "", "simple"), Reading(Decimal(3), "", "compound")
    assert nearest((one, other), Decimal("2.9")) is other
    assert distinct((one, Reading(Decimal("1.0"), "", "again"), other)) == (one, other)
    assert alternatives((one, other), one) == " (other readings: compound: 3)"
    assert alternatives((one,), one) == ""


@pytest.mark.parametrize(
    ("item", "quote", "expected"),
    [
        ("monthly retainer", "", Frequency.MONTHLY),
        ("platform fee", "is charged for every quarter", Frequency.QUARTERLY),
        ("setup", "a one-time fee", Frequency.ONE_TIME),
        ("support", "payable annually", Frequency.ANNUAL),
        ("support", "each half-year", Frequency.SEMIANNUAL),
        ("site", "per week", Frequency.WEEKLY),
        ("site", "billed fortnightly", Frequency.BIWEEKLY),
        ("site", "", None),
    ],
)
def test_how_often_a_fee_comes(item: str, quote: str, expected: Frequency | None) -> None:
    fee = Fee.model_validate({"item": item, "amount": "1", "evidence": {"quote": quote}})
    assert frequency_of(fee) is expected
    assert is_one_time(fee) is (expected is Frequency.ONE_TIME)


def test_periods_stop_at_the_end_of_the_agreement() -> None:
    family = alone(contract(effective_date="2026-01-15", expiration_date="2026-03-10"))
    assert fee_periods(family, 1, date(2026, 12, 31), ()) == (
        (date(2026, 1, 15), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 10)),
    )
    assert fee_periods(alone(contract(effective_date=None)), 1, date(2026, 1, 1), ()) == ()


def test_periods_follow_the_invoices() -> None:
    family = alone(contract(effective_date="2026-01-15"))
    billed = ((date(2026, 1, 15), date(2026, 2, 14)),)
    assert fee_periods(family, 1, date(2026, 1, 31), billed) == billed


def test_gaps_before_between_and_after() -> None:
    period = (date(2026, 1, 1), date(2026, 1, 31))
    billed = [
        (date(2026, 1, 5), date(2026, 1, 10)),
        (date(2026, 1, 11), date(2026, 1, 20)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    ]
    assert uncovered(period, billed) == (
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 1, 21), date(2026, 1, 31)),
    )
    assert uncovered(period, [period]) == ()
