"""Discounts: "a discount of 10% on seat charges", "5% off for orders above 1,000 units".

Reads:  a percent called a discount or a reduction of prices.
Yields: a Discount with what it applies to and from which quantity or amount.
Leaves: discounts for early payment, which are their own kind; service credits and remedies;
        discounts that name no charges.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import sentences
from models.numbers import NotANumber, parse_decimal
from models.passage import Passage
from models.terms import Discount

READS = "discount"

_DISCOUNT = re.compile(
    r"(?i)\b(?:discount\w*|rebate|reduc\w+\s+(?:of|by)|off\s+(?:the|its|all|any|each|list)|price\s+reduction|allowance)\b|\bdeducted\s+from\s+(?:the\s+|all\s+)?(?:[\w-]+\s+){0,2}?(?:prices?|rates?|fees?|charges?)\b|\bfrom\s+(?:the\s+|all\s+)?(?:[\w-]+\s+){0,2}?(?:prices?|rates?|fees?|charges?)\b[^.;]{0,60}\bdeducted\b"
)
_EARLY = re.compile(
    r"(?i)\b(?:if\s+paid|paid\s+within|prompt|early\s+payment|within\s+\w+\s+(?:\(\d+\)\s+)?days|cash\s+discount)\b"
)
_APPLIES = re.compile(
    r"(?i)\b(?:on|off|to|from|against)\s+(?:all\s+|the\s+|its\s+)?(?P<what>(?:[\w-]+\s+){0,4}?(?:fees?|charges?|prices?|rates?|seats?|services|products?|units?|licen[cs]es?|subscriptions?|usage|list|invoices?)(?:\s+(?:fees?|charges?|prices?|rates?))?)\b"
    r"|\b(?:(?:the|all|its)\s+)?(?P<subject>(?:[\w-]+\s+){0,3}?(?:fees?|charges?|prices?|rates?|seats?|services|subscriptions?))\s+(?:is|are|shall\s+be|will\s+be)\s+reduced\b"
)
_QUANTITY = re.compile(
    r"(?i)\b(?:above|over|exceed\w*|more\s+than|at\s+least|of|from)\s+(?P<n>\d[\d,]*)\s+(?:or\s+more\s+)?(?:\w+\s+)?(?:seats?|users?|units?|licen[cs]es?|calls?|hours?|copies)"
)
_NOT = re.compile(  # service credits, remedies, shares, and what customers of customers get
    r"(?i)\b(?:fail\w*|defect\w*|delay\w*|late|breach|default|damages|uptime|availability|shares?|stock|per\s+share|royalt\w+|commissions?|advance|members?|returns|allowances)\b"
)
_GRANTS = re.compile(
    r"(?i)\b(?:shall|will|receives?|entitled|grants?|allows?|gives?|applies|applied|net\s+of|(?:is|are)\s+(?:given|granted|reduced)|deduct\w*|less)\b"
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose discounts of one passage."""
    if not _DISCOUNT.search(passage.text):
        return
    for sentence in sentences(passage.text):
        text = sentence.text
        if not _DISCOUNT.search(text) or _EARLY.search(text) or _NOT.search(text):
            continue
        for value in percents_in(text):
            near = text[max(0, value.start - 60) : value.end + 60]
            if not _DISCOUNT.search(near):
                continue
            start, end = sentence.start + value.start, sentence.start + value.end
            applies = _APPLIES.search(text, value.end) or _APPLIES.search(text)
            term = Discount(
                percent=value.amount,
                applies_to=_scope(applies) if applies else None,
                min_quantity=_quantity(text),
                min_amount=_amount(text, context.currency),
                evidence=quote(passage, start, end),
            )
            score = 0.3 + 0.2 * (applies is not None) + 0.2 * bool(_GRANTS.search(text))
            yield disagreement(Candidate(term, score, passage, start, end), value, unit="%")


def _scope(applies: re.Match[str]) -> str:
    return " ".join((applies["what"] or applies["subject"]).split())


def _quantity(text: str) -> Decimal | None:
    match = _QUANTITY.search(text)
    if not match:
        return None
    try:
        return parse_decimal(match["n"])
    except NotANumber:
        return None


def _amount(text: str, currency: str) -> Decimal | None:
    for value in amounts_in(text, currency):
        if re.search(
            r"(?i)\b(?:above|over|exceed\w*|more\s+than|at\s+least)\s*$", text[: value.start]
        ):
            return value.amount
    return None
