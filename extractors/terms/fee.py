"""Fees: "a monthly retainer of $6,500", "an annual licence fee of EUR 30,000", a lump-sum price.

Reads:  a sum that is paid once or each period.
Yields: a Fee with its item, frequency and due time.
Leaves: sums that hang on an achievement (milestones), limits, minimums, prices per unit.
Source: wordings in tests/extractors/cases/fee.yaml.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, cast

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.names import clause_name, fee_name
from extractors.terms.grammar.priced_lists import prices_of
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import sentences
from extractors.terms.grammar.starting import starts_on
from extractors.wording import phrase
from models.passage import Passage, PassageKind
from models.terms import Fee, Frequency

READS = "fee"

_OPENING = 8  # characters: a list mark
_LINE = 120  # characters of a line like "- $30,000 mid payment (week 2)"
_SECOND = 0.15  # what the less likely of two frequencies takes off

Proration = Literal["actual_days", "thirty_day_month", "year_365", "none"]

_DUE = phrase(
    r"\b(?P<due>(?:on\s+or\s+before|due\s+on|by|(?:up)?on\s+(?:the\s+)?(?:execution|signing|effective\s+date)|within\s+[\w\s()-]{3,40}\s+(?:of|after|from|following))\s*[^.;($]{0,60})"
)
_PARTS = phrase(
    r"\bpro[\s-]?rat|\bapportion|\bproportion|\bpartial\s+(?:month|period|quarter|year)|\bpart\s+of\s+an?\s+(?:month|period|quarter|year)|\b(?:part|broken|incomplete|stub|short(?:er)?)[\s-](?:calendar\s|billing\s|service\s)?(?:month|period|quarter|year)s?\b|\b(?:begin|start|commenc|end)\w*\s+or\s+(?:end|terminat|expir|ceas)\w*\s+(?:during|within|in\s+the\s+(?:course|middle)\s+of|other\s+than\s+on)\b|\b(?:ends?|terminates?|expires?|begins?|starts?|ceases?)\s+(?:in\s+the\s+(?:course|middle)\s+of|during|within|part[\s-]?way)\s+(?:an?|any|the|such)\s+(?:\w+\s+)?(?:month|quarter|year|period)\b|\bless\s+than\s+a\s+full\s+(?:month|period|quarter|year)|\bnot\s+(?:fully|wholly)\s+(?:served|used|elapsed)"
)
_INTEREST = phrase(r"\b(?:interest|overdue|late|tax(?:es)?|credit|refund)\b")
_PRORATION: tuple[tuple[re.Pattern[str], Proration], ...] = (
    (
        re.compile(
            r"(?i)thirty[\s-]day\s+month|30[\s-]day\s+month|basis\s+of\s+(?:a\s+)?(?:thirty|30)|months?\s+(?:(?:of|being|is|are|has|have|having|shall|be|to|taken|counted|deemed|treated|as|reckoned|considered|always)\s+){1,6}(?:thirty|30)\s+(?:\(30\)\s+)?days|1/30\b|\bone[\s-]thirtieth\b"
        ),
        "thirty_day_month",
    ),
    (re.compile(r"(?i)365[\s-]day|1/365|divided\s+by\s+365|basis\s+of\s+(?:a\s+)?365"), "year_365"),
    (
        re.compile(
            r"(?i)\bno\s+pro[\s-]?rati|not\s+(?:be\s+)?pro[\s-]?rated|\bpartial\s+(?:month|period|quarter)s?\s+(?:is|are)\s+(?:charged|billed)\s+in\s+full"
        ),
        "none",
    ),
    (
        re.compile(
            r"(?i)actual\s+(?:number\s+of\s+)?(?:calendar\s+)?days|calendar\s+days\s+(?:in|of|actually)|days\s+(?:served|used|elapsed|of\s+(?:service|use))\s*(?:/|divided\s+by|over)\s*(?:the\s+)?(?:number\s+of\s+)?days|\bby\s+(?:the\s+)?(?:actual\s+)?(?:calendar\s+)?days\b|\b(?:according|in\s+proportion)\s+to\s+the\s+(?:number\s+of\s+)?(?:actual\s+|calendar\s+)?days|\bper\s+calendar\s+day\b|number\s+of\s+days\s+in\s+(?:the|that|such)\s+(?:month|period|quarter)|\bdaily\b[^.]{0,40}\bcalendar\s+days"
        ),
        "actual_days",
    ),
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose fees of one passage."""
    if passage.kind is PassageKind.ROW and passage.table is not None:
        return  # tables are read as tables
    for price in prices_of(passage, context):
        if READS not in price.kinds:
            continue
        due = _DUE.search(price.after[:110])
        opens = price.start < _OPENING and len(passage.text) < _LINE
        term = Fee(
            item=(opens and clause_name(price.after))
            or fee_name(price.before, passage.heading or "", after=price.after),
            amount=price.value.amount,
            currency=price.value.unit,
            due=due["due"].strip() if due else None,
            evidence=quote(passage, price.start, price.end),
        )
        start = starts_on(price.before, price.after, day_first=context.day_first)
        for place, frequency in enumerate(price.frequencies):
            said = {
                "frequency": Frequency(frequency),
                "start": start if frequency != "one_time" else None,
                "proration": _proration(passage, context) if frequency != "one_time" else None,
            }
            score = max(price.kinds[READS] - place * _SECOND, 0.01)
            found = Candidate(
                term.model_copy(update=said), score, passage, price.start, price.end, reading=place
            )
            yield disagreement(found, price.value)


def _proration(passage: Passage, context: Context) -> Proration | None:
    """How a part of a period is charged: as the clause says, else the document's one rule."""
    own = _rule(passage.text)
    if own is not None:
        return own
    stated = context.once("proration", lambda: _stated(context.document.passages))
    return cast("Proration", next(iter(stated))) if len(stated) == 1 else None


def _stated(passages: Iterable[Passage]) -> frozenset[str]:
    return frozenset(rule for p in passages if (rule := _rule(p.text)))


def _rule(text: str) -> Proration | None:
    if not _PARTS.search(text):
        return None
    for sentence in sentences(text):
        if _PARTS.search(sentence.text) and not _INTEREST.search(sentence.text):
            return next(
                (name for wording, name in _PRORATION if wording.search(sentence.text)), None
            )
    return None
