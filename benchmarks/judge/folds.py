"""Folds of whole documents, thresholds, and what the confidence of unseen terms is worth."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.judge.corpus import Example, Labelled
from benchmarks.judge.covered import Told
from benchmarks.judge.learning import Vector, fit_line, forest, probability
from extractors.terms.candidates import Candidate
from extractors.terms.confidence import SURE
from extractors.terms.judge.model import mixed
from extractors.terms.resolve import THRESHOLD, resolve
from models.document import Document
from models.forms import term_form

FOLDS = 5
_ALIKE = 0.4  # shared stretches from which on two documents are one contract twice
_RUN = 6  # words
_EVERY = 16  # only so many of the stretches are compared
_WIDE = 2  # steps of the grid to either side
_GRID = tuple(round(0.15 + 0.05 * i, 2) for i in range(11))


@dataclass(slots=True)
class Figures:
    """Counts of one kind: right, right by value, labelled, proposed; and each term's fate."""

    right: int = 0
    value: int = 0
    labelled: int = 0
    proposed: int = 0
    fate: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(self.labelled + self.proposed, 1)


def folds_of(corpus: Sequence[Labelled]) -> dict[str, int]:
    """Give each document a fold by a hash of its name; copies of one contract share theirs."""
    runs = {one.name: _stretches(one.document) for one in corpus}
    names = list(runs)
    first: dict[str, str] = {}
    for i, name in enumerate(names):
        twin = next(
            (
                other
                for other in names[:i]
                if len(runs[name] & runs[other])
                > _ALIKE * max(min(len(runs[name]), len(runs[other])), 1)
            ),
            name,
        )
        first[name] = first.get(twin, twin)
    return {
        name: int(hashlib.sha256(one.encode()).hexdigest(), 16) % FOLDS
        for name, one in first.items()
    }


