"""Boosted decision trees over the judge's features; the trees are data.

One set of trees serves all kinds, with the kind as a feature: what tells an obligation from a
notice or a limit of liability is much the same for rare kinds as for frequent ones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
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

    Node ``i`` goes to ``children[2 * i]`` where feature ``features[i]`` is at most ``cuts[i]``, else
    to ``children[2 * i + 1]``.  A leaf is a node that goes to itself; ``leaves`` has what it adds, 0
    for other nodes.  ``roots`` has one node a tree; after ``depth`` steps every tree is at a leaf.
    """

    index: Mapping[str, int]
    roots: Ints
    features: Ints
    cuts: Floats
    children: Ints
    leaves: Floats
    depth: int

    def probability(self, kind: str, found: Mapping[str, float]) -> float:
        """Weigh the features of one candidate of a kind."""
        return self.probabilities([kind], [found])[0]

    def probabilities(
        self, kinds: Sequence[str], found: Sequence[Mapping[str, float]]
    ) -> list[float]:
        """Weigh candidates, each with its kind; a feature not found is 0."""
        if not kinds:
            return []
        index, width = self.index, len(self.index)
        values = np.zeros(len(kinds) * width)
        for row, (kind, features) in enumerate(zip(kinds, found, strict=True)):
            more = {**features, f"kind={kind}": 1.0}
            names = [name for name in more if name in index]
            places = [row * width + index[name] for name in names]
            values[places] = [more[name] for name in names]
        rows = (np.arange(len(kinds)) * width)[:, None]
        node = np.tile(self.roots, (len(kinds), 1))
        for _ in range(self.depth):
            above = values.take(self.features.take(node) + rows) > self.cuts.take(node)
            node = self.children.take(2 * node + above)
        # Added up one after the other, so that every machine gets the same last digit.
        sums = [sum(added) for added in self.leaves.take(node).tolist()]
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
    nodes: tuple[list[int], list[float], list[int], list[float]] = ([], [], [], [])
    depth = 0
    for features, cuts, left, right, values in data["trees"]:
        first = len(nodes[0])
        last = first + len(features)  # inner nodes, then leaves
        roots.append(first)
        nodes[0].extend([*features, *([0] * len(values))])
        nodes[1].extend([*cuts, *([0.0] * len(values))])
        for children in zip(left, right, strict=True):
            nodes[2].extend(c + first if c >= 0 else last + ~c for c in children)
        for leaf in range(last, last + len(values)):
            nodes[2].extend((leaf, leaf))
        nodes[3].extend([*([0.0] * len(features)), *values])
        depth = max(depth, _depth(left, right))
    return Forest(
        {name: i for i, name in enumerate(data["features"])},
        np.array(roots, dtype=np.int64),
        np.array(nodes[0], dtype=np.int64),
        np.array(nodes[1]),
        np.array(nodes[2], dtype=np.int64),
        np.array(nodes[3]),
        depth,
    )


def _depth(left: Sequence[int], right: Sequence[int]) -> int:
    """How many steps a tree takes at most."""
    deepest, at = 0, [(0, 0)] if left else []
    while at:
        node, depth = at.pop()
        deepest = max(deepest, depth + 1)
        at += [(child, depth + 1) for child in (left[node], right[node]) if child >= 0]
    return deepest
