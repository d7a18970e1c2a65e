"""Fit the judge to labelled contracts, and say how well it does on unseen ones.

    python -m benchmarks.fit_judge ../shared/eval [--write] [--cache DIR] [--errors FILE]

Folds are made of whole documents, copies of one contract in one fold.  Thresholds of the
figures come from the other folds; thresholds and calibration that are written come from all
folds' unseen parts, weights and trees from all documents.  Needs the extra ``train``.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.judge.corpus import Labelled, corpus, load_scorer
from benchmarks.judge.covered import Told, interval, passed
from benchmarks.judge.errors import errors
from benchmarks.judge.folds import (
    FOLDS,
    Figures,
    best_thresholds,
    by_kind,
    calibration,
    folds_of,
    honest,
    reached,
    scored,
    sure,
    told,
    trusted,
    unseen,
)
from benchmarks.judge.learning import SMALLEST, fit_line, fit_trees

WANTED = (0.95, 0.96, 0.97, 0.98)
LEVELS = (0.8, 0.85, 0.9, 0.925, 0.95)
JUDGE = Path(__file__).parent.parent / "extractors" / "terms" / "judge"


def main() -> None:
    """Cross-validate, print the figures, and write what the product uses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep read documents there")
    parser.add_argument("--errors", type=Path, help="write what is wrong on unseen documents")
    options = parser.parse_args()
    scorer = load_scorer(options.shared)
    every = corpus(options.shared, scorer, options.cache)
    folds = folds_of(every)
    measured = [i for i, one in enumerate(every) if one.measured]
    asked = [every[i] for i in measured]
    weighed = {how: [scores[i] for i in measured] for how, scores in unseen(every, folds).items()}
    carried = reached(asked, scorer)
    for how in ("line", "trees", "both"):
        figures = honest(asked, folds, weighed[how], scorer)
        print(f"\n{how}: {_summary(figures)}")
    print(f"\n{_table(figures, carried)}")
    limits = best_thresholds(asked, weighed["both"], scorer)
    fates = scored(asked, weighed["both"], limits, scorer)
    print(_review(fates))
    labelled = sum(one.labelled for one in figures.values())
    for level, (said, right) in trusted(asked, folds, weighed["both"], scorer, LEVELS).items():
        print(
            f"from confidence {level} on: {said} not for review, right {right / max(said, 1):.3f}, "
            f"{right / labelled:.3f} of the labels"
        )
    labels = {one.name: len(scorer.collapse(one.gold)) for one in asked}
    print(_covered(told(asked, folds, weighed["both"], scorer), labels))
    if options.errors:
        wrong = errors(asked, folds, weighed["both"], scorer)
        lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in wrong)
        options.errors.write_text("".join(lines))
    if options.write:
        write(every, limits, fates)


def write(
    every: Sequence[Labelled], limits: Mapping[str, float], fates: Mapping[str, Figures]
) -> None:
    """Fit everything to all documents and put it beside the code that weighs."""
    examples = [e for one in every for e in one.examples]
    result: dict[str, Any] = {}
    for kind, few in by_kind(examples).items():
        if sum(e.right for e in few) < FOLDS:
            continue
        weights, bias = fit_line(few)
        result[kind] = {
            "bias": round(bias, 4),
            "weights": {n: round(w, 3) for n, w in sorted(weights.items()) if abs(w) >= SMALLEST},
            "threshold": limits.get(kind, 0.5),
        }
    text = json.dumps(result, indent=0, sort_keys=True, ensure_ascii=False) + "\n"
    (JUDGE / "weights.json").write_text(text)
    (JUDGE / "calibration.json").write_text(json.dumps(calibration(fates)) + "\n")
    forest = fit_trees(examples)
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in forest["trees"])
    names = json.dumps(forest["features"], ensure_ascii=False)
    (JUDGE / "trees.json").write_text(f'{{"features":{names},\n"trees":[\n{lines}\n]}}\n')


def _summary(figures: Mapping[str, Figures]) -> str:
    right, value, labelled, proposed = (
        sum(getattr(one, name) for one in figures.values())
        for name in ("right", "value", "labelled", "proposed")
    )
    return (
        f"precision {right / max(proposed, 1):.3f}, recall {right / max(labelled, 1):.3f}, "
        f"F1 {2 * right / max(labelled + proposed, 1):.3f}, "
        f"value F1 {2 * value / max(labelled + proposed, 1):.3f}"
    )


def _table(figures: Mapping[str, Figures], carried: Mapping[str, tuple[float, float]]) -> str:
    rows = [
        "| kind | labels | carried | carried, value | precision | recall | F1 | value F1 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind, one in sorted(figures.items(), key=lambda item: -item[1].labelled):
        strict, value = carried.get(kind, (0.0, 0.0))
        rows.append(
            f"| {kind} | {one.labelled} | {strict:.3f} | {value:.3f} "
            f"| {one.right / max(one.proposed, 1):.3f} | {one.right / max(one.labelled, 1):.3f} "
            f"| {one.f1:.3f} | {2 * one.value / max(one.labelled + one.proposed, 1):.3f} |"
        )
    return "\n".join(rows)


def _covered(terms: Sequence[Told], labels: Mapping[str, int]) -> str:
    rows = [
        "",
        "| asked | right | 95 of 100 | covered | 95 of 100 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for wanted in WANTED:
        sure = passed(terms, wanted)
        right = sum(one.right for one in sure)
        share, cover = interval(sure, labels)
        rows.append(
            f"| {wanted} | {right / max(len(sure), 1):.3f} | {share[0]:.3f} to {share[1]:.3f} "
            f"| {right / sum(labels.values()):.3f} | {cover[0]:.3f} to {cover[1]:.3f} |"
        )
    return "\n".join(rows)


def _review(fates: Mapping[str, Figures]) -> str:
    labelled = sum(one.labelled for one in fates.values())
    shares = calibration(fates)
    counts = {kind: sure(shares, one.fate) for kind, one in fates.items()}
    said, right = (sum(count[i] for count in counts.values()) for i in (0, 1))
    kinds = ", ".join(f"{kind} {n}" for kind, (n, _) in sorted(counts.items()) if n)
    return (
        f"\nnot marked for review: {said}, right {right / max(said, 1):.3f}, "
        f"{right / max(labelled, 1):.3f} of the labels ({kinds})"
    )


if __name__ == "__main__":
    main()
