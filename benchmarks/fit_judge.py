"""Fit the judge's weights to labelled contracts, and say how well it does on unseen ones.

    python benchmarks/fit_judge.py ../shared/eval [--write] [--cache DIR]

Folds are made of whole documents.  Thresholds and calibration come from the folds' unseen
parts, the weights that are written from all documents.  Needs numpy (it comes with spaCy).
"""

import argparse
import hashlib
import importlib.util
import json
import pickle
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.header import read_header
from extractors.readers.read import read_document
from extractors.terms.candidates import Candidate
from extractors.terms.confidence import SURE
from extractors.terms.extract import candidates_of
from extractors.terms.judge.document import around
from extractors.terms.judge.features import features
from extractors.terms.resolve import resolve
from models.contracts import ContractHeader
from models.document import Document
from models.errors import DocumentError
from models.forms import term_form

FOLDS = 5
ONCE = {"expense", "tax", "billing"}
LEAST_DOCUMENTS = 3
STEPS = 300
SMALLEST = 0.015
Vector = NDArray[np.float64]
_Match = Callable[[dict[str, Any], dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate with what the labels say of it; ``weight`` 0 leaves it out of training."""

    name: str
    candidate: Candidate
    found: Mapping[str, float]
    right: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document with its labels and the readers' candidates."""

    name: str
    document: Document
    header: ContractHeader
    gold: list[dict[str, Any]]
    examples: list[Example]


def main() -> None:
    """Fit every kind, print what the folds give, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep read documents there")
    parser.add_argument("--penalty", type=float, default=3.0)
    parser.add_argument("--kinds", nargs="*", help="only these kinds; nothing is written")
    options = parser.parse_args()
    scorer = load_scorer(options.shared)
    corpus = [labelled(n, d, h, options.shared, scorer) for n, d, h in documents(options)]
    kinds = sorted({e.candidate.term.kind for one in corpus for e in one.examples})
    if options.kinds:
        kinds = [kind for kind in kinds if kind in options.kinds]
    result = {}
    totals = np.zeros(3)
    print(
        f"{'kind':16}{'gold':>6}{'cands':>7}{'strict':>8}{'value':>7}"
        f"{'P':>8}{'R':>7}{'F1':>7}{'auto P':>8}{'auto':>6}"
    )
    for kind in kinds:
        model, counts = fit_kind(kind, corpus, scorer, options.penalty)
        if model:
            result[kind] = model
        totals += counts
    precision, recall = totals[0] / totals[2], totals[0] / totals[1]
    print(f"all {precision:.3f} {recall:.3f} F1 {2 * totals[0] / (totals[1] + totals[2]):.3f}")
    if options.write and not options.kinds:
        target = Path(__file__).parent.parent / "extractors/terms/judge/weights.json"
        target.write_text(json.dumps(result, indent=0, sort_keys=True, ensure_ascii=False) + "\n")


def load_scorer(shared: Path) -> ModuleType:
    """Import the scorer that stands beside the labels."""
    spec = importlib.util.spec_from_file_location("score_terms", shared / "score_terms.py")
    assert spec is not None  # noqa: S101 (a file location always gives a spec)
    assert spec.loader is not None  # noqa: S101 (so does its loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents(options: argparse.Namespace) -> Iterator[tuple[str, Document, ContractHeader]]:
    """Read the labelled contracts."""
    for path in sorted((options.shared / "contracts").iterdir()):
        kept = options.cache / f"{path.stem}.pkl" if options.cache else None
        if kept and kept.exists():
            document, header = pickle.loads(kept.read_bytes())  # noqa: S301 (our own cache)
        else:
            try:
                document = read_document(path.read_bytes(), path.name)
            except DocumentError as error:
                print(f"{path.name}: {error}")
                continue
            header = read_header(document)[0]
            if kept:
                kept.write_bytes(pickle.dumps((document, header)))
        yield path.stem, document, header


def labelled(
    name: str, document: Document, header: ContractHeader, shared: Path, scorer: ModuleType
) -> Labelled:
    """Say of each candidate whether the labels hold it."""
    gold = json.loads((shared / "labels" / f"{name}.json").read_text())["terms"]
    candidates = candidates_of(document, header)
    examples = []
    for candidate, more in zip(candidates, around(candidates, document), strict=True):
        right, weight = judged(candidate, gold, scorer)
        examples.append(Example(name, candidate, features(candidate, more), right, weight))
    return Labelled(name, document, header, gold, examples)


def judged(
    candidate: Candidate, gold: list[dict[str, Any]], scorer: ModuleType
) -> tuple[bool, float]:
    """Right where a label has the values and quotes the place; unsure where only the values."""
    form = term_form(candidate.term, "")
    same = [g for g in gold if g["kind"] == form["kind"] and scorer.strict_match(g, form)]
    if any(quotes(g["quote"], candidate) for g in same):
        return True, 1.0
    if same:
        return (True, 0.3) if form["kind"] in ONCE else (False, 0.0)
    loose = [
        g
        for g in gold
        if g["kind"] == form["kind"] and scorer.value_key(g) == scorer.value_key(form)
    ]
    if any(quotes(g["quote"], candidate) for g in loose):
        return False, 0.4  # an obligation with a field misread
    return False, 1.0


def quotes(quote: str, candidate: Candidate) -> bool:
    """Whether a label's quote holds the value with the words beside it."""
    text, whole = candidate.passage.text, squeezed(quote)
    start, end = candidate.start, candidate.end
    value = squeezed(text[start:end])
    left, right = (
        squeezed(text[max(start - 40, 0) : start])[-18:],
        squeezed(text[end : end + 40])[:18],
    )
    if left + value in whole or value + right in whole:
        return True
    sentence = squeezed(candidate.term.evidence.quote)
    return len(whole) > 30 and (whole in sentence or sentence in whole)  # noqa: PLR2004 (long enough to be one place)


def squeezed(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\W_]+", "", text.lower())


def fold_of(name: str) -> int:
    """Documents go to folds by a hash of their name."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def fit_kind(
    kind: str, corpus: Sequence[Labelled], scorer: ModuleType, penalty: float
) -> tuple[dict[str, Any] | None, Vector]:
    """Cross-validate one kind, then fit it to everything."""
    examples = [e for one in corpus for e in one.examples if e.candidate.term.kind == kind]
    gold = {one.name: scorer.collapse([g for g in one.gold if g["kind"] == kind]) for one in corpus}
    n_gold = sum(map(len, gold.values()))
    unseen = np.zeros(len(examples))
    folds = np.array([fold_of(e.name) for e in examples])
    for fold in range(FOLDS):
        train = [e for e, f in zip(examples, folds, strict=True) if f != fold]
        if sum(e.right for e in train) < FOLDS:
            unseen[folds == fold] = [
                e.candidate.score for e, f in zip(examples, folds, strict=True) if f == fold
            ]
            continue
        weights, bias = fit(train, penalty)
        for i in np.flatnonzero(folds == fold):
            unseen[i] = probability(weights, bias, examples[i].found)
    threshold, counts, right = best_threshold(examples, unseen, gold, scorer)
    calibration, auto = calibrated(right)
    precision, recall = counts[0] / max(counts[2], 1), counts[0] / max(n_gold, 1)
    f1 = 2 * counts[0] / max(counts[1] + counts[2], 1)
    print(
        f"{kind:16}{n_gold:6}{len(examples):7}{reached(examples, gold, scorer.strict_match):8.3f}"
        f"{reached(examples, gold, value_match(scorer)):7.3f}"
        f"{precision:8.3f}{recall:7.3f}{f1:7.3f}{auto[1]:8.3f}{auto[0]:6d}"
    )
    if sum(e.right for e in examples) < FOLDS:
        return None, counts
    weights, bias = fit(examples, penalty)
    kept = {name: round(w, 3) for name, w in sorted(weights.items()) if abs(w) >= SMALLEST}
    model = {
        "bias": round(bias, 4),
        "weights": kept,
        "threshold": threshold,
        "calibration": calibration,
    }
    return model, counts


def reached(
    examples: Sequence[Example], gold: Mapping[str, list[dict[str, Any]]], match: _Match
) -> float:
    """Return the share of labels that some candidate carries, whatever is decided of it."""
    by_document: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for e in examples:
        by_document[e.name].append(term_form(e.candidate.term, ""))
    labels = [(name, g) for name, found in gold.items() for g in found]
    hit = sum(any(match(g, form) for form in by_document[name]) for name, g in labels)
    return hit / max(len(labels), 1)


def value_match(scorer: ModuleType) -> _Match:
    """Compare only the numbers of a label and a candidate."""
    return lambda g, p: bool(scorer.value_key(g) == scorer.value_key(p))


def probability(weights: Mapping[str, float], bias: float, found: Mapping[str, float]) -> float:
    """Weigh one candidate."""
    total = bias + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def fit(examples: Sequence[Example], penalty: float) -> tuple[dict[str, float], float]:
    """Logistic regression with an L2 penalty, by Adam on all examples at once."""
    used = [e for e in examples if e.weight > 0]
    seen: dict[str, set[str]] = defaultdict(set)
    for e in used:
        for name in e.found:
            seen[name].add(e.name)
    names = sorted(n for n, where in seen.items() if len(where) >= LEAST_DOCUMENTS)
    index = {name: i for i, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, e in enumerate(used):
        for name, value in e.found.items():
            if name in index:
                rows.append(row)
                columns.append(index[name])
                values.append(value)
    r, c, v = np.array(rows), np.array(columns), np.array(values)
    y = np.array([float(e.right) for e in used])
    importance = np.array([e.weight for e in used])
    w, b = np.zeros(len(names)), 0.0
    first, second = np.zeros(len(names) + 1), np.zeros(len(names) + 1)
    for step in range(1, STEPS + 1):
        z = np.bincount(r, weights=v * w[c], minlength=len(used)) + b
        error = (1 / (1 + np.exp(-np.clip(z, -30, 30))) - y) * importance
        gradient = np.append(
            np.bincount(c, weights=v * error[r], minlength=len(names)) + penalty * w, error.sum()
        )
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        move = 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        move *= min(1.0, 3 * (1 - step / STEPS))
        w, b = w - move[:-1], b - move[-1]
    return dict(zip(names, w.tolist(), strict=True)), float(b)


def best_threshold(
    examples: Sequence[Example],
    unseen: Vector,
    gold: Mapping[str, list[dict[str, Any]]],
    scorer: ModuleType,
) -> tuple[float, Vector, list[tuple[float, bool]]]:
    """Take the threshold with the best F1 on the unseen parts, after merging."""
    best: tuple[float, float, Vector, list[tuple[float, bool]]] = (-1.0, 0.5, np.zeros(3), [])
    for threshold in np.arange(0.15, 0.7, 0.05):
        counts, right = scored(examples, unseen, gold, scorer, float(threshold))
        f1 = 2 * counts[0] / max(counts[1] + counts[2], 1)
        if f1 > best[0]:
            best = (f1, round(float(threshold), 2), counts, right)
    return best[1], best[2], best[3]


def scored(
    examples: Sequence[Example],
    unseen: Vector,
    gold: Mapping[str, list[dict[str, Any]]],
    scorer: ModuleType,
    threshold: float,
) -> tuple[Vector, list[tuple[float, bool]]]:
    """Count right, labelled and predicted terms; and say of each prediction if it was right."""
    by_document: dict[str, list[tuple[float, Candidate]]] = defaultdict(list)
    thresholds: dict[str, float] = {e.candidate.term.kind: threshold for e in examples[:1]}
    for e, p in zip(examples, unseen, strict=True):
        if p >= threshold:
            by_document[e.name].append((p, replace(e.candidate, score=float(p))))
    counts, right = np.zeros(3), []
    for name, labels in gold.items():
        kept = resolve([candidate for _, candidate in by_document.get(name, [])], thresholds)
        forms = [term_form(c.term, "") | {"p": c.score} for c in kept]
        predicted = scorer.collapse(forms)
        pairs = scorer.pair(labels, predicted, scorer.strict_match)
        hit = {j for _, j in pairs}
        counts += np.array([len(pairs), len(labels), len(predicted)])
        right += [(form["p"], j in hit) for j, form in enumerate(predicted)]
    return counts, right


def calibrated(right: Sequence[tuple[float, bool]]) -> tuple[list[list[float]], tuple[int, float]]:
    """Shares that were right by probability, never falling (pool adjacent violators)."""
    pools: list[list[float]] = []  # floor, right, all
    for p, hit in sorted(right):
        pools.append([p, float(hit), 1.0])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            _, hits, count = pools.pop()
            pools[-1][1] += hits
            pools[-1][2] += count
    # One more miss than seen: a small pool that was always right is not certain.
    table = [[round(floor, 4), round(hits / (count + 1), 4)] for floor, hits, count in pools]
    for low, high in pairwise(table):
        high[1] = max(low[1], high[1])
    sure = [hit for p, hit in right if _look(table, p) >= SURE]
    return table, (len(sure), sum(sure) / len(sure) if sure else 0.0)


def _look(table: Sequence[Sequence[float]], p: float) -> float:
    share = 0.0
    for floor, value in table:
        if p + 1e-9 >= floor:
            share = value
    return share


if __name__ == "__main__":
    main()
