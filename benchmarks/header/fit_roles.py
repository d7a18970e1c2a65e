"""Fit the weights that tell who is paid and who pays, and say how well they do on unseen contracts.

    python -m benchmarks.header.fit_roles ../shared/eval [--write] [--cache DIR]

Folds are made of whole documents.  Needs numpy (it comes with spaCy).
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from benchmarks.header.corpus import FOLDS, UNSEEN, Labelled, labelled, load_scorer
from extractors.header.parties import named_parties
from extractors.header.reading import Reading
from extractors.header.role_evidence import NAMES, evidence

PENALTY = 5.0
STEPS = 60
TARGET = Path(__file__).parent.parent.parent / "extractors/header/role_weights.json"


@dataclass(frozen=True, slots=True)
class Sides:
    """The parties of labelled contracts: features, paid or not, and the fold of the contract."""

    features: NDArray[np.float64]
    paid: NDArray[np.float64]
    fold: NDArray[np.int64]


def main() -> None:
    """Print the share of roles that the folds give right, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep read documents there")
    options = parser.parse_args()
    sides = labelled_sides(labelled(options.shared, options.cache), load_scorer(options.shared))
    right = 0.0
    for fold, weights in enumerate(folded(sides)):
        unseen = sides.fold == fold
        right += float(((sides.features[unseen] @ weights > 0) == sides.paid[unseen]).sum())
    print(f"{len(sides.paid)} parties, right on unseen contracts: {right / len(sides.paid):.3f}")
    if options.write:
        kept = named(fit(sides.features, sides.paid))
        TARGET.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def labelled_sides(documents: Sequence[Labelled], scorer: ModuleType) -> Sides:
    """Return a row for each party that is found and labelled as provider or customer."""
    rows, paid, fold = [], [], []
    for one in documents:
        if one.part in ("known", *UNSEEN):  # the known are in another fold under another name
            continue
        gold = [p for p in one.gold.get("parties", []) if p.get("name")]
        reading = Reading.of(one.document)
        parties = named_parties(reading)
        found = evidence(parties, reading).rows
        for left, right in scorer.pair(gold, [{"name": p.name} for p in parties]):
            if gold[left].get("role") in ("provider", "customer"):
                rows.append([found[right][key] for key in NAMES])
                paid.append(float(gold[left]["role"] == "provider"))
                fold.append(one.fold)
    return Sides(np.array(rows), np.array(paid), np.array(fold))


def folded(sides: Sides) -> list[NDArray[np.float64]]:
    """Return for each fold the weights that the other folds give."""
    return [
        fit(sides.features[sides.fold != fold], sides.paid[sides.fold != fold])
        for fold in range(FOLDS)
    ]


def named(weights: NDArray[np.float64]) -> Mapping[str, float]:
    """Return the weights under the names of their features, as the product keeps them."""
    return {name: round(float(w), 3) for name, w in zip(NAMES, weights, strict=True)}


def fit(features: NDArray[np.float64], paid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression without intercept (the two sides mirror), by Newton's steps."""
    weights = np.zeros(features.shape[1])
    ridge = PENALTY * np.eye(len(weights))
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (odds - paid) + PENALTY * weights
        curve = (features * (odds * (1 - odds))[:, None]).T @ features + ridge
        weights -= np.linalg.solve(curve, slope)
    return weights


if __name__ == "__main__":
    main()
