"""When two readings say the same: the values that a compliance check would use are equal."""

from collections.abc import Callable, Hashable
from decimal import Decimal

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.prices import KINDS as PRICES
from extractors.terms.grammar.unit_words import singular
from extractors.terms.proposals.places import Place
from extractors.terms.proposals.wordings import words_of
from models.terms import CountsFrom, PaymentTerm, Term

_NUMBERS: dict[str, tuple[str, ...]] = {  # what is counted or paid
    "payment_term": ("days",),
    "late_charge": ("percent", "amount"),
    "early_discount": ("percent", "days"),
    "rate": ("amount",),
    "fee": ("amount",),
    "percentage_fee": ("percent",),
    "milestone": ("amount", "percent"),
    "escalator": ("percent",),
    "cap": ("amount",),
    "minimum": ("amount", "quantity"),
    "expense": ("reimbursable",),
    "retainage": ("percent",),
    "billing": ("frequency", "deadline_days"),
    "dispute": ("days",),
    "tax": ("treatment",),
    "discount": ("percent",),
}
_FIELDS: dict[str, tuple[str, ...]] = {  # what the number means
    "payment_term": ("counts_from", "day_type"),
    "late_charge": ("per", "base"),
    "rate": ("min_quantity",),
    "fee": ("frequency",),
    "cap": ("per",),
    "minimum": ("per",),
    "billing": ("timing",),
}
_WORDS: dict[str, str] = {"rate": "unit", "milestone": "name", "escalator": "index"}
"""Free text of which the two readings must share a word, where both have it."""
_NOTHING_SAID: dict[str, object] = {"per": "total", "min_quantity": Decimal(0)}


def number_of(term: Term) -> tuple[Hashable, ...]:
    """Return the number a term states, told apart by kind.

    >>> from models.terms import DisputeWindow
    >>> number_of(DisputeWindow(days=20))
    ('dispute', 20)
    """
    return (term.kind, *(getattr(term, name) for name in _NUMBERS[term.kind]))


def key_of(term: Term) -> tuple[Hashable, ...]:
    """Return every value that must be equal; free text and currencies are compared apart."""
    fields = (getattr(term, name) for name in _FIELDS.get(term.kind, ()))
    names = _FIELDS.get(term.kind, ())
    said = (
        _NOTHING_SAID.get(name) if value is None else value
        for name, value in zip(names, fields, strict=True)
    )
    return (*number_of(term), *said)


def agree(one: Term, other: Term) -> bool:
    """Whether two terms are one obligation read twice."""
    if key_of(one) != key_of(other):
        return False
    currencies = {getattr(term, "currency", None) for term in (one, other)} - {None}
    return len(currencies) < 2 and _words_agree(one, other)  # noqa: PLR2004 (two that differ)


def stands_in(candidate: Candidate, place: Place) -> bool:
    """Whether a candidate's value stands in the quoted words, or in the same row of a table."""
    passage = candidate.passage
    for part in place.parts:
        if passage is part.passage and part.start < candidate.end and candidate.start < part.end:
            return True
        if passage.table is not None and passage is not part.passage:
            where = (part.passage.table, part.passage.row)
            if (passage.table, passage.row) == where:
                return True
    return False


def claims_same(one: Term, other: Term) -> bool:
    """Whether two terms of any kind claim one number: a sum is a fee or a milestone, not both."""
    if one.kind == other.kind:
        return number_of(one) == number_of(other)
    if not {one.kind, other.kind} <= PRICES:
        return False
    amount = getattr(one, "amount", None)
    return amount is not None and bool(amount == getattr(other, "amount", None))


def _words_agree(one: Term, other: Term) -> bool:
    if isinstance(one, PaymentTerm) and isinstance(other, PaymentTerm):
        if one.counts_from is not CountsFrom.EVENT or one.days:
            return True
        return _share(one.event, other.event, words_of)
    name = _WORDS.get(one.kind)
    if name is None:
        return True
    read = _units if name == "unit" else words_of
    return _share(getattr(one, name), getattr(other, name), read)


def _share(one: str | None, other: str | None, read: Callable[[str], set[str]]) -> bool:
    return not one or not other or bool(read(one) & read(other))


def _units(text: str) -> set[str]:
    return {singular(word) for word in text.replace("-", " ").split()}
