"""Milestones: "$250,000 upon completion of Phase I", "20% on acceptance of the prototype".

Reads:  a sum, or a percent of the price, that falls due on an achievement.
Yields: a Milestone with the achievement's name.
Leaves: dated instalments and payments on signing (fees).
Source: wordings in tests/extractors/cases/milestone.yaml.
"""

import re
from collections.abc import Iterator

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.names import milestone_name
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.prices import priced
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import sentences
from extractors.terms.grammar.windows import Window
from models.passage import Passage, PassageKind
from models.terms import Milestone

READS = "milestone"

_MAY_BE = ("milestone", "fee")  # the judge settles what words alone do not
_OTHER = 0.3  # what another kind's wording takes off

_PRICE = re.compile(
    r"(?i)\b(?:of\s+(?:the\s+)?(?:total|contract|purchase|project|fixed|lump\s+sum|agreed|entire|aggregate)?\s*(?:price|cost|fees?|sum|amount|value|construction\s+costs?|contract)\b|payment|instal?lment|payable|\bdue\b|\bpay\b|\bpaid\b)"
)
_ACHIEVED = re.compile(
    r"(?i)\b(?:(?:up)?on|after|at|following|when)\s+(?:the\s+)?(?:\w+\s+){0,3}?(?:completion|acceptance|approval|delivery|commissioning|installation|shipment|handover|mobili[sz]ation|commencement|start|signing|execution|substantial|final|passing|testing|milestone)\b|\bmilestone\b"
)
_NOT = re.compile(
    r"(?i)\b(?:retain\w*|holdback|interest|royalt\w+|commission|discount|increase|late|tax|vat|net\s+sales|revenue|profits?|complete\b|mark-?up|overhead|liquidated|more\s+than|exceed\w*)\b"
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose milestones of one passage."""
    if passage.kind is PassageKind.ROW and passage.table is not None:
        return  # tables are read as tables
    heading = passage.heading or ""
    prices = [p for p in priced(passage.text, heading, context.currency) if p.kind in _MAY_BE]
    for price in prices:
        score = max(price.score - (0.0 if price.kind == READS else _OTHER), 0.01)
        term = Milestone(
            name=milestone_name(price.before, price.after, heading),
            amount=price.value.amount,
            currency=price.value.unit,
            evidence=quote(passage, price.start, price.end),
        )
        yield disagreement(Candidate(term, score, passage, price.start, price.end), price.value)
    if not prices:
        yield from _percents(passage, heading)


def _percents(passage: Passage, heading: str) -> Iterator[Candidate]:
    """Instalments given only as percents of a price."""
    for sentence in sentences(passage.text):
        for value in percents_in(sentence.text):
            start, end = sentence.start + value.start, sentence.start + value.end
            window = Window.around(passage.text, sentence, start, end)
            near = window.before[-70:] + " # " + window.after[:110]
            if not _ACHIEVED.search(near) or not _PRICE.search(near) or _NOT.search(near):
                continue
            score = 0.5 + 0.1 * bool(re.search(r"(?i)payment|milestone|price", heading))
            term = Milestone(
                name=milestone_name(window.before, window.after, heading),
                percent=value.amount,
                evidence=quote(passage, start, end),
            )
            yield disagreement(Candidate(term, score, passage, start, end), value, unit="%")
