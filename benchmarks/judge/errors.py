"""What the judge gets wrong on documents it did not see, as lines for a person to read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from benchmarks.judge.corpus import Labelled
from benchmarks.judge.folds import FOLDS, best_thresholds, value_match
from benchmarks.judge.labelling import quotes
from benchmarks.judge.learning import Vector
from extractors.terms.candidates import Candidate
from extractors.terms.resolve import resolve
from models.forms import Json, term_form

_REACH = 220


def errors(
    corpus: Sequence[Labelled],
    folds: Mapping[str, int],
    weighed: Sequence[Vector],
    scorer: ModuleType,
) -> Iterator[dict[str, Json]]:
    """Yield false and missed terms, each fold with the thresholds of the others."""
    for fold in range(FOLDS):
        rest = [i for i, one in enumerate(corpus) if folds[one.name] != fold]
        limits = best_thresholds([corpus[i] for i in rest], [weighed[i] for i in rest], scorer)
        for one, scores in zip(corpus, weighed, strict=True):
            if folds[one.name] == fold:
                yield from _of_document(one, scores, limits, scorer)


def _of_document(
    one: Labelled, scores: Vector, limits: Mapping[str, float], scorer: ModuleType
) -> Iterator[dict[str, Json]]:
    known = [
        replace(e.candidate, score=float(p)) for e, p in zip(one.examples, scores, strict=True)
    ]
    kept = resolve(known, limits)
    forms = [term_form(c.term, "") | {"at": i} for i, c in enumerate(kept)]
    gold, predicted = scorer.collapse(one.gold), scorer.collapse(forms)
    pairs = scorer.pair(gold, predicted, scorer.strict_match)
    near = dict(scorer.pair(gold, predicted, value_match(scorer)))
    found, hit = {i for i, _ in pairs}, {j for _, j in pairs}
    for j, form in enumerate(predicted):
        if j not in hit:
            label = next((gold[i] for i, other in near.items() if other == j), None)
            yield {
                "error": "field" if label else "false",
                "file": one.name,
                **_shown(kept[form["at"]]),
                "label": _label(label),
            }
    for i, label in enumerate(gold):
        if i not in found and i not in near:
            yield {"error": "missed", "file": one.name, **_missed(label, known, scorer)}


def _missed(label: dict[str, Any], known: list[Candidate], scorer: ModuleType) -> dict[str, Json]:
    same = [c for c in known if c.term.kind == label["kind"]]
    right = [c for c in same if scorer.strict_match(label, term_form(c.term, ""))]
    here = [c for c in right if quotes(label["quote"], c)] or right
    best = max(here, key=lambda c: c.score, default=None)
    reason = "no candidate" if best is None else "weighed too low, or settled otherwise"
    shown = _shown(best) if best else {"kind": label["kind"]}
    return {**shown, "reason": reason, "label": _label(label)}


def _shown(candidate: Candidate) -> dict[str, Json]:
    form = term_form(candidate.term, "")
    left = {"evidence", "confidence", "review", "id"}
    text = candidate.passage.text
    start, end = candidate.start, candidate.end
    marked = (
        f"{text[max(0, start - _REACH) : start]}>>{text[start:end]}<<{text[end : end + _REACH]}"
    )
    return {
        "kind": candidate.term.kind,
        "p": round(candidate.score, 3),
        "read": {k: v for k, v in form.items() if k not in left},
        "text": marked,
        "heading": candidate.passage.heading,
    }


def _label(label: dict[str, Any] | None) -> Json:
    return label
