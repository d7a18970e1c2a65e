"""Drawing a sample: at random, or by money; the same seed and population give the same items.

A random sample is simple, without replacement: each item gets the SHA-256 of the seed, a line
break and its key, and the smallest are drawn, so anybody can check it with sha256sum.  One by
money is systematic with a random start (monetary unit sampling): every unit of money has the
same chance, so a large item is drawn surely and a small one seldom.

Source: AICPA Audit Guide "Audit Sampling" (2014), chapter 6 and appendix C.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from heapq import nsmallest
from typing import Generic, Protocol, TypeVar

from models.tables.columns import DIGITS


class Unit(Protocol):
    """What can be drawn: a name that never changes, and a sum in the population's currency."""

    @property
    def key(self) -> str:
        """What names it in the population."""

    @property
    def amount(self) -> Decimal | None:
        """What it amounts to; None where it has no sum."""


U = TypeVar("U", bound=Unit)


@dataclass(frozen=True, slots=True)
class ByMoney(Generic[U]):
    """What was drawn by money: each item with how many units fell into it.

    Items without a positive amount are ``out_of_reach``: look at them apart.
    """

    items: tuple[tuple[U, int], ...]
    interval: Decimal
    total: Decimal
    out_of_reach: int


class CannotDraw(ValueError):
    """There is nothing to draw from; the message is for the user."""


def rank(seed: str, key: str) -> str:
    """Return what an item of a random sample is ordered by.

    >>> rank("2026", "a")[:16]
    '922dc8e543764ba8'
    """
    return sha256(f"{seed}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()


def at_random(population: Iterable[U], size: int, seed: str) -> tuple[U, ...]:
    """Draw ``size`` items, or all where there are fewer."""
    return tuple(nsmallest(size, population, key=lambda one: (rank(seed, one.key), one.key)))


def by_money(population: Sequence[U], size: int, seed: str) -> ByMoney[U]:
    """Draw ``size`` units of money, one in every interval, over the items in order of their keys.

    The interval is the total divided by the size, rounded down to a hundredth, so that there may
    be one unit more.  The start is 1 + SHA-256 of the seed, a line break and "start", modulo the
    interval, counted in millionths.

    Raises:
        CannotDraw: no item has a positive amount, or there are more units wanted than there is money.
    """
    reached = sorted((one for one in population if _units(one) > 0), key=lambda one: one.key)
    total = sum(map(_units, reached))
    interval = total // size // _HUNDREDTH * _HUNDREDTH
    if interval < 1:
        msg = "There is too little money in this population to draw by money. Draw at random."
        raise CannotDraw(msg)
    ahead = 1 + int(rank(seed, "start"), 16) % interval
    drawn: list[tuple[U, int]] = []
    passed = 0
    for one in reached:
        passed += _units(one)
        hits = 0 if passed < ahead else (passed - ahead) // interval + 1
        if hits:
            drawn.append((one, hits))
            ahead += hits * interval
    return ByMoney(tuple(drawn), _money(interval), _money(total), len(population) - len(reached))


_HUNDREDTH = 10 ** (DIGITS - 2)


def _units(one: Unit) -> int:
    return 0 if one.amount is None else int(one.amount.scaleb(DIGITS))


def _money(units: int) -> Decimal:
    return Decimal(units).scaleb(-DIGITS)
