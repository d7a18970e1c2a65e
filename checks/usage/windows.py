"""The months and days in which usage is counted: half-open, in the time zone of the meter."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.usage import MeterRule, Per, Window

_DAY = timedelta(days=1)
_DECEMBER = 12


def is_zone(name: str) -> bool:
    """Whether a time zone has this name.

    >>> is_zone("Europe/Berlin"), is_zone("Mars/Olympus"), is_zone("/etc/passwd")
    (True, False, False)
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def windows(month: date, rule: MeterRule) -> tuple[Window, ...]:
    """Return what is counted by itself in a month (given by its first day): it whole, or its days.

    >>> (march,) = windows(date(2026, 3, 1), MeterRule(zone="Europe/Berlin"))
    >>> march.start.isoformat(), march.end.isoformat(), march.last.isoformat()
    ('2026-02-28T23:00:00+00:00', '2026-03-31T22:00:00+00:00', '2026-03-31')
    """
    end = next_month(month)
    if rule.per is Per.MONTH:
        return (_window(month, end, rule.zone),)
    days = ((month + count * _DAY) for count in range((end - month).days))
    return tuple(_window(day, day + _DAY, rule.zone) for day in days)


def months_of(days: Iterable[date]) -> tuple[date, ...]:
    """Return the months, by their first days, that moments on these days (UTC) can fall into.

    A day of UTC touches the day before and the day after it in some zone.

    >>> [month.isoformat() for month in months_of([date(2026, 3, 31)])]
    ['2026-03-01', '2026-04-01']
    """
    around = (day + apart * _DAY for day in days for apart in (-1, 1))
    return tuple(sorted({day.replace(day=1) for day in around}))


def months_between(first: datetime, last: datetime) -> Iterator[date]:
    """Return every month that moments from the first to the last can fall into."""
    month, until = (first - _DAY).date().replace(day=1), (last + _DAY).date()
    while month <= until:
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    """Return the first day of the month after this one, given by its first day."""
    if month.month == _DECEMBER:
        return month.replace(year=month.year + 1, month=1)
    return month.replace(month=month.month + 1)


def _window(first: date, end: date, zone: str) -> Window:
    here = ZoneInfo(zone)
    start, until = (datetime.combine(day, time(), here).astimezone(UTC) for day in (first, end))
    return Window(first, end - _DAY, start, until)
