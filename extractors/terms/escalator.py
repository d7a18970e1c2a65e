"""Escalators: "increase by three percent (3%) each year", "adjusted by the change in the CPI".

Reads:  a clause or a row that speaks of prices that rise, are adjusted or follow an index.
Yields: a candidate for each sentence, with percent, index, cap and floor; one for each step where
        a sentence states several.  What the next sentence limits or dates is taken along.
Leaves: increases of capacity, of ownership, of interest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.rises import Index, first_days, index_of, limited, rhythm_of
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.wording import phrase
from models.passage import Passage
from models.terms import Escalator, Frequency

READS = "escalator"

_RISES = phrase(
    r"\b(?:increas\w+|escalat\w+|adjust\w+|decreas\w+|index(?:ed|ation|ing)?|uplift\w*|inflation|rise[sn]?|rising|cost[\s-]of[\s-]living|rais(?:e|ed|es|ing)|modif\w+|chang\w+|multipl\w+|plus|step(?:s|ped)?[\s-]up|go(?:es)?\sup|grow(?:s|n)?|adapt\w*|augment\w*|added\sto|revis\w+|uprat\w+|upwards?|climbs?|(?:higher|dearer)\sthan\s(?:the|those|in|that)|mov(?:es?|ed)\s(?:up|down)|lift(?:s|ed)?|exceed\w*\s(?:the|that|those|its|their)\s[^.;%]{0,60}?\bby|above\s(?:the|that|those|its)\s(?:[\w-]+\s){0,3}?(?:prices?|fees?|charges?))\b|\+\s?\d{1,2}(?:[.,]\d+)?\s?%|\b1(?:0[1-9]|[1-4]\d)(?:[.,]\d+)?\s?(?:%|per\s?cent\b)\sof\s(?:the|its|that|those|what|last)\b"
)
_FOLLOWS = phrase(
    r"\b(?:follow\w*|link\w*|tied|peg(?:s|ged)|track\w*|in\s(?:line|step|accordance|proportion)\s(?:with|to)|keeps?\s(?:pace|up)|mirror\w*|var(?:y|ies|ied)|variation|mov(?:e[ds]?|ements?|ing)|review\w*|updat\w+|reset|reflect\w*|correspond\w*|in\sthe\s(?:same\s)?(?:proportion|ratio)|fluctuat\w+)\b"
)
_FALLING = phrase(
    r"\b(?:falls?|drop(?:s|ped)?|lowered|reduc(?:ed?|es|tion)|comes?\sdown|cut)\b[^.;%]{0,40}?\b(?:by|of)\b"
)
_FALLS = phrase(r"\b(?:decreas\w+|reduc(?:e[sd]?|tion)|lower(?:ed|s)?|falls?|drops?)\b[^.;]{0,60}$")
_STRONG_RISE = phrase(
    r"\b(?:increas|escalat|adjust|decreas|index|uplift|inflation|ris|cost[\s-]of|rais|multipl|step|adapt|uprat|revis)"
)
_PRICES = phrase(
    r"\b(?:fees?|prices?|rates?|charges?|guarantee|pricing|rent|rentals?|royalt\w+|commissions?|compensation|remuneration|adjustment|indexation|escalation|escalator|retainer|payments?|minimums?|salary|premium|amounts?|sums?|subscription|tariffs?|tolls?|hire|components?|surcharges?|payment\sschedule|what\s\w+\spays?)\b"
)
_TOLD = phrase(
    r"\b(?:index\w*|increases?|adjust\w*|escalat\w+|uplift|review|inflation|changes?\s(?:of|in|to)|revision|value\sretention|price\ssteps?)\b"
)
_UNNAMED = phrase(
    r"\b(?:annually|each\s(?:\w+\s)?year|every\syear|anniversary|renewal|per\syear|from\stime\sto\stime|any\sincrease)\b"
)
_NOT = phrase(
    r"\b(?:capacity|shares?|stock|ownership|equity|volume|purchases|sales\sincrease|interest\srate|capital|working|loan|credit|staff|employees|net\sworth|liabilit\w+|insurance|conversion|warrants?|discount\w*|overdue|unpaid|not\spaid)\b"
)
_OWN = phrase(
    r"\b(?:annual\w*|each\s(?:\w+\s)?year|anniversary|renewal|every\syear|year-over-year|per\syear|calendar\syear|twelve)\b"
)
_APPLIES = phrase(
    r"\b(?:the|such|all|its|our|any|each)\s(?P<what>(?:(?!the\b|such\b|all\b)[\w'’-]+\s){0,5}?(?:fees?|prices?|rates?|charges?|guarantee|rent|royalt(?:y|ies)|retainer|minimums?|compensation|remuneration|tariffs?|salary))\b"
)
_REFERS = phrase(
    r"^\W*(?:(?:no|any|such|this|that|these|the|each|every|said)\s(?:\w+\s){0,3}?(?:increase|adjust|chang|rise|uplift|escalat|index|revis|movement|variation|adaptation|percentage)\w*|it\b|they\b|in\s(?:no|any)\s(?:event|case)|the\s(?:first|result\w*)|cap\b|floor\b|max|min|first\b|however|provided|but\b|under\sno)"
)
_GONE = phrase(
    r"\b(?:ceas\w+|discontinu\w+|no\slonger|rebas\w+|successor|replac\w+|means|not\s(?:available|published))\b"
)
_MOVES = (  # a passage without all of these states no rise, whatever its heading
    "increas escalat adjust decreas index inflation uplift rise rising living rais modif chang multipl plus step go grow adapt revis uprat upward climb higher dearer "
    "mov lift augment added exceed above + % follow link tied peg track line vari vary review updat reset reflect fall drop lower reduc"
).split()
_SAYS = phrase(
    r"%|per\s?cent|\bind(?:ex|ices)|\b[CRPWV]PI|\bIPC|Verbraucher|\bHICP|\bECI|\bAWE|\bLCI|\bSPPI|inflation|cost[\s-]of[\s-]liv|FERC|Medicare|earnings|bps|basis\spoint|annually|\byear|anniversary|renewal|from\stime|any\sincrease|factor|multipl"
)
_WEAK = frozenset(("FERC", "Medicare rates", "inflation"))  # named for other reasons too
_AROUND = 150, 60  # characters around a percent in which its verb stands
_STEPS = 2  # from so many rises in one sentence on, each is one


@dataclass(frozen=True, slots=True)
class _Rise:
    """What one sentence says; ``anchor`` is the value the quote is cut around."""

    sentence: Sentence
    anchor: Value
    value: Value | None
    cap: Decimal | None
    floor: Decimal | None
    index: Index | None
    frequency: Frequency | None
    first_on: date | None


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose escalators of one passage."""
    text = passage.text
    small = text.lower()
    if not any(word in small for word in _MOVES):
        return
    heading = (passage.heading or "").rsplit(" > ", maxsplit=1)[-1]
    told = _TOLD.search(heading) is not None
    if not (told or _PRICES.search(text) or _PRICES.search(heading)):
        return
    found: list[_Rise] = []
    for sentence in sentences(text):
        if found and (more := _further(found[-1], sentence, context)):
            found[-1] = more
        else:
            found += _sentence(sentence, context, told=told)
    for rise in found:
        yield _candidate(passage, rise)


