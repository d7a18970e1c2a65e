"""Parts of a period: by actual days, by a month of thirty days, by a year of 365.

>>> [f"{r.amount:.2f}" for r in parts_of(Decimal(3000), date(2026, 1, 10), date(2026, 1, 31), 1, None)]
['2129.03', '2200.00', '2100.00', '2169.86']
"""

from datetime import date, timedelta
from decimal import Decimal

from checks.charges.readings import Reading
from checks.months import add_months

_THIRTY = 30
_YEAR = 365


def days_of(start: date, end: date) -> int:
    """Count the days of a period, both ends inclusive."""
    return (end - start).days + 1


def whole_periods(start: date, end: date, months: int) -> int | None:
    """Return how many whole periods of so many months a stretch is; None for a part of one."""
    after, count = end + timedelta(days=1), 0
    while add_months(start, (count + 1) * months) <= after:
        count += 1
    return count if count and add_months(start, count * months) == after else None


def parts_of(  # noqa: PLR0913, PLR0917 (a price, its days and how they count)
    amount: Decimal,
    start: date,
    end: date,
    months: int,
    convention: str | None,
    since: date | None = None,
) -> tuple[Reading, ...]:
    """Return the price of a stretch of days; the agreed convention, or every lawful one.

    ``amount`` is the price of ``months`` months.  The period the days belong to begins on the
    first of the month (or quarter) that holds ``start``; quarters and years may count from
    ``since``, the day the contract takes effect, as well.
    """
    whole = whole_periods(start, end, months)
    if whole:
        return (Reading(amount * whole, f"{whole} x {amount}" if whole > 1 else f"{amount}"),)
    by_days = [_actual(amount, start, end, months, one) for one in _firsts(start, months, since)]
    readings = {
        **{f"actual_days {place}": reading for place, reading in enumerate(by_days)},
        "thirty_day_month": _thirty(amount, days_of(start, end), months),
        "thirty_day_month exclusive": _thirty(amount, days_of(start, end) - 1, months),
        "year_365": _of_year(amount, days_of(start, end), months),
        "none": Reading(amount, f"{amount}, partial periods in full", "no proration"),
    }
    if convention is None:
        by_month = _whole_months(amount, start, end, months)
        return (*(reading for name, reading in readings.items() if name != "none"), *by_month)
    agreed = [reading for name, reading in readings.items() if name.startswith(convention)]
    return tuple(agreed) or (by_days[0],)


def _firsts(start: date, months: int, since: date | None) -> list[date]:
    """Return the first day of the period that holds a day: by the calendar, by the contract."""
    if months == 1:
        return [start.replace(day=1)]
    firsts = [period_start(start, months)]
    if since is not None and since <= start:
        apart = (start.year - since.year) * 12 + start.month - since.month
        own = add_months(since, (apart - (start.day < since.day)) // months * months)
        firsts += [own] if own != firsts[0] else []
    return firsts


def _actual(amount: Decimal, start: date, end: date, months: int, first: date) -> Reading:
    total = Decimal(0)
    workings = []
    while first <= end:
        after = add_months(first, months)
        last = after - timedelta(days=1)
        inside = days_of(max(start, first), min(end, last))
        length = days_of(first, last)
        total += amount * inside / length
        workings.append(f"{inside} of {length} days x {amount}")
        first = after
    return Reading(total, " + ".join(workings), "actual days")


def _whole_months(amount: Decimal, start: date, end: date, months: int) -> tuple[Reading, ...]:
    count = whole_periods(start, end, 1)
    if not count or months == 1:
        return ()
    return (Reading(amount * count / months, f"{count} of {months} x {amount}", "whole months"),)


def period_start(day: date, months: int) -> date:
    """Return the first day of the calendar quarter, half-year or year that holds a day."""
    month = (day.month - 1) // months * months + 1
    return date(day.year, month, 1)


def _thirty(amount: Decimal, days: int, months: int) -> Reading:
    length = _THIRTY * months
    return Reading(amount * days / length, f"{days} of {length} days x {amount}", "30-day month")


def _of_year(amount: Decimal, days: int, months: int) -> Reading:
    a_year = amount * 12 / months
    return Reading(
        a_year * days / _YEAR, f"{days} of {_YEAR} days x {a_year} a year", "year of 365"
    )
