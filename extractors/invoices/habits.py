"""How a document writes numbers and dates, decided from the document as a whole."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models.dates import AmbiguousDate, NotADate, parse_date
from models.numbers import NotANumber, guess_decimal_mark, parse_decimal

AMOUNT = re.compile(
    r"(?<![\w.,/])[-−–]?\(?\d{1,3}(?:[.,'’ \u00a0\u202f]?\d{3})*(?:[.,]\d{1,6})?\)?-?(?![\w/])"
)
_FIGURES = re.compile(r"(?<![\d.])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d.])")
_LAST_MONTH = 12
_LONGEST_TO_PAY = 180  # days
_USUAL_TO_PAY = frozenset((0, 7, 8, 10, 14, 15, 20, 21, 28, 30, 31, 45, 60, 90))
# Countries and their currencies that write the month first; every other writes the day first.
_MONTH_FIRST = {"USD"}
_EITHER = {"CAD", "PHP"}


def decimal_mark(texts: Iterable[str], default: str = ".") -> tuple[str, bool]:
    """Return the mark most amounts show, and whether the document settles it.

    >>> decimal_mark(["1.500,00", "3,5"]), decimal_mark(["1.500", "20"])
    ((',', True), ('.', False))
    """
    votes: Counter[str] = Counter()
    marks = 0
    for text in texts:
        for match in AMOUNT.finditer(text):
            body = match[0].strip("()-−–")
            marks += any(mark in body for mark in ".,")
            guess = guess_decimal_mark(body)
            if guess is not None:
                votes[guess] += 1
    if not votes:
        return default, marks == 0
    (best, count), *rest = votes.most_common()
    return best, not rest or count > 2 * rest[0][1]


class DayOrder(NamedTuple):
    """How dates in figures are written: True 31/3, False 3/31, None where nothing tells.

    ``settled`` is false where only the currency speaks for it: a person should look.
    """

    day_first: bool | None
    settled: bool


def day_order(texts: Iterable[str], currency: str | None, *, english: bool = True) -> DayOrder:
    """Say how a document writes dates: a day above 12 settles it, else language and currency.

    >>> day_order(["03/20/2023", "04/04/2023"], None), day_order(["03/04/2023"], "GBP")
    (DayOrder(day_first=False, settled=True), DayOrder(day_first=True, settled=False))
    """
    votes: Counter[bool] = Counter()
    for text in texts:
        for match in _FIGURES.finditer(text):
            first, second = int(match[1]), int(match[3])
            if match[2] == "." or first > _LAST_MONTH >= second:
                votes[True] += 1
            elif second > _LAST_MONTH >= first:
                votes[False] += 1
    if votes:
        (best, count), *rest = votes.most_common()
        clear = not rest or count > 2 * rest[0][1]
        return DayOrder(best if clear else None, clear)
    if not english:
        return DayOrder(day_first=True, settled=True)
    if currency is None or currency in _EITHER:
        return DayOrder(None, settled=False)
    return DayOrder(currency not in _MONTH_FIRST, settled=False)


def order_of_gap(gaps: Mapping[bool, int], stated: Collection[int]) -> DayOrder | None:
    """Say how dates are written from the days between issue and due date; None where both fit.

    ``gaps`` holds the days that each order gives (True: day first), ``stated`` the days to pay
    that the document names.

    >>> order_of_gap({True: -27, False: 30}, [30]), order_of_gap({True: 30, False: 31}, [])
    (DayOrder(day_first=False, settled=True), None)
    """
    lawful = {first: days for first, days in gaps.items() if 0 <= days <= _LONGEST_TO_PAY}
    named = [first for first, days in lawful.items() if days in stated]
    usual = [first for first, days in lawful.items() if days in _USUAL_TO_PAY]
    for fitting in (named, list(lawful), usual):
        if len(fitting) == 1:
            return DayOrder(fitting[0], settled=True)
    return None


def read_date(text: str, order: DayOrder) -> tuple[date | None, bool]:
    """Read a date; the second value says that day and month may be the wrong way round."""
    try:
        return parse_date(text), False
    except AmbiguousDate:
        if order.day_first is None:
            return None, True
        return parse_date(text, day_first=order.day_first), not order.settled
    except NotADate:
        return None, False


def read_number(text: str, mark: str) -> Decimal | None:
    """Read a number in the document's habit, else in the other where only that one fits."""
    for choice in (mark, "," if mark == "." else "."):
        try:
            return parse_decimal(text, decimal_mark=choice)
        except NotANumber:
            continue
    return None
