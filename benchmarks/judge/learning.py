"""The two learners: logistic regression for each kind, and boosted trees for all kinds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from benchmarks.judge.corpus import Example
from extractors.terms.judge.trees import Forest, forest_of

LEAST_DOCUMENTS = 3
LEAST_DOCUMENTS_OF_TREES = 8
STEPS = 300
SMALLEST = 0.015
PENALTY = 3.0
SEED = 20261125
TREES: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 31,
    "learning_rate": 0.05,
    "min_data_in_leaf": 20,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.3,
    "lambda_l2": 3.0,
    "boost_from_average": False,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": SEED,
    "verbose": -1,
}
ROUNDS = 400
Vector = NDArray[np.float64]


def probability(weights: Mapping[str, float], bias: float, found: Mapping[str, float]) -> float:
    """Weigh one candidate."""
    total = bias + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def fit_line(examples: Sequence[Example]) -> tuple[dict[str, float], float]:
    """Logistic regression with an L2 penalty, by Adam on all examples at once."""
    used = [e for e in examples if e.weight > 0]
    names = _names(used, LEAST_DOCUMENTS)
    index = {name: i for i, name in enumerate(names)}
    matrix = _matrix([e.found for e in used], index)
    turned = matrix.T.tocsr()
    y = np.array([float(e.right) for e in used])
    importance = np.array([e.weight for e in used])
    w, b = np.zeros(len(names)), 0.0
    first, second = np.zeros(len(names) + 1), np.zeros(len(names) + 1)
    for step in range(1, STEPS + 1):
        z = matrix @ w + b
        error = (1 / (1 + np.exp(-np.clip(z, -30, 30))) - y) * importance
        gradient = np.append(turned @ error + PENALTY * w, error.sum())
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        move = 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        move *= min(1.0, 3 * (1 - step / STEPS))
        w, b = w - move[:-1], b - move[-1]
    return dict(zip(names, w.tolist(), strict=True)), float(b)


def fit_trees(examples: Sequence[Example]) -> dict[str, Any]:
    """Boost trees over all kinds; the result is the form that ``forest_of`` reads."""
    used = [e for e in examples if e.weight > 0]
    names = _names(used, LEAST_DOCUMENTS_OF_TREES)
    names += [f"kind={kind}" for kind in sorted({e.candidate.term.kind for e in used})]
    index = {name: i for i, name in enumerate(names)}
    data = lightgbm.Dataset(
        _matrix([{**e.found, f"kind={e.candidate.term.kind}": 1.0} for e in used], index),
        np.array([float(e.right) for e in used]),
        weight=np.array([e.weight for e in used]),
    )
    model = lightgbm.train(TREES, data, num_boost_round=ROUNDS).dump_model()
    trees = [_flat(tree["tree_structure"]) for tree in model["tree_info"]]
    kept = sorted({f for tree in trees for f in tree[0]})
    place = {f: i for i, f in enumerate(kept)}
    for tree in trees:
        tree[0] = [place[f] for f in tree[0]]
    return {"features": [names[f] for f in kept], "trees": trees}


def forest(examples: Sequence[Example]) -> Forest:
    """Boost trees and return them ready to weigh."""
    return forest_of(fit_trees(examples))


def _flat(root: Mapping[str, Any]) -> list[list[Any]]:
    """Lay a tree out as lists: features, cuts, left, right, leaves."""
    features: list[int] = []
    cuts: list[float] = []
    left: list[int] = []
    right: list[int] = []
    leaves: list[float] = []

    def add(node: Mapping[str, Any]) -> int:
        if "leaf_value" in node:
            leaves.append(round(node["leaf_value"], 5))
            return ~(len(leaves) - 1)
        place = len(features)
        features.append(node["split_feature"])
        cuts.append(float(f"{node['threshold']:.6g}"))
        left.append(0)
        right.append(0)
        left[place], right[place] = add(node["left_child"]), add(node["right_child"])
        return place

    add(root)
    return [features, cuts, left, right, leaves]


def _names(examples: Sequence[Example], documents: int) -> list[str]:
    """The features that at least so many documents have."""
    seen: dict[str, set[str]] = defaultdict(set)
    for e in examples:
        for name in e.found:
            seen[name].add(e.name)
    return sorted(name for name, where in seen.items() if len(where) >= documents)


def _matrix(rows: Sequence[Mapping[str, float]], index: Mapping[str, int]) -> Any:  # noqa: ANN401 (scipy has no types)
    places = [
        (row, index[name], value)
        for row, found in enumerate(rows)
        for name, value in found.items()
        if name in index
    ]
    r, c, v = zip(*places, strict=True) if places else ((), (), ())
    return csr_matrix((v, (r, c)), shape=(len(rows), len(index)))
