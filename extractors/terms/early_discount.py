"""Early-payment discounts: "2% 10, net 30", "a discount of two percent if paid within ten days".

Reads:  a clause or a row that speaks of a discount, or the trade's short form.
Yields: a candidate for each percent with its days.
Leaves: cash discounts inside definitions of net sales.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from models.passage import Passage
from models.terms import EarlyDiscount

READS = "early_discount"

_SHORT = re.compile(  # "2% 10, net 30", "2/10 n/30", "2/10, net 30"
    r"\b(?P<percent>\d{1,2}(?:\.\d{1,2})?)\s?(?:%\s?[-,/]?\s?|/\s?)(?P<days>\d{1,3})\s?(?:days?)?\s?[,;/-]?\s?(?:n\s?/\s?|net\s?)\d{1,3}\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(
    r"\bdiscount\w*|\bdeduct\w*|\brebate\b|\breduc\w+\b[^.;]{0,30}\b(?:payment|amount|invoice|sum)|\bskonto\b",
    re.IGNORECASE,
)
_EARLY = re.compile(
    r"\b(?:early|prompt|paid|pays?|payments?|settle\w*|received|remit\w*|funds)\b[^.;]{0,60}\b(?:within|early|prompt|in\sfull|days)\b|\b(?:early|prompt)[\s-]pa(?:y|id)\w*",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:net\s(?:sales|revenue)|means|customary|less\b|allowances)\b", re.IGNORECASE
)
_REACH = 130


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose early-payment discounts of one passage."""
    for match in _SHORT.finditer(passage.text):
        term = EarlyDiscount(
            percent=Decimal(match["percent"]),
            days=int(match["days"]),
            evidence=quote(passage, match.start(), match.end()),
        )
        yield Candidate(term, 0.9, passage, match.start(), match.end())
    if _DISCOUNT.search(passage.text):
        for sentence in sentences(passage.text):
            if _DISCOUNT.search(sentence.text) and _EARLY.search(sentence.text):
                yield from _sentence(passage, sentence)


def _sentence(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    if _SHORT.search(sentence.text):
        return
    days = list(days_in(sentence.text))
    for value in percents_in(sentence.text):
        near = [d for d in days if abs(d.start - value.start) <= _REACH]
        if not near:
            continue
        nearest = min(near, key=lambda d: abs(d.start - value.start))
        start, end = sentence.start + value.start, sentence.start + value.end
        term = EarlyDiscount(
            percent=value.amount,
            days=int(nearest.amount),
            evidence=quote(passage, start, end),
        )
        score = 0.75 - 0.5 * bool(_DEFINES.search(sentence.text))
        yield Candidate(term, score, passage, start, end)
