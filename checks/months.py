"""Calendar months: a day that a month does not have becomes its last."""

import calendar
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

_MONTHS = 12


def last_of_month(day: date) -> date:
    """Return the last day of the month.

    >>> last_of_month(date(2024, 2, 5))
    datetime.date(2024, 2, 29)
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Add calendar months.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    index = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(index, _MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Spans:
    """Stretches of days, both ends inclusive, in any order; they may overlap."""

    def __init__(self, spans: Iterable[tuple[date, date]]) -> None:
        found = sorted(spans)
        self._starts = [start for start, _ in found]
        self._reached = list(accumulate((end for _, end in found), max))

    def hold(self, day: date) -> bool:
        """Whether a day lies in one of them."""
        begun = bisect_right(self._starts, day)
        return begun > 0 and day <= self._reached[begun - 1]
