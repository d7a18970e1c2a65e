"""Minimums: "an annual minimum royalty of $50,000", "shall purchase at least 5,000 units a year".

Reads:  a sum or a quantity that is the least to be bought, paid or used in a period.
Yields: a Minimum with its period.
Leaves: "no minimum", notice and insurance minimums.
Source: wordings in tests/extractors/cases/minimum.yaml.
"""

import re
from collections.abc import Iterator

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.prices import priced
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import sentences
from extractors.terms.grammar.units import singular
from models.numbers import NotANumber, parse_decimal
from models.passage import Passage, PassageKind
from models.terms import Minimum

READS = "minimum"

_LEAST = re.compile(r"(?i)\bminimum|\bguarante|\bat\s+least|\bcommit")
_OTHER = 0.25  # what another kind's wording takes off

_QUANTITY = re.compile(
    r"""(?ix) \b(?: minimum\s+(?:of|quantity\s+of|order\s+(?:quantity\s+)?of|purchase\s+(?:quantity\s+)?of|volume\s+of)? | at\s+least | not\s+(?:less|fewer)\s+than | no\s+(?:less|fewer)\s+than ) \s+
    (?: [a-z-]+ \s+ \( \s* )? (?P<number> \d{1,3}(?:,\d{3})+ | \d{1,9} ) \)? \s+ (?: (?!days?|months?|years?|hours?\b|business|percent|weeks?)[a-z-]+ \s+ ){0,2}? (?P<unit> (?!days?\b|months?\b|years?\b|business\b|percent\b|weeks?\b|calendar\b|point)[A-Za-z]{3,20} )"""
)
_BUYS = re.compile(
    r"(?i)\b(?:purchas\w+|order\w*|buy|sell|sold|volume|quantit\w+|deliver\w*|licens\w+|take|ship\w*|use|throughput|transport\w*)\b"
)
_DUTY = re.compile(
    r"(?i)\b(?:shall|must|will|agrees?\s+to|commits?|required|requirement|minimum|guarantee\w*)\b"
)
_NOT = re.compile(
    r"(?i)\b(?:insurance|notice|rating|vote|directors?|shareholders?|credit|net\s+worth|meet\w*|inspection|uptime|employees?|font|pages?\s+of|copies)\b"
)
_PER = re.compile(
    r"(?i)\b(?:per|each|every|any|during\s+(?:the|each)|in\s+(?:each|any)|for\s+each)\s+(?:\w+\s+){0,2}?(?P<per>month|quarter|year|week|day)|\b(?P<adverb>monthly|quarterly|annual(?:ly)?|yearly)\b"
)
_ADVERBS = {
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
    "annually": "year",
    "yearly": "year",
}


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose minimums of one passage."""
    if passage.kind is PassageKind.ROW and passage.table is not None:
        return  # tables are read as tables
    for price in priced(passage.text, passage.heading or "", context.currency):
        told = _DUTY.search(price.before + price.after) or _DUTY.search(passage.heading or "")
        if price.kind != READS and not (
            price.kind == "fee" and told and _LEAST.search(passage.text)
        ):
            continue
        score = max(price.score - (0.0 if price.kind == READS else _OTHER), 0.01)
        term = Minimum(
            amount=price.value.amount,
            currency=price.value.unit,
            per=price.per or "total",
            evidence=quote(passage, price.start, price.end),
        )
        yield disagreement(Candidate(term, score, passage, price.start, price.end), price.value)
    yield from _quantities(passage)


def _quantities(passage: Passage) -> Iterator[Candidate]:
    for sentence in sentences(passage.text):
        for match in _QUANTITY.finditer(sentence.text):
            text = sentence.text
            if not _BUYS.search(text) or _NOT.search(
                text[max(0, match.start() - 60) : match.end() + 30]
            ):
                continue
            try:
                quantity = parse_decimal(match["number"])
            except NotANumber:
                continue
            start, end = (
                sentence.start + match.start("number"),
                sentence.start + match.end("number"),
            )
            term = Minimum(
                quantity=quantity,
                unit=singular(match["unit"]),
                per=_per(text, match.end()),
                evidence=quote(passage, start, end),
            )
            score = (
                0.4
                + 0.15 * bool(_DUTY.search(text))
                + 0.1 * bool(re.search(r"(?i)minimum", passage.heading or ""))
            )
            yield Candidate(term, score, passage, start, end)


def _per(text: str, end: int) -> str:
    match = _PER.search(text, end) or _PER.search(text)
    if not match:
        return "total"
    return (match["per"] or _ADVERBS[match["adverb"].lower()]).lower()
