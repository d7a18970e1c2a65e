"""Percents taken off where an invoice is paid early, each with its days."""

import re
from functools import lru_cache

from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.values import Value

DISCOUNT = re.compile(
    r"\bdiscount\w*|\bdeduct\w*|\brebate\b|\breduc\w+\b[^.;]{0,30}\b(?:payment|amount|invoice|sum)|\bskonto\b",
    re.IGNORECASE,
)
_EARLY = re.compile(
    r"\b(?:early|prompt|paid|pays?|payments?|settle\w*|received|remit\w*|funds)\b[^.;]{0,60}\b(?:within|early|prompt|in\sfull|days)\b|\b(?:early|prompt)[\s-]pa(?:y|id)\w*",
    re.IGNORECASE,
)
_REACH = 130


@lru_cache(maxsize=64)
def early_payments(sentence: str) -> tuple[tuple[Value, Value], ...]:
    """Return percents with the number of days next to each.

    >>> [(str(p.amount), str(d.amount)) for p, d in early_payments("2% discount if paid within 10 days")]
    [('2', '10')]
    """
    if not (DISCOUNT.search(sentence) and _EARLY.search(sentence)):
        return ()
    days = list(days_in(sentence))
    found = []
    for percent in percents_in(sentence):
        near = [d for d in days if abs(d.start - percent.start) <= _REACH]
        if near:
            found.append((percent, min(near, key=lambda d: abs(d.start - percent.start))))
    return tuple(found)
