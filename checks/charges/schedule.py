"""The periods a recurring fee is due for, aligned as the contract or its invoices have it.

Monthly fees run by calendar months, the first one in part, unless invoices run from the
effective date; quarterly and yearly fees run from the effective date unless invoices run by the
calendar.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from checks.agreement import term_bounds
from checks.months import add_months
from models.cases import Family

Period = tuple[date, date]


def fee_periods(
    family: Family, months: int, until: date, billed: Sequence[Period], since: date | None = None
) -> tuple[Period, ...]:
    """Return the periods of a fee that begin by a day, within the term of the agreement.

    ``billed`` are the periods of its invoice lines; the alignment that most of them follow
    is taken.  ``since`` is the day the fee starts, else the effective date.
    """
    first, last = term_bounds(family)
    start = since or first
    if start is None:
        return ()
    end = _last_day(start, last)
    options = [
        tuple(_periods(anchor, start, months, min(until, end or until), end))
        for anchor in _anchors(start, months)
    ]
    return max(options, key=lambda periods: len(set(periods) & set(billed)))


def uncovered(period: Period, billed: Iterable[Period]) -> tuple[Period, ...]:
    """Return the stretches of a period that no billed period covers."""
    gaps, (start, end) = [], period
    for first, last in sorted(billed):
        if first > end or last < start:
            continue
        if first > start:
            gaps.append((start, first - timedelta(days=1)))
        start = max(start, last + timedelta(days=1))
    if start <= end:
        gaps.append((start, end))
    return tuple(gaps)


def _anchors(start: date, months: int) -> list[date]:
    """Return the days periods may count from, the usual one first."""
    of_month = start.replace(day=1)
    of_calendar = date(start.year, (start.month - 1) // months * months + 1, 1)
    usual = [of_month, start] if months == 1 else [start, of_month]
    return list(dict.fromkeys((*usual, of_calendar)))


def _periods(
    anchor: date, start: date, months: int, until: date, end: date | None
) -> Iterator[Period]:
    count = 0
    while (begin := add_months(anchor, count * months)) <= until:
        last = add_months(anchor, (count + 1) * months) - timedelta(days=1)
        yield max(begin, start), min(last, end) if end else last
        count += 1


def _last_day(start: date, end: date | None) -> date | None:
    """Return the last day of service; "one year from 1 July" ends the day before 1 July."""
    if end is not None and (end.month, end.day) == (start.month, start.day):
        return end - timedelta(days=1)
    return end
