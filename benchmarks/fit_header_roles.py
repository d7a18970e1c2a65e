"""Fit the weights that tell who is paid and who pays, and say how well they do on unseen contracts.

    python benchmarks/fit_header_roles.py ../shared/eval [--write] [--cache DIR]

Folds are made of whole documents.  Needs numpy (it comes with spaCy).
"""

import argparse
import hashlib
import importlib.util
import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from extractors.header.parties import named_parties
from extractors.header.reading import Reading
from extractors.header.role_evidence import NAMES, evidence
from extractors.readers.read import read_document
from models.document import Document
from models.errors import DocumentError

FOLDS = 5
PENALTY = 5.0
STEPS = 60
TARGET = Path(__file__).parent.parent / "extractors/header/role_weights.json"


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
    sides = labelled_sides(options, load_module(options.shared / "score_header.py"))
    right = 0.0
    for fold in range(FOLDS):
        unseen = sides.fold == fold
        weights = fit(sides.features[~unseen], sides.paid[~unseen])
        right += float(((sides.features[unseen] @ weights > 0) == sides.paid[unseen]).sum())
    print(f"{len(sides.paid)} parties, right on unseen contracts: {right / len(sides.paid):.3f}")
    if options.write:
        weights = fit(sides.features, sides.paid)
        kept = {name: round(float(w), 3) for name, w in zip(NAMES, weights, strict=True)}
        TARGET.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def load_module(path: Path) -> ModuleType:
    """Import the scorer that stands beside the labels."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None  # noqa: S101 (a file location always gives a spec)
    assert spec.loader is not None  # noqa: S101 (so does its loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents(options: argparse.Namespace) -> Iterator[tuple[str, Document]]:
    """Read the labelled contracts, from the cache where one holds (document, header)."""
    for path in sorted((options.shared / "contracts").iterdir()):
        kept = options.cache / f"{path.stem}.pkl" if options.cache else None
        if kept and kept.exists():
            yield path.stem, pickle.loads(kept.read_bytes())[0]  # noqa: S301 (our own cache)
            continue
        try:
            yield path.stem, read_document(path.read_bytes(), path.name)
        except DocumentError as error:
            print(f"{path.name}: {error}")


def labelled_sides(options: argparse.Namespace, scorer: ModuleType) -> Sides:
    """Return a row for each party that is found and labelled as provider or customer."""
    rows, paid, fold = [], [], []
    for name, document in documents(options):
        label = json.loads((options.shared / "labels" / f"{name}.json").read_text("utf-8"))
        gold = [p for p in label["contract"].get("parties", []) if p.get("name")]
        reading = Reading.of(document)
        parties = named_parties(reading)
        found = evidence(parties, reading)
        for left, right in scorer.pair(gold, [{"name": p.name} for p in parties]):
            if gold[left].get("role") in ("provider", "customer"):
                rows.append([found[right][key] for key in NAMES])
                paid.append(float(gold[left]["role"] == "provider"))
                fold.append(int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS)
    return Sides(np.array(rows), np.array(paid), np.array(fold))


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
