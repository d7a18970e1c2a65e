"""Boosted decision trees over the judge's features; the trees are data.

One set of trees serves all kinds, with the kind as a feature: what tells an obligation from a
notice or a limit of liability is much the same for rare kinds as for frequent ones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FILE = "trees.json"
_LIMIT = 30.0
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees whose leaves add up to log odds, all their nodes in one row of arrays.

    Node ``i`` goes to ``left[i]`` where feature ``features[i]`` is at most ``cuts[i]``, else to
    ``right[i]``; a negative child ``c`` is the leaf ``leaves[~c]``.  ``roots`` has one node a tree.
    """

    index: Mapping[str, int]
    roots: Ints
    features: Ints
    cuts: Floats
    left: Ints
    right: Ints
    leaves: Floats

    def probability(self, kind: str, found: Mapping[str, float]) -> float:
        """Weigh the features of one candidate of a kind."""
        return self.probabilities([kind], [found])[0]

    def probabilities(
        self, kinds: Sequence[str], found: Sequence[Mapping[str, float]]
    ) -> list[float]:
        """Weigh candidates, each with its kind; a feature not found is 0."""
        if not kinds:
            return []
        known = np.zeros((len(kinds), len(self.index)))
        for row, (kind, features) in enumerate(zip(kinds, found, strict=True)):
            for name, value in chain(features.items(), ((f"kind={kind}", 1.0),)):
                place = self.index.get(name)
                if place is not None:
                    known[row, place] = value
        rows = np.arange(len(kinds))[:, None]
        node = np.tile(self.roots, (len(kinds), 1))
        while (inner := node >= 0).any():
            at = np.where(inner, node, 0)
            low = known[rows, self.features[at]] <= self.cuts[at]
            node = np.where(inner, np.where(low, self.left[at], self.right[at]), node)
        # Added up one after the other, so that every machine gets the same last digit.
        sums = [sum(values) for values in self.leaves[~node].tolist()]
        return [1.0 / (1.0 + exp(-min(max(total, -_LIMIT), _LIMIT))) for total in sums]


@cache
def forest() -> Forest | None:
    """Load the trees that come with the package; None where there are none."""
    source = files("extractors.terms.judge").joinpath(_FILE)
    if not source.is_file():
        return None
    return forest_of(json.loads(source.read_text(encoding="utf-8")))


def forest_of(data: Mapping[str, Any]) -> Forest:
    """Build a forest from its form: ``features``, a list of names, and ``trees``.

    A tree is five lists: features, cuts, left, right, leaves; one without nodes is its one leaf.
    """
    roots: list[int] = []
    nodes: tuple[list[int], list[float], list[int], list[int]] = ([], [], [], [])
    leaves: list[float] = []
    for features, cuts, left, right, values in data["trees"]:
        first, below = len(nodes[0]), len(leaves)
        roots.append(first if features else ~below)
        nodes[0].extend(features)
        nodes[1].extend(cuts)
        for side, children in ((nodes[2], left), (nodes[3], right)):
            side.extend(c + first if c >= 0 else ~(~c + below) for c in children)
        leaves.extend(values)
    return Forest(
        {name: i for i, name in enumerate(data["features"])},
        np.array(roots, dtype=np.int64),
        np.array(nodes[0] or [0], dtype=np.int64),
        np.array(nodes[1] or [0.0]),
        np.array(nodes[2] or [0], dtype=np.int64),
        np.array(nodes[3] or [0], dtype=np.int64),
        np.array(leaves),
    )
