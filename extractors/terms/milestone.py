"""Milestones: "$250,000 upon completion of Phase I", "20% on acceptance of the prototype".

Reads:  a sum, or a percent of the price, that falls due on an achievement.
Yields: a Milestone with the achievement's name.
Leaves: dated instalments and payments on signing (fees).
Source: wordings in tests/extractors/cases/milestone.yaml.
"""

import re
from collections.abc import Iterator

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.names import clause_name, milestone_name
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.priced_lists import prices_of
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import sentences
from extractors.terms.grammar.windows import Window
from models.passage import Passage, PassageKind
from models.terms import Milestone

READS = "milestone"

_WHOLE = 100  # percent: parts that add up to it share out one price
_PRICE = re.compile(
    r"(?i)\b(?:of\s+(?:the\s+|such\s+|its\s+)?(?:total|contract|purchase|project|fixed|lump\s+sum|agreed|entire|aggregate)?\s*(?:price|cost|fees?|sum|amount|value|construction\s+costs?|contract)\b|payments?|instal?lments?|payable|billable|bonus|returned|prepay\w*|\bdue\b|\bpay\b|\bpaid\b)"
)
_ACHIEVED = re.compile(
    r"(?i)\b(?:(?:up)?on|after|at|following|when|once|against|by|within|prior\s+to|before|during|until|for)\s+(?:the\s+|an?\s+|its\s+)?(?:[\w()'’-]+\s+){0,8}?(?:complet\w+|accept\w+|approv\w+|deliver\w+|commission\w+|install\w+|ship\w+|handover|mobili[sz]ation|commenc\w+|start\w*|sign\w+|execut\w+|substantial|final|pass\w*|test\w*|milestone|orders?|placed|launch|go-?live|conversion|funding|closing|inspect\w+|arriv\w+|topping\w*|end|documents|phase|receipt|warranty|progress|advance)\b|\bmilestone\b|\b(?:down|advance|initial|final)\s+payment\b"
)
_NOT = re.compile(
    r"(?i)\b(?:retain\w*|holdback|interest|royalt\w+|commission|discount|increase|late|tax|vat|net\s+sales|revenue|profits?|complete\b|mark-?up|overhead|liquidated|more\s+than|exceed\w*)\b"
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose milestones of one passage."""
    if passage.kind is PassageKind.ROW and passage.table is not None:
        return  # tables are read as tables
    heading = passage.heading or ""
    prices = [p for p in prices_of(passage, context) if READS in p.kinds]
    lead = lead_of(passage, context)
    for price in prices:
        score = price.kinds[READS]
        term = Milestone(
            name=milestone_name(price.before, price.after, heading, lead),
            amount=price.value.amount,
            currency=price.value.unit,
            evidence=quote(passage, price.start, price.end),
        )
        yield disagreement(Candidate(term, score, passage, price.start, price.end), price.value)
    yield from _percents(passage, context, lead)


def _percents(passage: Passage, context: Context, lead: str) -> Iterator[Candidate]:
    """Instalments given only as percents of a price."""
    if next(percents_in(passage.text), None) is None:
        return
    heading = passage.heading or ""
    for sentence in sentences(passage.text):
        values = list(percents_in(sentence.text))
        if not values or (len(values) == 1 and any(amounts_in(sentence.text, context.currency))):
            continue
        parts = len(values) > 1 and sum(v.amount for v in values) == _WHOLE
        for value in values:
            start, end = sentence.start + value.start, sentence.start + value.end
            window = Window.around(passage.text, sentence, start, end)
            # Parts that a semicolon sets apart speak of other payments.
            before, after = window.before.rpartition(";")[2], window.after.partition(";")[0]
            near = before[-70:] + " # " + after[:110]
            told = f"{near} {heading} {lead}"
            if not (parts or _ACHIEVED.search(near)) or not _PRICE.search(told):
                continue
            if _NOT.search(near):
                continue
            score = (
                0.4 + 0.2 * parts + 0.1 * bool(re.search(r"(?i)payment|milestone|price", heading))
            )
            term = Milestone(
                name=milestone_name(window.before, window.after, lead=lead)
                or clause_name(window.after, heading),
                percent=value.amount,
                evidence=quote(passage, start, end),
            )
            yield disagreement(Candidate(term, score, passage, start, end), value, unit="%")
