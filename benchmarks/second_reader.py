"""Fit how two readings are merged, and say what the merge gives on contracts not fitted on.

    python -m benchmarks.second_reader FOLDER [--write] [--cache DIR]

FOLDER holds contracts/, labels/, readings/ (recorded answers) and the scorer score_terms.py.

Our own reader's judge was trained on the labelled contracts, so each contract is judged here by
weights fitted without its fold; the weights of the merge are cross-validated a document at a time.
"""

import argparse
import json
import pickle
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.judge.corpus import Labelled, corpus, load_scorer
from benchmarks.judge.folds import folds_of, unseen
from extractors.terms.candidates import Candidate
from extractors.terms.merge import Merged, Ours, Theirs, Weights, compared, merge, told, variant
from extractors.terms.proposals.answer import read_answer
from extractors.terms.proposals.grounding import Ground, Grounded
from extractors.terms.resolve import resolve
from models.document import Document
from models.forms import term_form
from models.terms import ExpenseRule

Form = dict[str, Any]
SIGNS = ("sure", "own", "rival")
PENALTY = 0.3
STEPS = 60
REVIEW = 0.95
TARGET = Path(__file__).parent.parent / "extractors/terms/proposals/weights.json"


@dataclass(frozen=True, slots=True)
class Case:
    """One contract: both readings of it, and its labels."""

    name: str
    document: Document
    ours: Ours
    proposals: list[Grounded]
    reader: list[Form]
    gold: list[Form]


def main() -> None:
    """Fit, print the figures, and write the weights where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep read documents there")
    parser.add_argument("--judged", type=Path, help="keep our own unseen readings in this file")
    options = parser.parse_args()
    scorer = load_scorer(options.shared)
    cases = list(read_cases(options, scorer))
    labels = sum(len(scorer.collapse(case.gold)) for case in cases)
    print(f"{len(cases)} contracts, {labels} labels")
    print(f"{'':38}{'P':>7}{'R':>7}{'F1':>7}{'auto P':>8}{'cover':>7}{'auto':>6}")
    show("our reader alone, unseen", [(c, own_forms(c)) for c in cases], scorer)
    show("second reader alone", [(c, c.reader) for c in cases], scorer)
    show("second reader, proven alone", [(c, proven_forms(c)) for c in cases], scorer)
    chance = random.Random(1)  # noqa: S311 (a repeatable choice)
    fits = [(case, fitted([c for c in cases if c is not case], scorer)) for case in cases]
    for title, change in (
        ("merged, leave one contract out", lambda proposals: proposals),
        ("the same, without its own judgement", without_judgement),
        ("the same, half of it missing", lambda proposals: half(proposals, chance)),
        ("the same, nothing proposed", lambda _: []),
    ):
        changed = [(replace(c, proposals=change(c.proposals)), known) for c, known in fits]
        show(title, [(c, merged_forms(c, known)) for c, known in changed], scorer)
    known = fitted(cases, scorer)
    show("merged, fitted on all", [(c, merged_forms(c, known)) for c in cases], scorer)
    if options.write:
        TARGET.write_text(json.dumps(asdict(known), indent=1) + "\n")


def read_cases(options: argparse.Namespace, scorer: ModuleType) -> Iterator[Case]:
    """Read every contract of which there is a recorded reading."""
    readings = {p.stem: json.loads(p.read_text()) for p in (options.shared / "readings").iterdir()}
    for one, candidates in judged(options, scorer, frozenset(readings)):
        kept = resolve(candidates)
        given = readings[one.name]
        ground = Ground(one.document, one.header)
        proposals = ground.prove(read_answer(given).proposals)
        reader = [term | {"review": not term.get("sure")} for term in given["terms"]]
        yield Case(one.name, one.document, Ours(candidates, kept), proposals, reader, one.gold)


def judged(
    options: argparse.Namespace, scorer: ModuleType, names: frozenset[str]
) -> list[tuple[Labelled, list[Candidate]]]:
    """Return the contracts with candidates judged by weights that never saw their fold."""
    if options.judged and options.judged.exists():
        kept: list[tuple[Labelled, list[Candidate]]]
        kept = pickle.loads(options.judged.read_bytes())  # noqa: S301 (our own cache)
        return kept
    every = corpus(options.shared, scorer, options.cache)
    scores = unseen(every, folds_of(every))["both"]
    found = [
        (
            replace(one, examples=[]),
            [
                replace(e.candidate, score=float(p))
                for e, p in zip(one.examples, weighed, strict=True)
            ],
        )
        for one, weighed in zip(every, scores, strict=True)
        if one.name in names
    ]
    if options.judged:
        options.judged.write_bytes(pickle.dumps(found))
    return found


def fitted(cases: Sequence[Case], scorer: ModuleType) -> Weights:
    """Fit the signs of a right proposal, and what the second reader overlooks."""
    rows, right = [], []
    for case in cases:
        weighed = list(compared(case.ours, case.proposals))
        hits = hit([term_form(one.proposal.term, "") for one in weighed], case.gold, scorer)
        for one, is_right in zip(weighed, hits, strict=True):
            rows.append([1.0, *(one.signs[name] for name in SIGNS)])
            right.append(float(is_right))
    weights = logistic(np.array(rows), np.array(right))
    signs = dict(zip(SIGNS, (round(float(w), 3) for w in weights[1:]), strict=True))
    return Weights(round(float(weights[0]), 3), signs, overlooked(cases, scorer))


def hit(forms: Sequence[Form], gold: Sequence[Form], scorer: ModuleType) -> list[bool]:
    """Say of each form whether a label has its key values."""
    labels = scorer.collapse(gold)
    once = {"expense", "tax", "billing"}
    pairs = {j for _, j in scorer.pair(labels, list(forms), scorer.strict_match)}
    return [
        j in pairs
        or (
            f["kind"] in once
            and any(g["kind"] == f["kind"] and scorer.strict_match(g, f) for g in labels)
        )
        for j, f in enumerate(forms)
    ]


def logistic(rows: Any, right: Any) -> Any:  # noqa: ANN401 (numpy arrays)
    """Newton's method with a penalty on every weight but the first."""
    weights = np.zeros(rows.shape[1])
    penalty = np.diag([0.01] + [PENALTY] * (rows.shape[1] - 1))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - p) - penalty @ weights
        bend = (rows * (p * (1 - p))[:, None]).T @ rows + penalty
        weights += np.linalg.solve(bend, slope)
    return weights


