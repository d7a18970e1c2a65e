"""A forest gives what its trees give, each gone down node by node."""

from math import exp
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractors.terms.judge.trees import forest_of

NAMES = ["b:fee", "a:paid", "score", "kind=fee"]
# features, cuts, left, right, leaves; a negative child is a leaf
TREES: list[list[Any]] = [
    [[2, 0, 1], [0.5, 0.5, 0.5], [1, -1, -3], [2, -2, -4], [0.25, -0.5, 1.0, -2.0]],
    [[3], [0.5], [-1], [-2], [-0.125, 0.75]],
    [[], [], [], [], [0.0625]],
]


def _down(tree: list[Any], found: dict[str, float]) -> float:
    features, cuts, left, right, leaves = tree
    node = 0 if features else -1
    while node >= 0:
        low = found.get(NAMES[features[node]], 0.0) <= cuts[node]
        node = left[node] if low else right[node]
    return float(leaves[~node])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["fee", "rate"]),
            st.dictionaries(
                st.sampled_from([*NAMES[:3], "unknown"]), st.sampled_from([0.0, 0.5, 1.0])
            ),
        ),
        max_size=5,
    )
)
def test_probabilities(candidates: list[tuple[str, dict[str, float]]]) -> None:
    forest = forest_of({"features": NAMES, "trees": TREES})
    kinds, found = [kind for kind, _ in candidates], [features for _, features in candidates]
    shown = [{**features, f"kind={kind}": 1.0} for kind, features in candidates]
    sums = [sum(_down(tree, one) for tree in TREES) for one in shown]
    assert forest.probabilities(kinds, found) == [1 / (1 + exp(-total)) for total in sums]
