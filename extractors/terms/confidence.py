"""From a wording's score to the probability that the term is right, and to ``review``."""

from extractors.terms.candidates import Candidate, Context
from models.terms import Term

_SURE = 0.97


def judge(candidate: Candidate, _context: Context) -> Term:
    """Give the term its confidence; ``review`` is false only where almost all were right."""
    confidence = round(min(max(candidate.score, 0.0), 1.0), 4)
    return candidate.term.model_copy(
        update={"confidence": confidence, "review": confidence < _SURE}
    )
