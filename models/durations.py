"""Durations: ISO 8601 periods of years, months, weeks and days ("P1Y6M", "P30D")."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Duration:
    """A period as agreed; months and days are never converted into each other."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read ISO 8601.

        >>> Duration.parse("P1Y6M")
        Duration(months=18, days=0)

        Raises:
            ValueError: the text is no ISO 8601 period of years, months, weeks and days.
        """
        match = _ISO.fullmatch(text.strip().upper())
        if not match or not any(match.groups()):
            msg = f"not an ISO 8601 duration: {text!r}"
            raise ValueError(msg)
        years, months, weeks, days = (int(group or 0) for group in match.groups())
        return cls(MONTHS_A_YEAR * years + months, 7 * weeks + days)

    def __str__(self) -> str:
        years, months = divmod(self.months, MONTHS_A_YEAR)
        parts = [f"{years}Y" if years else "", f"{months}M" if months else ""]
        parts.append(f"{self.days}D" if self.days or not self.months else "")
        return "P" + "".join(parts)


def add_months(day: date, months: int) -> date:
    """Move by whole months; the 31st becomes the last day of a shorter month.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add(day: date, duration: Duration) -> date:
    """Return the day that lies ``duration`` after ``day``: months first, then days."""
    return add_months(day, duration.months) + timedelta(days=duration.days)
