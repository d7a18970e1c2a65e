"""Readings of a contract, the record of what was tested, and which row of a deal counts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from checks.deals.amounts import fits, nearest
from checks.deals.belonging import is_won
from checks.deals.worth import Reading, worth_of
from checks.matching import register_of
from checks.run import audit
from models.cases import Book, CheckSettings
from models.facts import Deal, Facts
from models.findings import LocatedFinding, Result, Tolerance
from models.terms import Term
from tests.checks.builders import contract, term

DAY = date(2026, 6, 30)
MONTHLY = term("fee", item="desk", amount="100", frequency="monthly")


def sold(key: str, amount: str, **values: object) -> Deal:
    form = {"deal": key, "amount": amount, "closed_on": "2026-01-05", "contract": "MSA"}
    return Deal.model_validate(form | values)


def amounts(*terms: Term, **header: object) -> set[Decimal]:
    made = contract("MSA", *terms, **header)
    register = register_of(Book((made,), (), Facts(), DAY))
    return {one.amount for one in worth_of(made, register.book.forest, sold("1", "1")).readings}


def found(*deals: Deal, settings: CheckSettings | None = None) -> list[LocatedFinding]:
    made = contract("MSA", MONTHLY, currency="USD")
    book = Book((made,), (), Facts(deals=deals), DAY, settings or CheckSettings())
    return [one for one in audit(book).findings if one.code in {"CO106", "CO107"}]


def test_a_step_in_the_price_is_part_of_the_whole_term() -> None:
    steps = [
        term("fee", item="desk", amount=amount, frequency="monthly", start=start)
        for amount, start in (("100", "2026-01-01"), ("200", "2027-01-01"))
    ]
    assert Decimal(3600) in amounts(*steps, initial_term="P2Y")


@pytest.mark.parametrize(
    ("frequency", "year"),
    [("weekly", 5200), ("quarterly", 400), ("semiannual", 200), ("annual", 100)],
)
def test_every_rhythm_has_its_year(frequency: str, year: int) -> None:
    assert Decimal(year) in amounts(term("fee", amount="100", frequency=frequency))


def test_a_fee_without_a_rhythm_follows_the_schedule_of_billing() -> None:
    fee = term("fee", item="desk", amount="100")
    assert amounts(fee) == {Decimal(100)}
    assert Decimal(1200) in amounts(fee, term("billing", frequency="monthly"))


def test_a_price_a_month_is_a_fee_and_a_price_a_seat_is_not() -> None:
    assert Decimal(1200) in amounts(term("rate", item="desk", amount="100", unit="month"))
    assert amounts(term("rate", item="seat", amount="100", unit="user per month")) == set()


def test_an_absurd_term_is_not_counted_through() -> None:
    assert amounts(MONTHLY, initial_term="P900Y") == {Decimal(1200), Decimal(100)}


def test_days_at_the_end_of_time_are_no_obstacle() -> None:
    late = date.max.isoformat()
    deals = [sold("7", "1200", closed_on=late), sold("8", "5", customer="X AG", closed_on=late)]
    made = contract("MSA", MONTHLY, effective_date=late, initial_term="P3Y")
    got = audit(Book((made,), (), Facts(deals=deals), DAY))
    assert got.crashes == ()
    early = sold("9", "5", closed_on=date.min.isoformat(), contract=None, customer="Customer LLC")
    assert audit(Book((made,), (), Facts(deals=(early,)), DAY)).crashes == ()


def test_the_tolerance_of_the_company_holds() -> None:
    deal = sold("7", "1210")
    assert [one.finding.amount for one in found(deal)] == [Decimal("10.00")]
    wide = CheckSettings(tolerances={"CO107": Tolerance(percent=Decimal(1))})
    assert found(deal, settings=wide) == []


def test_the_grace_days_are_a_setting() -> None:
    deal = sold("7", "1200", contract=None, customer="Third Party AG", closed_on="2026-06-10")
    assert [one.code for one in found(deal)] == ["CO106"]
    assert found(deal, settings=CheckSettings(deal_grace_days=20)) == []


def test_what_cannot_be_told_is_said_beside_what_was_found() -> None:
    stray = sold("7", "5", contract=None, customer="Third Party AG")
    book = Book((), (), Facts(deals=(stray, sold("8", "5", contract=None))), DAY)
    (test,) = [one for one in audit(book).tests if one.code == "CO106"]
    assert test.result is Result.FINDING
    assert "Deal 7 with Third Party AG was won" in test.reason
    assert "Deal 8 names no customer" in test.reason


def test_the_order_of_deals_changes_nothing() -> None:
    deals = sold("7", "700"), sold("8", "900"), sold("7", "800", closed_on="2026-02-01")
    assert found(*deals) == found(*reversed(deals))
    (one,) = found(*deals)
    assert (one.finding.key, one.finding.expected) == ("7|8", "1700.00")


def test_a_contract_found_by_its_day_is_marked_for_review() -> None:
    sure = replace(found(sold("7", "900"))[0].finding, review=False)
    guessed = found(sold("7", "900", contract=None, customer="Customer LLC"))[0].finding
    assert guessed.review
    assert guessed.message == sure.message


@pytest.mark.parametrize(
    ("status", "won"),
    [(None, True), ("Closed - Won", True), ("lost", False), ("In progress", False), (" ", True)],
)
def test_words_for_won_and_lost(status: str | None, *, won: bool) -> None:
    assert is_won(sold("7", "1", status=status)) is won


def test_an_unknown_word_is_neither() -> None:
    assert is_won(sold("7", "1", status="Handover")) is None
    assert is_won(sold("7", "1", status="??")) is None


def test_amounts_fit_to_the_minor_unit_and_in_whole_units_to_one() -> None:
    readings = [Reading(Decimal("99.50"), "a year"), Reading(Decimal(300), "the term")]
    assert fits(Decimal(100), readings, "USD")
    assert fits(Decimal("99.51"), readings, "USD")
    assert not fits(Decimal("99.52"), readings, "USD")
    assert fits(Decimal(357), readings, "USD", taxes=[Decimal(19)])
    assert nearest(Decimal(190), readings).words == "a year"