def _sentence(sentence: Sentence, context: Context, *, told: bool) -> Iterator[_Rise]:
    text = sentence.text
    if not _SAYS.search(text):
        return
    rises = _RISES.search(text) or _falling(text)
    index = index_of(text) if rises or _FOLLOWS.search(text) or (told and rhythm_of(text)) else None
    if index and not rises and index.name in _WEAK:
        index = None
    told = told and rhythm_of(text) is not None
    if index and _GONE.search(text) and not _OWN.search(text):
        index = None
    if not (rises or index or told):
        return
    near = [(v, role) for v, role in limited(text) if told or index or _beside(text, v, rises)]
    plain = [v for v, role in near if role == "plain"]
    cap = next((v for v, role in near if role == "cap"), None)
    floor = next((v for v, role in near if role == "floor"), None)
    anchor = next(iter(plain), None) or cap or floor
    if anchor is None:
        named = index or (_UNNAMED.search(text) if rises else None)
        if named is None or not (told or _PRICES.search(text)):
            return
        start, end = (named.start, named.end) if isinstance(named, Index) else named.span()
        anchor = Value(Decimal(0), start, end)
    days = first_days(text, day_first=context.day_first)
    whole = _Rise(
        sentence,
        anchor,
        next(iter(plain), None),
        cap.amount if cap else None,
        floor.amount if floor else None,
        index,
        rhythm_of(text),
        days[0][1] if days else None,
    )
    yield whole
    if len(plain) >= _STEPS and (len(days) >= _STEPS or not index):
        yield from _steps(whole, plain, days)


