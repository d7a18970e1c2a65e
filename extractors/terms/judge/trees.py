"""Boosted decision trees over the judge's features; the trees are data.

One set of trees serves all kinds, with the kind as a feature: what tells an obligation from a
notice or a limit of liability is much the same for rare kinds as for frequent ones.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

_FILE = "trees.json"
_LIMIT = 30.0


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree: node ``i`` goes left where feature ``features[i]`` is at most ``cuts[i]``.

    A negative child ``c`` is the leaf ``leaves[~c]``; a tree without nodes is its one leaf.
    """

    features: tuple[int, ...]
    cuts: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    leaves: tuple[float, ...]

    def value(self, found: Mapping[int, float]) -> float:
        """Return the leaf that the features lead to; a feature not found is 0."""
        node = 0 if self.features else -1
        while node >= 0:
            low = found.get(self.features[node], 0.0) <= self.cuts[node]
            node = self.left[node] if low else self.right[node]
        return self.leaves[~node]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees whose leaves add up to log odds."""

    index: Mapping[str, int]
    trees: tuple[Tree, ...]

    def probability(self, kind: str, found: Mapping[str, float]) -> float:
        """Weigh the features of one candidate of a kind."""
        index = self.index
        known = {index[name]: value for name, value in found.items() if name in index}
        if f"kind={kind}" in index:
            known[index[f"kind={kind}"]] = 1.0
        total = sum(tree.value(known) for tree in self.trees)
        return 1.0 / (1.0 + exp(-min(max(total, -_LIMIT), _LIMIT)))


@cache
def forest() -> Forest | None:
    """Load the trees that come with the package; None where there are none."""
    source = files("extractors.terms.judge").joinpath(_FILE)
    if not source.is_file():
        return None
    return forest_of(json.loads(source.read_text(encoding="utf-8")))


def forest_of(data: Mapping[str, Any]) -> Forest:
    """Build a forest from its form: ``features``, a list of names, and ``trees``.

    A tree is five lists: features, cuts, left, right, leaves.
    """
    trees = tuple(Tree(*map(tuple, lists)) for lists in data["trees"])
    return Forest({name: i for i, name in enumerate(data["features"])}, trees)
