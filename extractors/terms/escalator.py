"""Escalators: "increase by three percent (3%) each year", "adjusted by the change in the CPI".

Reads:  a clause or a row that speaks of prices that rise, are adjusted or follow an index.
Yields: a candidate for each sentence, with percent, index, cap and floor.
Leaves: increases of capacity, of ownership, of interest.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from extractors.header.wording import dates_in
from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.periods import frequencies_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from models.passage import Passage
from models.terms import Escalator, Frequency

READS = "escalator"

_RISES = re.compile(
    r"\b(?:increas\w+|escalat\w+|adjust\w+|decreas\w+|index(?:ed|ation)?|uplift\w*|inflation|rise[sn]?|cost[\s-]of[\s-]living|rais(?:e|ed|es|ing)|modif\w+|chang\w+|multipl\w+|plus|step(?:s|ped)?[\s-]up|go(?:es)?\sup|grow(?:s|n)?)\b",
    re.IGNORECASE,
)
_STRONG_RISE = re.compile(
    r"\b(?:increas|escalat|adjust|decreas|index|uplift|inflation|rise|cost[\s-]of|rais|multipl|step)",
    re.IGNORECASE,
)
_PRICES = re.compile(
    r"\b(?:fees?|prices?|rates?|charges?|guarantee|pricing|rent|royalt\w+|commissions?|compensation|remuneration|adjustment|indexation|escalation|retainer|payments?|minimums?|salary|premium|amounts?|subscription|payment\sschedule)\b",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"(?P<CPI>\bCPI(?:-[UW])?\b|\bConsumer\sPrice\sInd\w+)|(?P<PPI>\bPPI\b|\bProducer\sPrice\sInd\w+)|(?P<RPI>\bRPI\b|\bRetail\sPrices?\sInd\w+)|(?P<ECI>\bECI\b|\bEmployment\sCost\sInd\w+)|(?P<inflation>\binflation\b|\bcost[\s-]of[\s-]living)|(?P<FERC>\bFERC\b)|(?P<Medicare>\bMedicare\s(?:fee\s|rates?))",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:not\s(?:to\s)?(?:be\s)?(?:exceed\w*|increase\w*|more)|no\s(?:more|greater)\sthan|not\s(?:\w+\s){0,6}?by\smore\sthan|more\sthan|maximum\sof|up\sto|cap(?:ped)?\s(?:at|of)|lesser\sof|lower\sof|in\sexcess\sof|exceed\w*|greater\sof)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_UNNAMED = re.compile(  # prices that change each year, by no figure
    r"\b(?:annually|each\s(?:\w+\s)?year|every\syear|anniversary|renewal|per\syear|from\stime\sto\stime|any\sincrease)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|nor|without|lesser|lower|maximum|up\sto|cap\w*)\b", re.IGNORECASE
)
_FLOOR = re.compile(
    r"\b(?:at\sleast|no\sless\sthan|not\sless\sthan|minimum\sof)\b[^.;]{0,30}$", re.IGNORECASE
)
_NOT = re.compile(
    r"\b(?:capacity|shares?|stock|ownership|equity|volume|purchases|sales\sincrease|interest\srate|capital|working|loan|credit|staff|employees|net\sworth|liabilit\w+|insurance|conversion|warrants?|discount\w*)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:annual\w*|each\s(?:\w+\s)?year|anniversary|renewal|every\syear|year-over-year|per\syear|calendar\syear|twelve)\b",
    re.IGNORECASE,
)
_APPLIES = re.compile(
    r"\b(?:the|such|all|its|our|any|each)\s(?P<what>(?:(?!the\b|such\b|all\b)[\w'’-]+\s){0,5}?(?:fees?|prices?|rates?|charges?|guarantee|rent|royalt(?:y|ies)|retainer|minimums?|compensation|salary))\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\b(?:commencing|beginning|starting|effective|on|from|first)\b[^.;]{0,40}$", re.IGNORECASE
)


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose escalators of one passage."""
    if not (_RISES.search(passage.text) and _PRICES.search(passage.text)):
        return
    for sentence in sentences(passage.text):
        if _RISES.search(sentence.text):
            yield from _sentence(passage, sentence)


def _sentence(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    text = sentence.text
    indexes = list(_INDEX.finditer(text))
    other = (m for m in indexes if m.lastgroup != "inflation")
    index = next(other, indexes[0] if indexes else None)
    percents = [
        v for v in percents_in(text) if _RISES.search(text[max(v.start - 150, 0) : v.end + 60])
    ]
    capped = [v for v in percents if _capped(text, v)]
    floors = [v for v in percents if _FLOOR.search(text[max(v.start - 40, 0) : v.start])]
    plain = [v for v in percents if v not in capped and v not in floors]
    value = plain[0] if plain else None
    cap, floor = capped[0] if capped else None, floors[0] if floors else None
    anchor = value or cap or floor
    if anchor is None:
        named = index or _UNNAMED.search(text)
        if named is None or not _PRICES.search(text):
            return
        anchor = Value(Decimal(0), named.start(), named.end())
    yield _candidate(passage, sentence, anchor, (value, cap, floor), index)


def _capped(text: str, value: Value) -> bool:
    before = text[max(value.start - 220, 0) : value.start]
    limit = _LIMIT.search(before[-110:])
    return bool(limit and (_NEGATED.search(before) or "exceed" in limit[0].lower()))


def _candidate(
    passage: Passage,
    sentence: Sentence,
    anchor: Value,
    limits: tuple[Value | None, Value | None, Value | None],
    index: re.Match[str] | None,
) -> Candidate:
    text = sentence.text
    start, end = sentence.start + anchor.start, sentence.start + anchor.end
    value, cap, floor = limits
    applies = _APPLIES.search(text) or _APPLIES.search(passage.text)
    frequency = next((f for _, _, f in frequencies_in(text)), None)
    if frequency is None and _OWN.search(text):
        frequency = Frequency.ANNUAL
    falls = value is not None and re.search(r"(?i)\bdecreas\w+", text[: value.end])
    term = Escalator(
        percent=(-value.amount if falls else value.amount) if value else None,
        index=_index_name(index),
        frequency=frequency,
        cap_percent=cap.amount if cap else None,
        floor_percent=floor.amount if floor else None,
        applies_to=applies["what"] if applies else None,
        first_on=_first_on(text),
        evidence=quote(passage, start, end),
    )
    score = (
        0.1 + 0.25 * bool(index) + 0.15 * bool(_PRICES.search(text)) + 0.2 * bool(_OWN.search(text))
    )
    score += 0.15 * bool(re.search(r"(?i)\bincreas\w+|\bescalat|\badjust", text))
    score -= 0.15 * min(len(_NOT.findall(text)), 3) + 0.2 * (not _STRONG_RISE.search(text))
    return disagreement(Candidate(term, max(score, 0.02), passage, start, end), anchor, unit="%")


def _index_name(index: re.Match[str] | None) -> str | None:
    if index is None:
        return None
    return "Medicare rates" if index.lastgroup == "Medicare" else index.lastgroup


def _first_on(text: str) -> date | None:
    for found in dates_in(text, day_first=False):
        if _FIRST.search(text[max(found.start - 50, 0) : found.start]):
            return found.value
    return None
