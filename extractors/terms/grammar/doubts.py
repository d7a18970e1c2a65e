"""Words and figures that differ: the term takes the words, a doubt shows both readings."""

from dataclasses import replace

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.values import Value
from models.terms import Doubt


def disagreement(candidate: Candidate, value: Value, *, unit: str = "") -> Candidate:
    """Attach a doubt to a candidate whose value is printed twice and differs."""
    if value.figures is None:
        return candidate
    readings = tuple(f"{number.normalize():f}{unit}" for number in (value.amount, value.figures))
    money = value.unit if value.unit.isupper() else None  # else "calendar", "business" or nothing
    doubt = Doubt(
        reason=f"The words say {readings[0]}, the figures say {readings[1]}.",
        evidence=candidate.term.evidence,
        cause=Doubt.WORDS_AND_FIGURES,
        term_kind=candidate.term.kind,
        readings=readings,
        amount_difference=abs(value.amount - value.figures) if money else None,
        currency=money,
    )
    return replace(candidate, doubt=doubt)
