"""From the judge's probability to the confidence that a term carries, and to ``review``."""

import json
from functools import cache
from importlib.resources import files

from extractors.terms.candidates import Candidate
from extractors.terms.judge.model import judges
from models.terms import Term

SURE = 0.95
"""Terms of at least this confidence need no person to look at them first."""


@cache
def _calibration() -> list[tuple[float, float]]:
    """Load the shares that were right on documents not trained on, by lowest probability.

    One table serves all kinds: of a kind alone too few terms are among the surest to know their
    share (docs/accuracy.md compares both).
    """
    source = files("extractors.terms.judge").joinpath("calibration.json")
    return [(floor, share) for floor, share in json.loads(source.read_text(encoding="utf-8"))]


def _share(probability: float) -> float:
    """Return the share of terms with such a probability that were right."""
    return max((share for floor, share in _calibration() if floor <= probability), default=0.0)


def confident(candidate: Candidate) -> Term:
    """Give the term the share that was right among unseen terms with its probability.

    Kinds without a trained judge keep the reader's own score and are always for review.
    """
    judged = candidate.term.kind in judges()
    share = _share(candidate.score) if judged else min(max(candidate.score, 0.0), 1.0)
    review = not judged or share < SURE
    return candidate.term.model_copy(update={"confidence": round(share, 4), "review": review})
