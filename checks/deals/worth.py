"""What a contract is worth, by every lawful reading of a deal's amount.

A deal says how much and rarely for how long.  Its amount may be what the contract brings a month,
a year, in the first year with what is charged once, over its term, or by what an amendment adds;
with the stated total, a minimum or a limit instead of fees.  Amounts are net.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from checks.agreement import era, terms_on
from checks.months import add_months
from models.cases import Family, Forest
from models.contracts import Contract
from models.durations import MONTHS_A_YEAR, Duration
from models.facts import Deal
from models.terms import (
    BillingSchedule,
    Cap,
    Discount,
    Escalator,
    Fee,
    Frequency,
    Milestone,
    Minimum,
    PercentageFee,
    Rate,
    Term,
)

Families = Callable[[Contract], Family]
_A_YEAR = {
    Frequency.WEEKLY: 52,
    Frequency.BIWEEKLY: 26,
    Frequency.MONTHLY: 12,
    Frequency.QUARTERLY: 4,
    Frequency.SEMIANNUAL: 2,
    Frequency.ANNUAL: 1,
}
_SPANS_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1, "annum": 1}
_LONGEST = 240  # months; a longer term is a slip
_LAST_YEAR = date.max.year - _LONGEST // MONTHS_A_YEAR - 1
_DAYS_A_MONTH = Decimal("30.4375")
_DAY = timedelta(days=1)


class Reading(NamedTuple):
    """One amount that a deal may have, and in words what it is the amount of."""

    amount: Decimal
    words: str


class Worth(NamedTuple):
    """All readings of a contract, the most telling first.

    ``base`` is the least that the agreed sums come to; ``is_open`` says that it has prices of
    which the quantity is not agreed as well, or prices that follow an index.
    """

    readings: tuple[Reading, ...]
    base: Decimal
    is_open: bool
    terms: tuple[Term, ...]


class _Sums(NamedTuple):
    """What terms bring a year, once, and for achievements."""

    year: Decimal = Decimal(0)
    once: Decimal = Decimal(0)
    achieved: Decimal = Decimal(0)

    def __add__(self, other: object) -> "_Sums":
        if not isinstance(other, _Sums):
            return NotImplemented
        return _Sums(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def single(self) -> Decimal:
        return self.once + self.achieved


def worth_of(home: Contract, forest: Forest, deal: Deal, families: Families | None = None) -> Worth:
    """Read what a document, its amendments and the orders under it are worth to a deal.

    ``families`` returns the family of a document, where many deals are looked at and it is known.
    """
    families = families or forest.family
    family = families(home)
    orders = forest.orders(home)
    days = _days(home, family, deal)
    bundles = [terms_on(one, day) for one, day in _eras([family], days)]
    own = [member.terms for member in family.members if member.contract.kind == "amendment"]
    below = [families(order) for order in orders]
    under = [terms_on(one, day) for one, day in _eras(below, days)]
    terms = tuple({id(term): term for one in (*bundles, *under) for term in one}.values())
    months = sorted(_months(family, deal))
    found = list(_priced(family, home, deal, months))
    for bundle in (*bundles, home.terms, *own, *under, *(order.terms for order in orders)):
        found += _plainly(_sums(bundle), months)
        found += _stated(bundle, months)
    if orders:
        everything = [_sums(one.terms) for one in (home, *orders)]
        found += _plainly(sum(everything, _Sums()), months)
    found += _increases(family, months)
    for member in (*family.members, *orders):
        found += [
            Reading(t.total, t.name or "stated total") for t in member.totals if not t.percent
        ]
    sums = [r for r in found if r.amount > 0]
    sums = [*sums, *_discounted(sums, terms)]
    unique = {reading.amount: reading for reading in reversed(sums)}
    ordered = tuple(dict.fromkeys(unique[reading.amount] for reading in sums))
    base = min((r.amount for r in ordered if r.words != _MONTHLY), default=Decimal(0))
    return Worth(ordered, base, _is_open(terms), terms)


_MONTHLY = "a month"


def _days(home: Contract, family: Family, deal: Deal) -> list[date]:
    named = [home.takes_effect, deal.starts_on, deal.closed_on]
    named += [one.takes_effect for one in family.members if one.contract.kind == "amendment"]
    return list(dict.fromkeys(day for day in named if day is not None)) or [date.max]


def _eras(families: Iterable[Family], days: Iterable[date]) -> Iterator[tuple[Family, date]]:
    """Yield a day of each time in which other terms are in force."""
    held = list(days)
    for family in families:
        yield from ((family, day) for day in {era(family, day): day for day in held}.values())


def _sums(terms: Iterable[Term]) -> _Sums:
    """Add what terms bring; a fee without frequency follows the schedule of billing, else is due once."""
    held = tuple(terms)
    billed = next(
        (t.frequency for t in held if isinstance(t, BillingSchedule) and t.frequency), None
    )
    year = once = achieved = Decimal(0)
    for term in held:
        if isinstance(term, Fee):
            times = _A_YEAR.get(term.frequency or billed or Frequency.ONE_TIME)
            year += term.amount * (times or 0)
            once += term.amount if times is None else 0
        elif isinstance(term, Rate) and (times := _times(term.unit)):
            year += term.amount * times
        elif isinstance(term, Milestone):
            achieved += term.amount or 0
    return _Sums(year, once, achieved)


def _times(unit: str | None) -> int | None:
    """How often a year a span of time comes; None for any other unit, "user per month" too."""
    return _SPANS_A_YEAR.get((unit or "").strip().lower().removeprefix("per ").rstrip("s"))


def _plainly(sums: _Sums, months: Iterable[int]) -> Iterator[Reading]:
    """Read sums that stay the same over the term."""
    year, single = sums.year, sums.single
    yield Reading(year, "a year")
    if year:
        yield Reading(year + single, "the first year with what is charged once")
        for count in months:
            whole = year * count / MONTHS_A_YEAR
            yield Reading(whole, f"{count} months")
            yield Reading(whole + single, f"{count} months with what is charged once")
    yield Reading(single, "what is charged once")
    yield Reading(sums.once, "fees that are charged once")
    yield Reading(sums.achieved, "milestones")
    yield Reading(year / MONTHS_A_YEAR, _MONTHLY)


def _priced(family: Family, home: Contract, deal: Deal, months: Iterable[int]) -> Iterator[Reading]:
    """Read the whole term month by month, with steps of prices and escalators."""
    first = home.takes_effect or deal.starts_on or deal.closed_on
    if first is None or first.year > _LAST_YEAR:
        return
    terms = terms_on(family, first)
    rises = [
        rise
        for term in terms
        if isinstance(term, Escalator) and (rise := term.percent or term.cap_percent)
    ]
    single = _sums(terms).single
    for count in months:
        years = _years(family, first, count)
        for rise in (Decimal(0), *rises):
            factor = 1 + rise / 100
            whole = sum(
                (year * factor ** (n // MONTHS_A_YEAR) for n, year in enumerate(years)), Decimal(0)
            )
            whole /= MONTHS_A_YEAR
            words = f"{count} months" + (f" with {rise}% more each year" if rise else "")
            yield Reading(whole, words)
            yield Reading(whole + single, f"{words} and what is charged once")


def _years(family: Family, first: date, count: int) -> list[Decimal]:
    """Return what a year brings by the terms of each of so many months."""
    if era(family, first) == era(family, add_months(first, count)):
        return [_year(family, first)] * count
    return [_year(family, add_months(first, n)) for n in range(count)]


def _year(family: Family, day: date) -> Decimal:
    """Return what a year brings by the terms of a day."""
    key = "worth a year", era(family, day)
    return family.memo.once(key, lambda: _sums(terms_on(family, day)).year)


def _months(family: Family, deal: Deal) -> set[int]:
    """Return every length that the agreement, its renewal or the deal has, in months."""
    found: set[int] = set()
    for member in family.members:
        head = member.contract
        for text in (head.initial_term, head.renewal_term):
            found |= _length(text)
        if member.takes_effect and head.expiration_date:
            found.add(_between(member.takes_effect, head.expiration_date))
    if family.root.takes_effect and (end := family.members[-1].contract.expiration_date):
        found.add(_between(family.root.takes_effect, end))
    if deal.starts_on and deal.ends_on:
        found.add(_between(deal.starts_on, deal.ends_on))
    return {count for count in found if 0 < count <= _LONGEST}


def _length(text: str | None) -> set[int]:
    try:
        period = Duration.parse(text or "")
    except ValueError:
        return set()
    return {period.months + round(period.days / _DAYS_A_MONTH)}


def _between(start: date, end: date) -> int:
    return round((end - start + _DAY).days / _DAYS_A_MONTH)


def _stated(terms: Iterable[Term], months: Iterable[int]) -> Iterator[Reading]:
    """Read minimums and limits, which stand for the sum where prices go by quantity."""
    for term in terms:
        if isinstance(term, Minimum | Cap) and term.amount is not None:
            name = "the minimum" if isinstance(term, Minimum) else "the limit"
            yield Reading(term.amount, name)
            times = _times(term.per)
            if times is None:
                continue
            yield Reading(term.amount * times, f"{name} of a year")
            for count in months:
                whole = term.amount * times * count / MONTHS_A_YEAR
                yield Reading(whole, f"{name} of {count} months")


def _increases(family: Family, months: Iterable[int]) -> Iterator[Reading]:
    """Read what each amendment adds."""
    for member in family.members:
        day = member.takes_effect
        if member.contract.kind != "amendment" or day is None or day == date.min:
            continue
        before, after = _sums(terms_on(family, day - _DAY)), _sums(terms_on(family, day))
        more = _Sums(*(b - a for a, b in zip(before, after, strict=True)))
        left = {
            _between(day, one.contract.expiration_date)
            for one in family.members
            if one.contract.expiration_date and one.contract.expiration_date > day
        }
        for reading in _plainly(more, sorted({*months, *left})):
            yield Reading(reading.amount, f"{reading.words}, added by {member.stem}")


def _discounted(readings: Iterable[Reading], terms: Iterable[Term]) -> Iterator[Reading]:
    held = tuple(readings)
    for term in terms:
        if isinstance(term, Discount) and term.min_quantity is None and term.min_amount is None:
            for reading in held:
                less = reading.amount * (100 - term.percent) / 100
                yield Reading(less, f"{reading.words} less {term.percent}%")


def _is_open(terms: Iterable[Term]) -> bool:
    """Whether what is paid rests on quantities, percentages or an index as well."""
    return any(
        (isinstance(term, Rate) and not _times(term.unit))
        or isinstance(term, PercentageFee)
        or (isinstance(term, Escalator) and term.percent is None and term.cap_percent is None)
        for term in terms
    )