def overlooked(cases: Sequence[Case], scorer: ModuleType) -> dict[str, float]:
    """Return the share of labels of each kind without a proposal, drawn towards the mean."""
    missed: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for case in cases:
        forms = [term_form(one.term, "") for one in case.proposals]
        labels = scorer.collapse(case.gold)
        found = {i for i, _ in scorer.pair(labels, forms, scorer.strict_match)}
        for i, label in enumerate(labels):
            kind = label_variant(label)
            counted[kind] += 1
            missed[kind] += i not in found
    mean = missed.total() / counted.total()
    shares = {k: round((missed[k] + 2 * mean) / (n + 2), 3) for k, n in sorted(counted.items())}
    return shares | {"": round(mean, 3)}


def label_variant(label: Form) -> str:
    """Name the kind of a label as the merge names the kind of a term."""
    kind = str(label["kind"])
    return variant(ExpenseRule(reimbursable=label["reimbursable"])) if kind == "expense" else kind


def own_forms(case: Case) -> list[Form]:
    """Return what our reader alone says."""
    return [term_form(c.term, "") | {"review": c.score < REVIEW} for c in case.ours.kept]


def proven_forms(case: Case) -> list[Form]:
    """Return the proposals that are proven, as they are."""
    return [term_form(one.term, "") | {"review": not one.sure} for one in case.proposals]


def merged_forms(case: Case, known: Weights) -> list[Form]:
    """Return the joint reading."""
    merged: list[Merged] = merge(case.document, case.ours, Theirs(case.proposals), known)
    return [term_form(told(one), "") for one in merged]


def without_judgement(proposals: Sequence[Grounded]) -> list[Grounded]:
    """Return proposals as of a reader that does not say how sure it is."""
    return [replace(one, sure=None) for one in proposals]


def half(proposals: Sequence[Grounded], chance: random.Random) -> list[Grounded]:
    """Return about half of the proposals."""
    return [one for one in proposals if chance.random() < 0.5]  # noqa: PLR2004 (half)


def show(title: str, cases: Sequence[tuple[Case, list[Form]]], scorer: ModuleType) -> None:
    """Print one line of figures, as score_terms.py counts them."""
    right = labels = said = sure = sure_right = 0
    for case, forms in cases:
        gold, predicted = scorer.collapse(case.gold), scorer.collapse(forms)
        hits = {j for _, j in scorer.pair(gold, predicted, scorer.strict_match)}
        auto = {j for j, form in enumerate(predicted) if not form.get("review", True)}
        right, labels, said = right + len(hits), labels + len(gold), said + len(predicted)
        sure, sure_right = sure + len(auto), sure_right + len(auto & hits)
    p, r = right / max(said, 1), right / max(labels, 1)
    f1 = 2 * right / max(labels + said, 1)
    auto_p = sure_right / max(sure, 1)
    print(f"{title:38}{p:7.3f}{r:7.3f}{f1:7.3f}{auto_p:8.3f}{sure_right / labels:7.3f}{sure:6d}")


if __name__ == "__main__":
    main()
