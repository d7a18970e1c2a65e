"""From the judge's probability to the confidence that a term carries, and to ``review``."""

from extractors.terms.candidates import Candidate
from extractors.terms.judge.model import judges
from models.terms import Term

SURE = 0.95
"""Terms of at least this confidence need no person to look at them first."""


def confident(candidate: Candidate) -> Term:
    """Give the term the share that was right among unseen terms with its probability.

    Kinds without a trained judge keep the reader's own score and are always for review.
    """
    judge = judges().get(candidate.term.kind)
    share = judge.confidence(candidate.score) if judge else min(max(candidate.score, 0.0), 1.0)
    review = judge is None or share < SURE
    return candidate.term.model_copy(update={"confidence": round(share, 4), "review": review})
