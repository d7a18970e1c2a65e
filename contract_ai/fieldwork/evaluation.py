"""What the exceptions in a sample say about the whole: the most likely error, and a limit to it.

A sample by money is projected by taintings, and the limit is Stringer's: the interval times the
confidence factor for no error, and for each error its tainting times the next step of the
factor, the largest tainting first.  Items at least as large as the interval were drawn surely:
what is wrong with them is known, not projected.  Too high and too low are bounded apart.

A random sample gives a rate of exceptions, and the factor divided by the size as its limit.

Source: AICPA Audit Guide "Audit Sampling" (2014), chapter 6 and the table of confidence factors
of appendix C; K. W. Stringer, "Practical aspects of statistical sampling in auditing" (1963).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache

LEVELS = (80, 90, 95, 99)
"""Confidence in percent."""
_CENT = Decimal("0.01")
_PRECISE = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Error:
    """One item that is wrong: what stands in the books, and what it is too high by."""

    amount: Decimal
    misstatement: Decimal
    hits: int = 1


@dataclass(frozen=True, slots=True)
class Bound:
    """One direction: errors found, what they project to, and the limit at the level asked for.

    ``known`` is of items drawn surely; it is in ``projected`` and ``limit`` as it stands.
    """

    errors: int
    known: Decimal
    projected: Decimal
    basic: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of exceptions in percent, and its limit at the level asked for."""

    exceptions: int
    size: int
    rate: Decimal
    limit: Decimal


@cache
def factor(errors: int, level: int) -> Decimal:
    """Return the confidence factor: the largest mean at which so few errors are still this unlikely.

    It solves the Poisson sum for 0 to ``errors`` = 1 - level, and is rounded up to hundredths as
    the tables of the profession are.

    >>> factor(0, 95), factor(1, 95), factor(2, 90)
    (Decimal('3.00'), Decimal('4.75'), Decimal('5.33'))
    """
    risk = 1 - Decimal(level) / 100
    low, high = Decimal(0), Decimal(errors + 20) * 2
    while high - low > _PRECISE:
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(errors, middle) > risk else (low, middle)
    return high.quantize(_CENT, ROUND_CEILING)


def bound(errors: Iterable[Error], interval: Decimal, level: int) -> tuple[Bound, Bound]:
    """Bound what is too high, and what is too low, in the population of a sample by money."""
    found = list(errors)
    high = [one for one in found if one.misstatement > 0]
    low = [one for one in found if one.misstatement < 0]
    return _bound(high, interval, level), _bound(low, interval, level)


def rate(exceptions: int, size: int, level: int) -> Rate:
    """Bound the rate of exceptions in the population of a random sample; it has at least one item.

    >>> rate(0, 60, 95).limit
    Decimal('5.0')
    """
    highest = factor(exceptions, level) / size * 100
    return Rate(
        exceptions,
        size,
        (Decimal(exceptions) / size * 100).quantize(Decimal("0.1"), ROUND_HALF_UP),
        min(highest, Decimal(100)).quantize(Decimal("0.1"), ROUND_CEILING),
    )


def _bound(errors: Sequence[Error], interval: Decimal, level: int) -> Bound:
    sure = [abs(one.misstatement) for one in errors if one.amount >= interval]
    taintings = sorted(
        (
            abs(one.misstatement) / one.amount
            for one in errors
            if one.amount < interval
            for _ in range(one.hits)
        ),
        reverse=True,
    )
    known = sum(sure, Decimal(0))
    projected = known + sum(taintings, Decimal(0)) * interval
    basic = factor(0, level) * interval
    steps = sum(
        (
            (factor(number, level) - factor(number - 1, level)) * tainting
            for number, tainting in enumerate(taintings, 1)
        ),
        Decimal(0),
    )
    limit = known + basic + steps * interval
    return Bound(len(errors), *(_cents(value) for value in (known, projected, basic, limit)))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _at_most(errors: int, mean: Decimal) -> Decimal:
    """Return how likely at most so many errors are where there are ``mean`` on average."""
    term = total = (-mean).exp()
    for number in range(1, errors + 1):
        term *= mean / number
        total += term
    return total
