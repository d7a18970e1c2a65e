import pytest

from checks.recognition.lines import Offer, best_match, expense_category, recognise
from checks.recognition.natures import nature_of
from checks.recognition.units import hours_in, unit_of
from models.cases import ChargeKind
from models.invoices import InvoiceLine
from models.terms import Term
from tests.checks.builders import invoice, line, term

TERMS: tuple[Term, ...] = (
    term("rate", item="Data Scientist", amount="245", unit="hour"),
    term("rate", item="Test Engineer", amount="150", unit="hour"),
    term("rate", item="User Research Lead", amount="90"),
    term("rate", item="mileage", amount="0.55", unit="mile"),
    term("fee", item="service desk fee", amount="2150", frequency="monthly"),
    term("percentage_fee", item="licence royalty", percent="6", base="gross revenue"),
    term("milestone", name="Milestone 2: Data Migration", amount="500"),
    term("late_charge", percent="1"),
    term("retainage", percent="10"),
    term("discount", percent="5"),
    term("minimum", amount="5"),
    term("expense", reimbursable=True),
)


@pytest.mark.parametrize(
    ("description", "kind", "item"),
    [
        ("Data Scientist, April 2024", ChargeKind.RATE, "Data Scientist"),
        ("Service desk fee for June 2024", ChargeKind.FEE, "service desk fee"),
        (
            "Licence royalty Q2 2025: 6% of Gross Revenue of GBP 1",
            ChargeKind.PERCENTAGE,
            "licence royalty",
        ),
        ("Data migration", ChargeKind.MILESTONE, "Milestone 2: Data Migration"),
        ("Milestone 2", ChargeKind.MILESTONE, "Milestone 2: Data Migration"),
        ("Milestone 7", ChargeKind.MILESTONE, "Milestone 7"),
        ("Milestone 9: Mobile Extension", ChargeKind.MILESTONE, "Mobile Extension"),
        ("Mileage, 19 Aug 2024", ChargeKind.EXPENSE, "mileage"),
        ("Reimbursable expense: hotel, 3 May 2024", ChargeKind.EXPENSE, "hotel"),
        ("Interest on overdue invoice 7", ChargeKind.LATE_CHARGE, ""),
        ("Delay damages on invoice 7 (14.6% p.a.)", ChargeKind.LATE_CHARGE, ""),
        ("Default interest, January", ChargeKind.LATE_CHARGE, ""),
        ("Moratory interest for 12 days", ChargeKind.LATE_CHARGE, ""),
        ("Supplement to minimum monthly turnover of EUR 12,000", ChargeKind.TRUE_UP, ""),
        ("Addition to the annual minimum", ChargeKind.TRUE_UP, ""),
        ("Pump and valves (cost £1,164.00 + 12.5%)", ChargeKind.EXPENSE, None),
        ("Bearings, cost 88.40 + 10%", ChargeKind.EXPENSE, None),
        ("Data Scientist added under Amendment 1", ChargeKind.RATE, "Data Scientist"),
        ("Data Scientist, ordered by change order CO-3", ChargeKind.RATE, "Data Scientist"),
        ("Data Scientist as per SOW 4", ChargeKind.RATE, "Data Scientist"),
        ("Less retainage 10%", ChargeKind.RETAINAGE, ""),
        ("Release of retention", ChargeKind.RETAINAGE_RELEASE, ""),
        ("Discount 15% on Data Scientist", ChargeKind.DISCOUNT, ""),
        ("Minimum commitment true-up", ChargeKind.TRUE_UP, ""),
        ("VAT 20%", ChargeKind.TAX, ""),
        ("Environmental levy", ChargeKind.UNKNOWN, ""),
    ],
)
def test_what_a_line_is(description: str, kind: ChargeKind, item: str | None) -> None:
    charge = recognise(line(description=description, amount="1"), invoice(), Offer(TERMS))
    assert charge.kind is kind
    assert item is None or charge.item == item


def test_an_item_code_stands_in_for_a_description() -> None:
    assert (
        recognise(line(item_code="Test Engineer"), invoice(), Offer(TERMS)).item == "Test Engineer"
    )


def test_miles_are_mileage_under_any_name() -> None:
    by_car = line(description="Car to site", unit="mi", quantity="3")
    assert recognise(by_car, invoice(), Offer(TERMS)).item == "mileage"


def test_a_fee_named_after_retention_is_a_fee() -> None:
    named = term("fee", item="retention programme fee", amount="5")
    bonus = line(description="Retention programme fee")
    assert recognise(bonus, invoice(), Offer((named, *TERMS))).kind is ChargeKind.FEE


def test_a_fee_named_after_interest_is_a_fee() -> None:
    named = term("fee", item="late interest desk", amount="5")
    assert recognise(line(description="Late interest desk"), invoice(), Offer((named,))).item


@pytest.mark.parametrize(
    ("given", "item", "sure"),
    [
        (line(description="Senior data science", unit="hour", unit_price="245"), None, 0),
        (
            line(description="Scientist hours", unit="hour", unit_price="245"),
            "Data Scientist",
            0.85,
        ),
        (line(description="Scientist hours", unit="hour", unit_price="24"), None, 0),
        (line(description="Data team", unit="hour", unit_price="245"), None, 0),
        (line(description="User research coordinator", unit_price="90"), "User Research Lead", 0.7),
        (line(description="Tester of data", unit="hour", unit_price="245"), None, 0),
        (line(description="Services", unit="hour", unit_price="150"), "Test Engineer", 0.55),
        (line(description="Services", unit="day", unit_price="150"), None, 0),
        (line(description="Services", amount="2150"), "service desk fee", 0.55),
        (line(description="Services", amount="7"), None, 0),
    ],
)
def test_unit_and_price_help_where_words_do_not(
    given: InvoiceLine, item: str | None, sure: float
) -> None:
    match = best_match(given, Offer(TERMS))
    assert (match.item if match else None) == item
    assert (match.sure if match else 0) == pytest.approx(sure)


def test_two_items_that_fit_alike_are_not_guessed() -> None:
    twins = (
        term("rate", item="Data Scientist onsite", amount="1"),
        term("rate", item="Data Scientist offsite", amount="2"),
    )
    assert best_match(line(description="Data Scientist"), Offer(twins)) is None


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Reimbursable expense: hotel, 29 Apr 2024", "hotel"),
        ("Travel expenses - train (London)", "train"),
        ("Airfare 12 May", "airfare"),
    ],
)
def test_expense_categories(text: str, category: str) -> None:
    assert expense_category(text) == category


def test_units() -> None:
    assert unit_of(None) == ""
    assert unit_of("HUR") == "hour"
    assert unit_of("user-quarter") == unit_of("Seats") == "user"
    assert hours_in("weeks") == 40
    assert hours_in("each") is None


def test_a_plain_item_has_no_nature() -> None:
    assert nature_of("Data Scientist") is None
