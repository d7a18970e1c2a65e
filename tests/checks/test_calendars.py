from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.calendars import (
    DueDate,
    add_business_days,
    due_date,
    due_dates,
    is_business_day,
)
from checks.months import add_months, last_of_month
from models.findings import CannotTell
from models.terms import PaymentTerm
from tests.checks.builders import invoice, line

CHRISTMAS = frozenset((date(2026, 12, 25),))


def payment_term(quote: str = "", **values: object) -> PaymentTerm:
    return PaymentTerm.model_validate({**values, "evidence": {"quote": quote}})


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-03-15", 2, "2024-05-15"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_months_are_added_by_the_calendar(start: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


def test_a_month_after_the_end_of_june_is_the_end_of_july() -> None:
    assert last_of_month(add_months(last_of_month(date(2020, 6, 11)), 1)) == date(2020, 7, 31)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_business_days_end_on_one(start: date, days: int) -> None:
    end = add_business_days(start, days)
    assert end >= start
    assert days == 0 or is_business_day(end, frozenset())


def test_holidays_are_no_business_days() -> None:
    assert add_business_days(date(2026, 12, 24), 1, CHRISTMAS) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("term", "issued", "expected"),
    [
        ({"days": 30}, "2026-01-31", "2026-03-02"),
        ({"days": 15, "day_type": "business"}, "2024-05-01", "2024-05-22"),
        ({"days": 10, "from": "period_end"}, "2025-09-30", "2025-10-10"),
    ],
)
def test_due_dates(term: dict[str, Any], issued: str, expected: str) -> None:
    found = due_date(payment_term(**term), invoice(issue_date=issued))
    assert isinstance(found, DueDate)
    assert found.on == date.fromisoformat(expected)


def test_days_end_of_month_are_read_both_ways() -> None:
    term = payment_term("net 45 EOM", days=45, **{"from": "period_end"})
    found = due_dates(term, invoice(issue_date="2021-09-13"))
    assert not isinstance(found, CannotTell)
    assert [reading.on for reading in found] == [date(2021, 11, 14), date(2021, 10, 31)]


def test_the_end_of_the_quarter_is_that_of_the_service() -> None:
    term = payment_term("45 days after each calendar quarter", days=45, **{"from": "period_end"})
    royalty = line(description="Royalty Q2 2024")
    found = due_date(term, invoice("A", royalty, issue_date="2024-07-12"))
    assert isinstance(found, DueDate)
    assert found.on == date(2024, 8, 14)


def test_from_the_start_of_the_period() -> None:
    term = payment_term(days=5, **{"from": "period_start"})
    found = due_date(term, invoice(period_start="2026-02-01", period_end="2026-02-28"))
    assert isinstance(found, DueDate)
    assert found.on == date(2026, 2, 6)


def test_from_receipt() -> None:
    term = payment_term(days=5, **{"from": "invoice_receipt"})
    found = due_date(term, invoice(received_date="2026-03-04"))
    assert isinstance(found, DueDate)
    assert found.on == date(2026, 3, 9)


def test_a_note_says_that_no_holidays_are_known() -> None:
    term = payment_term(days=5, day_type="business")
    unknown, known = due_date(term, invoice()), due_date(term, invoice(), CHRISTMAS)
    assert isinstance(unknown, DueDate)
    assert isinstance(known, DueDate)
    assert "no holidays known" in unknown.note
    assert "no holidays known" not in known.note


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ({"days": 5, "from": "invoice_receipt"}, "received"),
        ({"days": 5, "from": "event", "event": "delivery"}, "delivery"),
        ({"days": 5, "from": "event"}, "an event"),
        ({"days": 5, "from": "invoice_date"}, "date of issue"),
        ({"days": 5, "from": "period_start"}, "service period"),
        ({"days": 5, "from": "period_end"}, "service period"),
    ],
)
def test_what_is_not_on_file_cannot_be_told(term: dict[str, Any], reason: str) -> None:
    found = due_date(payment_term(**term), invoice(issue_date=None))
    assert isinstance(found, CannotTell)
    assert reason in found.reason
