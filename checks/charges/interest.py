"""Interest and fees on overdue amounts, in every lawful reading; the settled one first.

Where the clause states a day base or says "compounded" or "part thereof", that alone counts.
Where it is silent, a rate per month runs by days of thirty and one per year by 365; months of a
year of 365 or 360 days, whole months and monthly compounding are lawful readings too.

>>> term = LateCharge(percent=Decimal("1.5"), per="month")
>>> readings = interest_on(term, Decimal(100000), date(2026, 1, 1), 45, "USD")
>>> [f"{r.name}: {r.amount}" for r in readings]  # doctest: +NORMALIZE_WHITESPACE
['days of a month of 30: 2250.00', 'days of a year of 365: 2219.18', 'days of a year of 360: 2250.00',
 'whole months: 1500.00', 'compounded monthly: 2258.42', 'compounded monthly: 2227.14',
 'compounded monthly, the rest simple: 2261.25']
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from checks.charges.readings import Reading
from checks.months import add_months, last_of_month
from models.money import to_minor
from models.terms import LateCharge

_MONTHS = 12
_THIRTY = 30
_DAYS_A_YEAR = 365
_BASES = {"30": 360, "360": 360, "365": 365}
_COMPOUND = re.compile(
    r"\bcompound(?:ed|ing|s)?\b(?:\s+\w+){0,3}?\s+(dai|day|month|quarter|annual|year)?",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"\bsimple\b|\bnot\s+(?:be\s+)?compound", re.IGNORECASE)
_STARTED = re.compile(r"\b(?:part|fraction|portion)\s+(?:of\s+a\s+month|thereof)\b", re.IGNORECASE)
_TIMES_A_YEAR = {"dai": 365, "day": 365, "month": 12, "quarter": 4, "annual": 1, "year": 1}


def interest_on(
    term: LateCharge, amount: Decimal, first: date, days: int, currency: str | None
) -> tuple[Reading, ...]:
    """Return what so many days of delay cost; ``first`` is the first of them.

    Empty where the rate floats with a base that is not on file.
    """
    if term.amount is not None and term.percent is None:
        return (Reading(term.amount, f"late fee {term.amount}", "fixed fee"),)
    if term.percent is None or term.base is not None:
        return ()
    if term.per == "once":
        once = to_minor(amount * term.percent / 100, currency)
        return (Reading(once, f"{term.percent}% of {amount} = {once}", "once"),)
    readings = (r for r in _readings(term, amount, first, days) if r.amount >= 0)
    return tuple(Reading(to_minor(r.amount, currency), r.working, r.name) for r in readings)


def yearly_percent(term: LateCharge) -> Decimal:
    """Return the percent of a year; a rate without a period is one per year."""
    factor = {"month": _MONTHS, "day": _DAYS_A_YEAR}.get(term.per or "", 1)
    return (term.percent or Decimal(0)) * factor


def _readings(term: LateCharge, amount: Decimal, first: date, days: int) -> Iterator[Reading]:
    quote = term.evidence.quote
    compound = None if _SIMPLE.search(quote) else _COMPOUND.search(quote)
    monthly = term.per == "month"
    if compound:
        times = _TIMES_A_YEAR.get((compound[1] or "month").lower(), _MONTHS)
        yield from _compounded(term, amount, days, times)
    elif monthly and _STARTED.search(quote):
        yield _months(term, amount, _months_in(first, days, started=True), "months begun")
    elif term.day_basis is not None:
        yield _by_basis(term, amount, first, days, term.day_basis)
    elif term.per == "day":
        yield _of_year(term, amount, days, _DAYS_A_YEAR)
    elif monthly:
        yield _of_month(term, amount, days)
        yield _of_year(term, amount, days, _DAYS_A_YEAR)
        yield _of_year(term, amount, days, _THIRTY * _MONTHS)
        yield _months(term, amount, _months_in(first, days, started=False), "whole months")
        if not _SIMPLE.search(quote):
            yield from _compounded(term, amount, days, _MONTHS)
    else:
        yield _of_year(term, amount, days, _DAYS_A_YEAR)
        yield _of_year(term, amount, days, _THIRTY * _MONTHS)
        yield _actual(term, amount, first, days)


def _by_basis(term: LateCharge, amount: Decimal, first: date, days: int, basis: str) -> Reading:
    if basis == "actual":
        return _actual(term, amount, first, days)
    if basis == "30" and term.per == "month":
        return _of_month(term, amount, days)
    return _of_year(term, amount, days, _BASES[basis])


def _of_month(term: LateCharge, amount: Decimal, days: int) -> Reading:
    percent = term.percent or Decimal(0)
    value = amount * percent / 100 * days / _THIRTY
    working = f"{amount} x {percent}% x {days} / {_THIRTY} days"
    return Reading(value, working, f"days of a month of {_THIRTY}")


def _of_year(term: LateCharge, amount: Decimal, days: int, length: int) -> Reading:
    percent = yearly_percent(term)
    working = f"{amount} x {percent}% x {days} / {length} days"
    return Reading(amount * percent / 100 * days / length, working, f"days of a year of {length}")


def _months(term: LateCharge, amount: Decimal, count: int, name: str) -> Reading:
    percent = term.percent or Decimal(0)
    working = f"{amount} x {percent}% x {count} month{'s' * (count != 1)}"
    return Reading(amount * percent / 100 * count, working, name)


def _compounded(term: LateCharge, amount: Decimal, days: int, times: int) -> Iterator[Reading]:
    """Yield interest compounded so many times a year, by months of thirty days first."""
    rate = yearly_percent(term) / 100 / times
    name = {365: "daily", 12: "monthly", 4: "quarterly", 1: "annually"}[times]
    for length in dict.fromkeys((_THIRTY * _MONTHS if times == _MONTHS else 365, 365)):
        steps = Decimal(days) * times / length
        value = amount * ((1 + rate) ** steps - 1)
        working = f"{amount} x ((1 + {rate})^({days} x {times} / {length}) - 1)"
        yield Reading(value, working, f"compounded {name}")
    if times == _MONTHS:
        whole, rest = divmod(days, _THIRTY)
        value = amount * ((1 + rate) ** whole * (1 + rate * rest / _THIRTY) - 1)
        working = f"{amount} compounded for {whole} months of {_THIRTY} days, {rest} days simple"
        yield Reading(value, working, f"compounded {name}, the rest simple")


def _actual(term: LateCharge, amount: Decimal, first: date, days: int) -> Reading:
    """Count each day as its part of its own month or year."""
    share, day, last = Decimal(0), first, first + timedelta(days=days - 1)
    while day <= last:
        stop = min(last, last_of_month(day))
        length = last_of_month(day).day if term.per == "month" else _days_of_year(day)
        share += Decimal((stop - day).days + 1) / length
        day = stop + timedelta(days=1)
    percent = term.percent or Decimal(0)
    working = f"{amount} x {percent}% x {days} days by the calendar"
    return Reading(amount * percent / 100 * share, working, "actual days")


def _days_of_year(day: date) -> int:
    return date(day.year, 12, 31).timetuple().tm_yday


def _months_in(first: date, days: int, *, started: bool) -> int:
    """Count the whole months of a delay, or those begun."""
    after, count = first + timedelta(days=days), 0
    while add_months(first, count + 1) <= after:
        count += 1
    return count + (started and add_months(first, count) < after)
