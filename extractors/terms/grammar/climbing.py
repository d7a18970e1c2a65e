"""Limits of steps that are told one after the other, and where each step begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

Bounds = tuple[Decimal | None, Decimal | None]
"""Where a step begins and ends; None is open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits as they are printed, with their place in the text.

    ``width`` is what a step adds to the one before it ("the next 5,000"), ``rest`` says that it
    takes all that is above that.
    """

    start: int
    end: int
    low: Decimal | None = None
    high: Decimal | None = None
    width: Decimal | None = None
    rest: bool = False


def climbed(limits: Sequence[Limits]) -> list[Bounds] | None:
    """Return where each step begins and ends; None where they do not go up from step to step.

    >>> some = [Limits(0, 0, high=Decimal(10)), Limits(0, 0, width=Decimal(5)), Limits(0, 0, rest=True)]
    >>> [(str(low), str(high)) for low, high in climbed(some)]
    [('None', '10'), ('10', '15'), ('15', 'None')]
    """
    found: list[Bounds] = []
    top = Decimal(0)
    for one in limits:
        low, high = one.low, one.high
        if one.width is not None:
            low, high = top, top + one.width
        elif one.rest:
            low = top
        if (low or Decimal(0)) < top - 1 or (high is not None and high <= top):
            return None
        found.append((low or None, high))
        top = high if high is not None else (low or top)
    return found if any(high for _, high in found) else None


def take_turns(places: Sequence[int], limits: Sequence[Limits]) -> bool:
    """Whether values at these places and limits follow each other in turn, as many of both."""
    turns = sorted([*((place, 0) for place in places), *((one.start, 1) for one in limits)])
    kinds = [kind for _, kind in turns]
    return len(places) == len(limits) and all(a != b for a, b in pairwise(kinds))
