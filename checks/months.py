"""Calendar months: a day that a month does not have becomes its last."""

import calendar
from datetime import date

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
