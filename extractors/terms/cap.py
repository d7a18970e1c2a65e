"""Caps: "shall not exceed $160,000", "up to a maximum of", a guaranteed maximum price.

Reads:  a sum that limits charges, fees or expenses.
Yields: a Cap with its scope, period and what it leaves out.
Leaves: limits of liability and insurance, whose words weigh against it.
Source: wordings in tests/extractors/cases/cap.yaml.
"""

import re
from collections.abc import Iterator

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.priced_lists import prices_of
from extractors.terms.grammar.prices import Priced
from extractors.terms.grammar.quotes import quote
from extractors.wording import phrase
from models.passage import Passage
from models.terms import Cap

READS = "cap"

_SCOPE = phrase(
    r"\b(?P<scope>(?:total|aggregate|all|travel|reimbursable|out-of-pocket|monthly|annual)?\s*(?:fees?|charges?|expenses?|costs?|compensation|payments?|price|amounts?\s+(?:billed|invoiced|payable)|work|services|budget|invoices?)(?:\s+and\s+(?:expenses?|costs?|disbursements?)|\s+for\s+(?:the\s+)?[\w-]+(?:\s+[\w-]+){0,2}?(?=\s+(?:shall|will|may|must|are|is|do|does)\b))?)\b"
)
_EXCLUDES = phrase(
    r"\b(?:excluding|exclusive\s+of|not\s+(?:including|counting)|without\s+counting|other\s+than|before)\s+(?P<what>(?:\w+\s+){0,2}?(?:expenses?|tax(?:es)?|travel|materials?|vat))"
)
_SECOND = 0.15  # what the less likely of two periods takes off
_WHERE = phrase(  # "In a month in which the charges exceed": from there on something else holds
    r"\b(?:if|when|whenever|where|wherever|once|should|which|as\s+soon\s+as)\b[^.;]{0,110}?\b(?:exceeds?|exceeded|exceeding|passe?s?)\b\W*(?:\w+\s+){0,3}$"
)
_NEVER = phrase(r"\b(?:not|never|no|nor|cannot|without)\b")
_IN_NO = phrase(
    r"\bin\s+no\s+(?:calendar\s+|contract\s+|single\s+)?(?P<per>day|week|month|quarter|year)\b"
)
_FOR = re.compile(  # "more than EUR 250 for waiting time"
    r"(?i)^\s*(?:in\s+(?:total|all)\s+)?for\s+(?:the\s+)?(?P<scope>(?!each\b|any\b|every\b|an?\b|all\b|this\b)[a-z][\w-]*(?:\s[\w-]+){0,3}?)\s*(?:[.,;]|$)"
)
_SUBJECT = re.compile(  # "Design work under this Order shall not exceed"
    r"(?:^|[.;]\s)\W*(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?P<scope>[A-Z][\w-]*(?:\s[\w-]+){0,3}?)(?:\s+under\s+this\s+(?:\w+\s){0,3}?\w+)?\s+(?:shall|will|may|must)\s+not\s+exceed\b[^.;]{0,20}$"
)
_CLAUSE = re.compile(r";\s|,\sand\s(?=[^.;]{3,60}?\b(?:is|are|shall|will|may)\b)", re.IGNORECASE)
_GMP = phrase(r"\bguaranteed\s+maximum\s+price\b")


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose caps of one passage."""
    for price in prices_of(passage, context):
        if READS not in price.kinds or _is_condition(price.before):
            continue
        around = price.before + price.after[:80]
        scope = _scope(price)
        excludes = _EXCLUDES.search(around)
        term = Cap(
            amount=price.value.amount,
            currency=price.value.unit,
            scope=scope,
            excludes=(excludes["what"].strip().lower(),) if excludes else (),
            evidence=quote(passage, price.start, price.end),
        )
        score = (
            price.kinds[READS]
            + 0.15 * (scope is not None)
            - 0.1 * (scope is None)
            + 0.1 * bool(_GMP.search(around))
        )
        for place, per in enumerate(_periods(price)):
            found = Candidate(
                term.model_copy(update={"per": per}),
                max(min(score, 0.99) - place * _SECOND, 0.01),
                passage,
                price.start,
                price.end,
                reading=place,
            )
            yield disagreement(found, price.value)


def _is_condition(before: str) -> bool:
    """Whether a sum is a threshold from which on something else holds, and limits nothing."""
    found = _WHERE.search(before[-160:])
    return found is not None and _NEVER.search(found[0]) is None


def _periods(price: Priced) -> tuple[str, ...]:
    said = _IN_NO.search(price.before)
    return (said["per"].lower(),) if said else price.periods


def _scope(price: Priced) -> str | None:
    """The first thing the sum's own clause limits, else the sentence; what it leaves out is none."""
    own = _FOR.match(price.after) or _SUBJECT.search(price.before)
    if own and not _SCOPE.search(own["scope"]):
        return " ".join(own["scope"].split())
    before = _EXCLUDES.sub(" ", price.before[-160:])
    own_clause = _CLAUSE.split(before)[-1]
    found = (
        _SCOPE.search(own_clause)
        or _SCOPE.search(before)
        or _SCOPE.search(_EXCLUDES.sub(" ", price.after[:80]))
    )
    return " ".join(found["scope"].split()).lower() if found else None