def _steps(whole: _Rise, plain: list[Value], days: list[tuple[int, date]]) -> Iterator[_Rise]:
    """The steps after the first, each with the day that stands on the same side as the first's."""
    leads = bool(days) and days[0][0] < plain[0].start
    for place, value in enumerate(plain[1:], 1):
        if leads:
            own = [day for at, day in days if plain[place - 1].end <= at < value.start]
        else:
            limit = plain[place + 1].start if place + 1 < len(plain) else len(whole.sentence.text)
            own = [day for at, day in days if value.end <= at < limit]
        if own or _STEP.search(whole.sentence.text[plain[place - 1].end : value.end + 40]):
            yield replace(whole, anchor=value, value=value, first_on=own[-1] if own else None)


_STEP = phrase(r"\b(?:year|further|another|additional|anniversary|thereafter|renewal)\b")


def _further(rise: _Rise, sentence: Sentence, context: Context) -> _Rise | None:
    """Take along what the next sentence says of the same rise; None where it says its own."""
    text = sentence.text
    if not _REFERS.search(text) or rise.sentence is sentence:
        return None
    near = list(limited(text))
    index = index_of(text)
    if any(role == "plain" for _, role in near) or (index and rise.index is None):
        return None
    cap = next((v.amount for v, role in near if role == "cap"), None)
    floor = next((v.amount for v, role in near if role == "floor"), None)
    days = first_days(text, day_first=context.day_first)
    if (cap and rise.cap) or (floor and rise.floor) or not (near or days):
        return None
    return replace(
        rise,
        cap=rise.cap if cap is None else cap,
        floor=rise.floor if floor is None else floor,
        first_on=rise.first_on or (days[0][1] if days else None),
        frequency=rise.frequency or rhythm_of(text),
    )


def _falling(text: str) -> re.Match[str] | None:
    """Prices that fall each year; what is reduced but once is a discount."""
    found = _FALLING.search(text)
    return found if found and rhythm_of(text) else None


def _beside(text: str, value: Value, rises: re.Match[str] | None) -> bool:
    before, after = _AROUND
    first, last = max(value.start - before, 0), value.end + after
    return rises is not None and (
        first <= rises.start() < last or bool(_RISES.search(text[first:last]))
    )


def _candidate(passage: Passage, rise: _Rise) -> Candidate:
    text, value = rise.sentence.text, rise.value
    start, end = rise.sentence.start + rise.anchor.start, rise.sentence.start + rise.anchor.end
    applies = _APPLIES.search(text) or _APPLIES.search(passage.text)
    falls = value is not None and _fallen(text, value, rise.frequency)
    term = Escalator(
        percent=(-value.amount if falls else value.amount) if value else None,
        index=rise.index.name if rise.index else None,
        frequency=rise.frequency,
        cap_percent=rise.cap,
        floor_percent=rise.floor,
        applies_to=applies["what"] if applies else None,
        first_on=rise.first_on,
        evidence=quote(passage, start, end),
    )
    score = (
        0.1
        + 0.25 * bool(rise.index)
        + 0.15 * bool(_PRICES.search(text))
        + 0.2 * bool(_OWN.search(text))
    )
    score += 0.15 * bool(re.search(r"(?i)\bincreas\w+|\bescalat|\badjust", text))
    score -= 0.15 * min(len(_NOT.findall(text)), 3) + 0.2 * (not _STRONG_RISE.search(text))
    found = Candidate(term, max(score, 0.02), passage, start, end)
    return disagreement(found, rise.anchor, unit="%")


def _fallen(text: str, value: Value, frequency: Frequency | None) -> bool:
    fall = _FALLS.search(text[: value.start])
    if fall is None or re.search(r"(?i)\bincreas|\bris|\badjust", fall[0]):
        return False
    return frequency is not None or fall[0].lower().startswith("decreas")
