"""Statements that came near to being terms: the judge weighed them a little below its limit."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from extractors.terms.candidates import Candidate
from extractors.terms.judge.model import judges
from extractors.terms.resolve import THRESHOLD, key_values
from models.terms import Term

NEAR = 0.6
"""A candidate is undecided from this share of its kind's limit on."""
MOST = 3
"""Of one kind in one document, the likeliest; a longer list is read by nobody."""


def undecided(candidates: Sequence[Candidate], kept: Iterable[Candidate]) -> tuple[Term, ...]:
    """Return what was nearly a term, in the document's order.

    A value that became a term of some kind, or that a term already states, is decided.
    """
    taken = list(kept)
    places = {(id(c.passage), c.start, c.end) for c in taken}
    stated = {key_values(c) for c in taken}
    near = [
        c
        for c in candidates
        if _is_near(c) and (id(c.passage), c.start, c.end) not in places
        if key_values(c) not in stated
    ]
    chosen = {id(c) for kind in {c.term.kind for c in near} for c in _likeliest(near, kind)}
    return tuple(_term(c) for c in near if id(c) in chosen)


def limit_of(kind: str) -> float:
    """Return the score from which on a candidate of a kind is a term."""
    judge = judges().get(kind)
    return judge.threshold if judge else THRESHOLD


def _term(candidate: Candidate) -> Term:
    """The term with the judge's own probability: shares that were right are known of terms only."""
    update = {"confidence": round(candidate.score, 4), "review": True}
    return candidate.term.model_copy(update=update)


def _is_near(candidate: Candidate) -> bool:
    limit = limit_of(candidate.term.kind)
    return limit * NEAR <= candidate.score < limit


def _likeliest(near: Sequence[Candidate], kind: str) -> Iterator[Candidate]:
    seen: set[Hashable] = set()
    ranked = sorted((c for c in near if c.term.kind == kind), key=lambda c: -c.score)
    for candidate in ranked:
        key = key_values(candidate)
        if key not in seen and len(seen) < MOST:
            seen.add(key)
            yield candidate
