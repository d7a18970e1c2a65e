"""Fit the weights that tell who is paid, who pays, and where nobody does; say how well they do.

    python -m benchmarks.header.fit_roles ../shared/eval [--write] [--cache DIR]

Folds are made of whole documents; nothing is drawn at random, so that training again gives the same
weights.  Needs numpy (it comes with spaCy).
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from benchmarks.header.corpus import FOLDS, UNSEEN, Labelled, labelled, load_scorer
from extractors.header.names import NamedParty
from extractors.header.parties import named_parties
from extractors.header.reading import Reading
from extractors.header.role_evidence import NAMES, Evidence, evidence
from extractors.header.roles import RoleWeights, score
from extractors.header.unpaid import signs

PENALTY, PENALTY_NOBODY = 5.0, 1.0
STEPS = 60
TARGET = Path(__file__).parent.parent.parent / "extractors/header/role_weights.json"
_PAY = ("provider", "customer")
_Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One document: its parties as found, what is said of them, and the labelled role of each."""

    parties: Sequence[NamedParty]
    reading: Reading
    found: Evidence
    labels: Sequence[str | None]
    nobody: bool
    fold: int


def main() -> None:
    """Print the shares that the folds give right, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep read documents there")
    options = parser.parse_args()
    cases = labelled_cases(labelled(options.shared, options.cache), load_scorer(options.shared))
    by_fold = folded(cases)
    told = [
        (score(row, by_fold[case.fold].paid) > 0) == (label == "provider")
        for case in cases
        for row, label in zip(case.found.rows, case.labels, strict=True)
        if label in _PAY
    ]
    print(f"{len(told)} parties, right on unseen contracts: {sum(told) / len(told):.3f}")
    if options.write:
        kept = asdict(fitted(cases, by_fold))
        TARGET.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def labelled_cases(documents: Sequence[Labelled], scorer: ModuleType) -> list[Case]:
    """Return the documents to learn from in which a party is found."""
    cases = []
    for one in documents:
        if one.part in ("known", *UNSEEN):  # the known are in another fold under another name
            continue
        gold = [p for p in one.gold.get("parties", []) if p.get("name")]
        reading = Reading.of(one.document)
        parties = named_parties(reading)
        if not gold or not parties:
            continue
        pairs = scorer.pair(gold, [{"name": p.name} for p in parties])
        labels = {right: gold[left].get("role") for left, right in pairs}
        told = [labels.get(i) for i in range(len(parties))]
        nobody = not any(p.get("role") in _PAY for p in gold)
        found = evidence(parties, reading)
        cases.append(Case(parties, reading, found, told, nobody, one.fold))
    return cases


def folded(cases: Sequence[Case]) -> list[RoleWeights]:
    """Return for each fold the weights that the other folds give."""
    paid = [_paid([c for c in cases if c.fold != fold]) for fold in range(FOLDS)]
    return [
        RoleWeights(paid[fold], _nobody([c for c in cases if c.fold != fold], paid))
        for fold in range(FOLDS)
    ]


def fitted(cases: Sequence[Case], by_fold: Sequence[RoleWeights]) -> RoleWeights:
    """Return the weights that all cases give; signs of odds come from folds without the case."""
    return RoleWeights(_paid(cases), _nobody(cases, [weights.paid for weights in by_fold]))


def _paid(cases: Sequence[Case]) -> Mapping[str, float]:
    rows, paid = [], []
    for case in cases:
        for row, label in zip(case.found.rows, case.labels, strict=True):
            if label in _PAY:
                rows.append([row[key] for key in NAMES])
                paid.append(float(label == "provider"))
    return _named(NAMES, fit(np.array(rows), np.array(paid), PENALTY))


def _nobody(cases: Sequence[Case], paid: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    rows = []
    for case in cases:
        odds = [score(row, paid[case.fold]) for row in case.found.rows]
        rows.append(signs(case.parties, case.reading, case.found, odds))
    keys = tuple(rows[0])
    table = np.array([[row[key] for key in keys] for row in rows])
    return _named(keys, fit(table, np.array([float(c.nobody) for c in cases]), PENALTY_NOBODY))


def _named(names: Sequence[str], weights: _Vector) -> Mapping[str, float]:
    """Return the weights under the names of their features, as the product keeps them."""
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def fit(features: _Vector, right: _Vector, penalty: float) -> _Vector:
    """Logistic regression without intercept (the two sides mirror), by Newton's steps."""
    weights = np.zeros(features.shape[1])
    ridge = penalty * np.eye(len(weights))
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (odds - right) + penalty * weights
        curve = (features * (odds * (1 - odds))[:, None]).T @ features + ridge
        weights -= np.linalg.solve(curve, slope)
    return weights


if __name__ == "__main__":
    main()
