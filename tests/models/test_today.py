"""Whatever is asked of today is answered alike on every day before the one it notes."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.today import Today

NOW = date(2026, 6, 30)
DAYS = st.dates(NOW - timedelta(days=40), NOW + timedelta(days=40))
ASKED: dict[str, Callable[[date, date], object]] = {
    "<": lambda today, day: today < day,
    "<=": lambda today, day: today <= day,
    ">": lambda today, day: today > day,
    ">=": lambda today, day: today >= day,
    "==": lambda today, day: today == day,
    "!=": lambda today, day: today != day,
    "other <": lambda today, day: day < today,
    "other <=": lambda today, day: day <= today,
    "other >": lambda today, day: day > today,
    "other >=": lambda today, day: day >= today,
    "other ==": lambda today, day: day == today,
    "tuples": lambda today, day: (day, 1) < (today, 2),
    "min": lambda today, day: min(today, day) == day,
    "max": lambda today, day: max(day, today) == day,
    "sorted": lambda today, day: sorted([today, day, NOW])[1] == day,
    "left": lambda today, day: bisect_left([NOW, day], today),
    "right": lambda today, day: bisect_right([day], today),
    "in a set": lambda today, day: today in {day, NOW - timedelta(days=99)},
    "in a list": lambda today, day: today in [day, NOW - timedelta(days=99)],
    "minus a day": lambda today, day: (today - day).days,
    "a day minus": lambda today, day: (day - today).days,
    "minus a time": lambda today, day: today - timedelta(days=3) > day,
    "plus a time": lambda today, day: today + timedelta(days=3) > day,
    "a time plus": lambda today, day: timedelta(days=3) + today > day,
    "the month": lambda today, _: today.month,
    "its text": lambda today, _: f"{today} {today:%d} {today!r} {today.isoformat()}",
    "replaced": lambda today, day: today.replace(day=1) < day,
    "its hash": lambda today, _: hash(today),
}


@pytest.mark.parametrize("name", ASKED)
@given(day=DAYS)
def test_an_answer_holds_until_the_day_that_is_noted(name: str, day: date) -> None:
    asked, today = ASKED[name], Today.of(NOW)
    answer = asked(today, day)
    plain = asked(NOW, day)
    assert str(answer).replace("Today(", "datetime.date(") == str(plain)
    later = NOW
    while (later := later + timedelta(days=1)) < (today.until or NOW + timedelta(days=90)):
        assert asked(later, day) == plain


def test_what_is_past_never_turns() -> None:
    today = Today.of(NOW)
    assert today > date(2026, 6, 29)
    assert today.until is None
    assert today <= date(2026, 8, 1)
    assert today < date(2026, 7, 20)
    assert today.until == date(2026, 7, 20)


def test_two_questions_hold_until_the_earlier_turn() -> None:
    today = Today.of(NOW)
    assert (today < date(2026, 7, 20), today.year) == (True, 2026)
    assert today.until == date(2026, 7, 1)
