"""Logistic regression per kind beside boosted trees for all; fitted by benchmarks/fit_judge.py.

A candidate's probability is a weighted mean of both: they err on different candidates.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from extractors.terms.candidates import Candidate
from extractors.terms.judge.document import around
from extractors.terms.judge.features import features
from extractors.terms.judge.trees import forest
from models.document import Document

_FILE = "weights.json"
_LIMIT = 30.0
_AT_ONCE = 256  # candidates whose features are held in memory together
_LINE = 0.4  # the share of the regression; the trees have the rest


@dataclass(frozen=True, slots=True)
class KindModel:
    """The judge of one kind.

    ``threshold`` is the probability from which on a candidate is a term.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float = 0.5

    def probability(self, found: Mapping[str, float]) -> float:
        """Weigh the features of one candidate."""
        weights = self.weights
        total = self.bias + sum(
            [weights[name] * value for name, value in found.items() if name in weights]
        )
        return 1.0 / (1.0 + exp(-min(max(total, -_LIMIT), _LIMIT)))


@cache
def judges() -> Mapping[str, KindModel]:
    """Load the weights that come with the package; kinds without any keep the readers' score."""
    source = files("extractors.terms.judge").joinpath(_FILE)
    if not source.is_file():
        return {}
    data = json.loads(source.read_text(encoding="utf-8"))
    return {
        kind: KindModel(one["bias"], one["weights"], one["threshold"]) for kind, one in data.items()
    }


def mixed(line: Any, trees: Any) -> Any:  # noqa: ANN401 (a number, or numpy's of many)
    """Join what the two say of a candidate."""
    return _LINE * line + (1 - _LINE) * trees


def weighed(candidates: Sequence[Candidate], document: Document) -> list[Candidate]:
    """Replace the readers' scores by the judge's probabilities."""
    beside = around(candidates, document)
    result: list[Candidate] = []
    for first in range(0, len(candidates), _AT_ONCE):
        few = slice(first, first + _AT_ONCE)
        result += _weighed(candidates[few], beside[few])
    return result


def _weighed(
    candidates: Sequence[Candidate], beside: Sequence[Mapping[str, float]]
) -> list[Candidate]:
    known, trees = judges(), forest()
    kinds = [c.term.kind for c in candidates]
    judged = [kind in known for kind in kinds]
    found = [
        features(candidate, more) if here else {}
        for candidate, more, here in zip(candidates, beside, judged, strict=True)
    ]
    second = trees.probabilities(kinds, found) if trees is not None else None
    result = []
    for place, candidate in enumerate(candidates):
        score = candidate.score
        if judged[place]:
            score = known[kinds[place]].probability(found[place])
            if second is not None:
                score = mixed(score, second[place])
        result.append(replace(candidate, score=score))
    return result
