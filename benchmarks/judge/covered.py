"""How much may go without review where so much of it must be right, and how sure that figure is.

The lowest confidence that keeps the share asked for is chosen on the other folds, so that nothing
is known of the documents it is used on.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NEVER = 2.0
"""A confidence that no term has: nothing goes without review."""
FEWEST = 30  # terms; of fewer a share says little
_SEED = 20261127
_DRAWS = 2000
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Told:
    """One term of an unseen document: its fold, its confidence, whether a label says the same."""

    name: str
    fold: int
    confidence: float
    right: bool


def limit(terms: Sequence[Told], wanted: float) -> float:
    """Return the lowest confidence from which on at least the share ``wanted`` is right.

    >>> limit([Told("a", 0, 0.9, right=True)] * 40 + [Told("a", 0, 0.5, right=False)] * 2, 0.97)
    0.9
    """
    lowest, right = NEVER, 0
    ranked = sorted(terms, key=lambda one: -one.confidence)
    for count, one in enumerate(ranked, start=1):
        right += one.right
        tied = count < len(ranked) and ranked[count].confidence == one.confidence
        if not tied and count >= FEWEST and right >= wanted * count:
            lowest = one.confidence
    return lowest


def passed(terms: Sequence[Told], wanted: float) -> list[Told]:
    """Return what goes without review, each fold from the limit of the others on."""
    folds = {one.fold for one in terms}
    limits = {fold: limit([one for one in terms if one.fold != fold], wanted) for fold in folds}
    return [one for one in terms if one.confidence >= limits[one.fold]]


def interval(
    terms: Sequence[Told], labels: Mapping[str, int]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Bounds (95 of 100) of the share that is right, and of the labels covered by it.

    Documents are drawn with replacement (the percentile bootstrap), for terms of one document are
    right or wrong together.  ``labels`` counts those of each document.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in terms:
        counts[one.name][0] += 1
        counts[one.name][1] += one.right
    names, draw = sorted(labels), random.Random(_SEED)  # noqa: S311 (a sample, no secret)
    shares, covers = [], []
    for _ in range(_DRAWS):
        drawn = draw.choices(names, k=len(names))
        said, right = (sum(counts[name][i] for name in drawn if name in counts) for i in (0, 1))
        shares.append(right / max(said, 1))
        covers.append(right / max(sum(labels[name] for name in drawn), 1))
    return _bounds(shares), _bounds(covers)


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    ranked = sorted(values)
    return ranked[int(_TAIL * len(ranked))], ranked[int((1 - _TAIL) * len(ranked))]
