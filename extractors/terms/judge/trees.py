"""Boosted decision trees over the judge's features; the trees are data.

One set of trees serves all kinds, with the kind as a feature: what tells an obligation from a
notice or a limit of liability is much the same for rare kinds as for frequent ones.

Trees are not gone down.  A feature that is 0 goes left everywhere, and most are; each that is more
than a node's cut says which leaves are out of reach, and the first leaf left is the tree's
(Lucchese and others, "QuickScorer", SIGIR 2015).
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
_MOST_LEAVES = 64  # of a tree: the bits of an integer
_ALL = np.uint64(2**_MOST_LEAVES - 1)
_ONE = np.uint64(1)
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees whose leaves add up to log odds, all their nodes in one row of arrays.

    The nodes that ask for feature ``i`` are those from ``starts[i]`` to ``starts[i + 1]``: each is
    of the tree ``trees[node]``, and where the feature is more than ``cuts[node]`` the tree's leaf is
    one of ``kept[node]``, a bit a leaf from left to right.  ``leaves`` has what they add, by tree.
    """

    index: Mapping[str, int]
    starts: Ints
    trees: Ints
    cuts: Floats
    kept: Bits
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
        index, rows = self.index, len(kinds)
        features: list[int] = []
        values: list[float] = []
        ends: list[int] = []
        for kind, one in zip(kinds, found, strict=True):
            for name, value in {**one, f"kind={kind}": 1.0}.items():
                if name in index:
                    features.append(index[name])
                    values.append(value)
            ends.append(len(features))
        held = np.repeat(np.arange(rows), np.diff(ends, prepend=0))
        row, tree, kept = self._above(np.array(features, dtype=np.int64), np.array(values), held)
        count = len(self.leaves)
        reach = np.full(rows * count, _ALL)
        np.bitwise_and.at(reach, row * count + tree, kept)
        first = np.frexp((reach & (~reach + _ONE)).astype(np.float64))[1] - 1
        added = self.leaves.take(np.tile(np.arange(count) * _MOST_LEAVES, rows) + first)
        # Added up one after the other, so that every machine gets the same last digit.
        sums = np.cumsum(added.reshape(rows, count), axis=1)[:, -1].tolist()
        return [1.0 / (1.0 + exp(-min(max(total, -_LIMIT), _LIMIT))) for total in sums]

    def _above(self, features: Ints, values: Floats, held: Ints) -> tuple[Ints, Ints, Bits]:
        """The nodes whose cuts are below a candidate's value: candidate, tree and leaves kept."""
        starts = self.starts.take(features)
        counts = self.starts.take(features + 1) - starts
        nodes = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        above = np.repeat(values, counts) > self.cuts.take(nodes)
        nodes = nodes[above]
        return np.repeat(held, counts)[above], self.trees.take(nodes), self.kept.take(nodes)


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
    A negative child is a leaf.

    Raises:
        ValueError: a tree has too many leaves, or a cut is below 0.
    """
    nodes: list[tuple[int, float, int, int]] = []  # feature, cut, tree and leaves kept
    leaves = np.zeros((len(data["trees"]), _MOST_LEAVES))
    for number, (features, cuts, left, right, values) in enumerate(data["trees"]):
        if len(values) > _MOST_LEAVES or min(cuts, default=0.0) < 0:
            why = f"tree {number} has more than {_MOST_LEAVES} leaves or a cut below 0"
            raise ValueError(why)
        order: list[int] = []
        under = _under(left, right, 0 if features else -1, order)
        leaves[number, : len(order)] = [values[leaf] for leaf in order]
        for node, (feature, cut) in enumerate(zip(features, cuts, strict=True)):
            nodes.append((feature, cut, number, int(_ALL) & ~under[left[node]]))
    nodes.sort(key=lambda node: node[0])
    asked = np.array([node[0] for node in nodes], dtype=np.int64)
    return Forest(
        {name: i for i, name in enumerate(data["features"])},
        np.searchsorted(asked, np.arange(len(data["features"]) + 1)).astype(np.int64),
        np.array([node[2] for node in nodes], dtype=np.int64),
        np.array([node[1] for node in nodes]),
        np.array([node[3] for node in nodes], dtype=np.uint64),
        leaves,
    )


def _under(
    left: Sequence[int], right: Sequence[int], node: int, order: list[int]
) -> dict[int, int]:
    """The leaves under each node and leaf, as bits; ``order`` gets the leaves from left to right."""
    if node < 0:
        order.append(~node)
        return {node: 1 << len(order) - 1}
    found = _under(left, right, left[node], order)
    found |= _under(left, right, right[node], order)
    found[node] = found[left[node]] | found[right[node]]
    return found