def _stretches(document: Document) -> set[str]:
    words = " ".join(p.text for p in document.passages).lower().split()
    runs = (" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
    return {run for run in runs if hashlib.md5(run.encode()).digest()[0] % _EVERY == 0}  # noqa: S324 (a sample, no secret)


def unseen(corpus: Sequence[Labelled], folds: Mapping[str, int]) -> dict[str, list[Vector]]:
    """Weigh every candidate by judges that did not see its document: line, trees and both."""
    found: dict[str, dict[str, Vector]] = defaultdict(dict)
    for fold in range(FOLDS):
        train = [e for one in corpus if folds[one.name] != fold for e in one.examples]
        lines = {
            kind: fit_line(few)
            for kind, few in by_kind(train).items()
            if sum(e.right for e in few) >= FOLDS
        }
        trees = forest(train)
        for one in corpus:
            if folds[one.name] == fold:
                line = np.array([_line(lines, e) for e in one.examples])
                kinds = [e.candidate.term.kind for e in one.examples]
                seen = trees.probabilities(kinds, [e.found for e in one.examples])
                tree = np.array(
                    [
                        p if e.candidate.term.kind in lines else e.candidate.score
                        for e, p in zip(one.examples, seen, strict=True)
                    ]
                )
                found["line"][one.name], found["trees"][one.name] = line, tree
                found["both"][one.name] = mixed(line, tree)
    return {how: [by_name[one.name] for one in corpus] for how, by_name in found.items()}


def _line(lines: Mapping[str, tuple[dict[str, float], float]], example: Example) -> float:
    if example.candidate.term.kind not in lines:
        return example.candidate.score
    weights, bias = lines[example.candidate.term.kind]
    return probability(weights, bias, example.found)


def by_kind(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """Sort examples by the kind of their candidate."""
    found: dict[str, list[Example]] = defaultdict(list)
    for e in examples:
        found[e.candidate.term.kind].append(e)
    return dict(sorted(found.items()))


def best_thresholds(
    corpus: Sequence[Labelled], weighed: Sequence[Vector], scorer: ModuleType
) -> dict[str, float]:
    """Take for each kind the threshold in the middle of those with the best F1.

    The best single one of a rare kind is luck: the mean F1 of it and its neighbours counts.
    A kind that no label has keeps the product's own.
    """
    tried = {t: scored(corpus, weighed, defaultdict(lambda t=t: t), scorer) for t in _GRID}  # type: ignore[misc]  # mypy cannot type a default of a lambda
    kinds = sorted({kind for figures in tried.values() for kind in figures})
    labelled = {label["kind"] for one in corpus for label in one.gold}
    reached = {kind: [tried[t].get(kind, Figures()).f1 for t in _GRID] for kind in kinds}
    return {kind: _flattest(reached[kind]) if kind in labelled else THRESHOLD for kind in kinds}


def _flattest(reached: Sequence[float]) -> float:
    """Return the threshold around which F1 is best on the whole; ``reached`` goes by the grid.

    >>> _flattest([0, 0, 0.9, 0, 0, 0, 0.6, 0.7, 0.7, 0.6, 0.5])
    0.6
    """
    near = [reached[max(i - _WIDE, 0) : i + _WIDE + 1] for i in range(len(reached))]
    return _GRID[max(range(len(near)), key=lambda i: sum(near[i]) / len(near[i]))]


def honest(
    corpus: Sequence[Labelled],
    folds: Mapping[str, int],
    weighed: Sequence[Vector],
    scorer: ModuleType,
) -> dict[str, Figures]:
    """Score each fold with the thresholds of the others."""
    total: dict[str, Figures] = defaultdict(Figures)
    for fold in range(FOLDS):
        rest = [i for i, one in enumerate(corpus) if folds[one.name] != fold]
        here = [i for i, one in enumerate(corpus) if folds[one.name] == fold]
        limits = best_thresholds([corpus[i] for i in rest], [weighed[i] for i in rest], scorer)
        figures = scored([corpus[i] for i in here], [weighed[i] for i in here], limits, scorer)
        for kind, one in figures.items():
            total[kind].right += one.right
            total[kind].value += one.value
            total[kind].labelled += one.labelled
            total[kind].proposed += one.proposed
            total[kind].fate += one.fate
    return dict(sorted(total.items()))


def scored(
    corpus: Sequence[Labelled],
    weighed: Sequence[Vector],
    thresholds: Mapping[str, float],
    scorer: ModuleType,
) -> dict[str, Figures]:
    """Resolve each document as the product does and compare with its labels."""
    total: dict[str, Figures] = defaultdict(Figures)
    for one, scores in zip(corpus, weighed, strict=True):
        candidates: list[Candidate] = [
            replace(e.candidate, score=float(p))
            for e, p in zip(one.examples, scores, strict=True)
            if p >= thresholds[e.candidate.term.kind]
        ]
        forms = [term_form(c.term, "") | {"p": c.score} for c in resolve(candidates, thresholds)]
        gold, predicted = scorer.collapse(one.gold), scorer.collapse(forms)
        pairs = scorer.pair(gold, predicted, scorer.strict_match)
        hit = {j for _, j in pairs}
        for label in gold:
            total[label["kind"]].labelled += 1
        for i, _ in scorer.pair(gold, predicted, value_match(scorer)):
            total[gold[i]["kind"]].value += 1
        for j, form in enumerate(predicted):
            figures = total[form["kind"]]
            figures.proposed += 1
            figures.right += j in hit
            figures.fate.append((form["p"], j in hit))
    return dict(total)


def value_match(scorer: ModuleType) -> Any:  # noqa: ANN401 (the scorer has no types)
    """Compare only the numbers of a label and a candidate."""
    return lambda g, p: bool(scorer.value_key(g) == scorer.value_key(p))


def reached(corpus: Sequence[Labelled], scorer: ModuleType) -> dict[str, tuple[float, float]]:
    """Share of labels that some candidate carries: with every field right, and its value."""
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in corpus:
        forms = [term_form(e.candidate.term, "") for e in one.examples]
        for g in scorer.collapse(one.gold):
            same = [form for form in forms if form["kind"] == g["kind"]]
            hits[g["kind"]][0] += 1
            hits[g["kind"]][1] += any(scorer.strict_match(g, form) for form in same)
            hits[g["kind"]][2] += any(scorer.value_key(g) == scorer.value_key(f) for f in same)
    return {kind: (strict / n, value / n) for kind, (n, strict, value) in hits.items()}


def calibrated(fate: Sequence[tuple[float, bool]]) -> list[list[float]]:
    """Shares that were right by probability, never falling (pool adjacent violators)."""
    pools: list[list[float]] = []  # floor, right, all
    for p, hit in sorted(fate):
        pools.append([p, float(hit), 1.0])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            _, hits, count = pools.pop()
            pools[-1][1] += hits
            pools[-1][2] += count
    # One more miss than seen: a small pool that was always right is not certain.
    table = [[round(floor, 4), round(hits / (count + 1), 4)] for floor, hits, count in pools]
    for low, high in pairwise(table):
        high[1] = max(low[1], high[1])
    return table


def calibration(fates: Mapping[str, Figures]) -> list[list[float]]:
    """One table for all kinds: a kind alone has too few of the surest to know its share."""
    return calibrated([one for figures in fates.values() for one in figures.fate])


def sure(table: Sequence[Sequence[float]], fate: Sequence[tuple[float, bool]]) -> tuple[int, int]:
    """Count the terms that a calibration would not mark for review, and those of them right."""
    hits = [hit for p, hit in fate if _look(table, p) >= SURE]
    return len(hits), sum(hits)


def trusted(
    corpus: Sequence[Labelled],
    folds: Mapping[str, int],
    weighed: Sequence[Vector],
    scorer: ModuleType,
    levels: Sequence[float],
) -> dict[float, tuple[int, int]]:
    """Count what would not be marked for review from each confidence on, and what of it is right.

    Thresholds and calibration of a fold come from the other folds.
    """
    counts = dict.fromkeys(levels, (0, 0))
    for fold in range(FOLDS):
        rest = [i for i, one in enumerate(corpus) if folds[one.name] != fold]
        here = [i for i, one in enumerate(corpus) if folds[one.name] == fold]
        others = [corpus[i] for i in rest], [weighed[i] for i in rest]
        limits = best_thresholds(*others, scorer)
        table = calibration(scored(*others, limits, scorer))
        found = scored([corpus[i] for i in here], [weighed[i] for i in here], limits, scorer)
        for one in found.values():
            for level in levels:
                hits = [hit for p, hit in one.fate if _look(table, p) >= level]
                said, right = counts[level]
                counts[level] = said + len(hits), right + sum(hits)
    return counts


def told(
    corpus: Sequence[Labelled],
    folds: Mapping[str, int],
    weighed: Sequence[Vector],
    scorer: ModuleType,
) -> list[Told]:
    """Return every term that is read, with the confidence that the other folds give it.

    Terms of one calibrated share are put in order by their probability.
    """
    found = []
    for fold in range(FOLDS):
        rest = [i for i, one in enumerate(corpus) if folds[one.name] != fold]
        others = [corpus[i] for i in rest], [weighed[i] for i in rest]
        limits = best_thresholds(*others, scorer)
        table = calibration(scored(*others, limits, scorer))
        for one, scores in zip(corpus, weighed, strict=True):
            if folds[one.name] == fold:
                for figures in scored([one], [scores], limits, scorer).values():
                    found += [
                        Told(one.name, fold, _look(table, p) + p * 1e-6, hit)
                        for p, hit in figures.fate
                    ]
    return found


def _look(table: Sequence[Sequence[float]], p: float) -> float:
    """Return the share that a calibration gives a probability."""
    share = 0.0
    for floor, value in table:
        if p + 1e-9 >= floor:
            share = value
    return share
