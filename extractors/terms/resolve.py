"""The document as a whole: which of the readers' candidates are its terms.

Restatements with the same key values become one, one value is given to one kind, and rules on
expenses, taxes and billing count once for each key.
"""

from collections.abc import Hashable, Sequence

from extractors.terms.candidates import Candidate
from extractors.terms.judge.model import judges

THRESHOLD = 0.5
"""Candidates with a lower score are no terms, where the judge names no other limit."""

_PRICES = {"rate", "fee", "milestone", "minimum"}
_ONCE = {"expense", "tax", "billing"}


def resolve(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the candidates that are terms, in the order given."""
    likely = [c for c in candidates if c.score >= _threshold(c)]
    single = _one_kind_for_one_value(likely)
    return _merged(single)


def _threshold(candidate: Candidate) -> float:
    judge = judges().get(candidate.term.kind)
    return judge.threshold if judge else THRESHOLD


def key_values(candidate: Candidate) -> tuple[Hashable, ...]:
    """Return the values in which two statements of one obligation agree."""
    term = candidate.term
    skip = {"evidence", "confidence", "review"} | (
        {"categories", "preapproval", "preapproval_over", "markup_percent", "cap", "receipt_over"}
        if term.kind == "expense"
        else set()
    )
    values = tuple(getattr(term, name) for name in type(term).model_fields if name not in skip)
    passage = candidate.passage
    row = (passage.table, passage.row) if passage.table is not None else None
    # Every price in every row of a table is a term, also where two rows say the same.
    return (*values, row if term.kind in _PRICES else None)


def _one_kind_for_one_value(candidates: list[Candidate]) -> list[Candidate]:
    """Where two kinds claim the same characters, the stronger claim stands."""
    best: dict[tuple[int, int, int], Candidate] = {}
    for candidate in candidates:
        place = (id(candidate.passage), candidate.start, candidate.end)
        other = best.get(place)
        if other is None or candidate.score > other.score:
            best[place] = candidate
    kept = {id(candidate) for candidate in best.values()}
    return [c for c in candidates if id(c) in kept or c.term.kind in _ONCE]


def _merged(candidates: list[Candidate]) -> list[Candidate]:
    best: dict[tuple[Hashable, ...], Candidate] = {}
    for candidate in candidates:
        key = key_values(candidate)
        if key not in best or candidate.score > best[key].score:
            best[key] = candidate
    kept = {id(candidate) for candidate in best.values()}
    return [c for c in candidates if id(c) in kept]
