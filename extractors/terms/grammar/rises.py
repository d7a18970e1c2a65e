"""How prices rise: by which index, within which limits, how often, and from which day.

>>> index_of("adjusted by the change in the HICP").name
'HICP'
>>> index_of("in line with the Diesel Fuel Price Index").name
'Diesel Fuel Price Index'
>>> text = "never by less than 1% nor by more than 4%"
>>> [(str(v.amount), role) for v, role in limited(text)]
[('1', 'floor'), ('4', 'cap')]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from extractors.header.wording import dates_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.periods import frequencies_in
from extractors.terms.grammar.values import Value
from extractors.wording import phrase
from models.dates import ENGLISH_MONTH
from models.terms import Frequency

Role = Literal["plain", "cap", "floor"]

_INDEX = phrase(
    r"(?P<HICP>\bHICP\b|\bHarmoni[sz]ed\sInd\w+\sof\sConsumer\sPrices|\bHarmoni[sz]ed\sConsumer\sPrice\sInd\w+)|(?P<CPIH>\bCPIH\b)|(?P<CPI>\bCPI(?:-[UW])?\b|\bConsumer\sPrices?\sInd\w+|\bInd\w+\sof\sConsumer\sPrices)|(?P<SPPI>\bSPPI\b|\bServices\sProducer\sPrice\sInd\w+)|(?P<PPI>\bPPI\b|\bProducer\sPrices?\sInd\w+)|(?P<RPIX>\bRPIX\b)|(?P<RPI>\bRPI\b|\bRetail\sPrices?\sInd\w+|\bInd\w+\sof\sRetail\sPrices)|(?P<ECI>\bECI\b|\bEmployment\sCosts?\sInd\w+)|(?P<WPI>\bWPI\b|\bWage\sPrice\sInd\w+|\bWholesale\sPrices?\sInd\w+)|(?P<AWE>\bAWE\b|\bAverage\sWeekly\sEarnings)|(?P<LCI>\bLCI\b|\bLabou?r\sCosts?\sInd\w+)|(?P<VPI>\bVPI\b|\bVerbraucherpreisindex)|(?P<IPC>\bIPC\b)|(?P<inflation>\binflation\b|\bcost[\s-]of[\s-]living)|(?P<FERC>\bFERC\b)|(?P<Medicare>\bMedicare\s(?:fee\s|rates?))"
)
_OTHER_INDEX = phrase(
    r"\b(?P<name>(?:(?!The\b|This\b|Such\b|If\b|An?\b)[A-Z][\w.&-]*\s(?:(?:of|for|and)\s)?){1,5}Ind(?:ex|ices))\b(?:\s\([\"“]?(?:the\s[\"“]?)?(?P<short>[A-Z][A-Z-]{1,7})[\"”]?\))?",
    re.NOFLAG,
)
_GAP = r"(?![a-z])[^.;]{0,60}$"
_CAP = re.compile(
    rf"\b(?:not\s(?:to\s)?(?:be\s)?(?:exceed\w*|increase\w*)|(?:more|greater|higher)\sthan|maximum|max\.?|at\s(?:the\s)?most|up\sto|cap(?:ped)?|ceiling|upper\s(?:limit|bound)|limit(?:ed)?|restricted\sto|(?:lesser|lower|smaller|least|lowest)\sof|in\sexcess\sof|exceed\w*|above|beyond|over|pass){_GAP}",
    re.IGNORECASE,
)
_FLOOR = re.compile(
    rf"\b(?:at\s(?:the\s)?least|(?:less|lower|fewer|smaller)\sthan|below|under|minimum|min\.?|floor|lower\s(?:limit|bound)|(?:greater|higher|larger)\sof){_GAP}",
    re.IGNORECASE,
)
_BAND = re.compile(r"\b(?:between|band|corridor|range|collar)\b[^.;]{0,40}$", re.IGNORECASE)
_NEGATED = phrase(
    r"\b(?:not|no|never|nor|neither|without|cannot|can't|won't|lesser|lower|smaller|least|lowest|max\w*|at\s(?:the\s)?most|up\sto|cap\w*|ceiling|limit\w*|restricted|upper|exceed\w*)\b"
)
_NEEDS_NOT = re.compile(
    r"(?:more|greater|higher)\sthan|above|beyond|over|pass|in\sexcess\sof", re.IGNORECASE
)
_FLOOR_NOT = re.compile(r"(?:less|lower|fewer|smaller)\sthan|below|under", re.IGNORECASE)
_GREATER = re.compile(r"(?:greater|higher|larger)\sof", re.IGNORECASE)
_BOUNDED = phrase(r"(?:more|greater|higher)\sthan|exceed|in\sexcess\sof")
_CAP_AFTER = re.compile(
    r"^(?:\W{0,3}(?:(?:being|is|are|(?:shall|will)\sbe)\s)?(?:left\sout|disregarded|ignored|not\s(?:counted|taken\sinto))\b|[\s(,]{0,2}(?:as\s|being\s|is\s|shall\sbe\s)?(?:an?\s|the\s)?(?:maximum|max|at\s(?:the\s)?most|cap|ceiling)\b(?!\.?:?\s?(?:of\s)?\d)|\W{0,3}[^.;%]{0,40}\bwhichever\s(?:is|be|shall\sbe)\s(?:the\s)?(?:lower|less|lesser|smaller)\b)",
    re.IGNORECASE,
)
_FLOOR_AFTER = re.compile(
    r"^(?:[\s(,]{0,2}(?:as\s|being\s|is\s|shall\sbe\s)?(?:an?\s|the\s)?(?:minimum|min|at\s(?:the\s)?least|floor)\b(?!\.?:?\s?(?:of\s)?\d)|\W{0,3}[^.;%]{0,40}\bwhichever\s(?:is|be|shall\sbe)\s(?:the\s)?(?:higher|greater|larger)\b)",
    re.IGNORECASE,
)
_SHARE = re.compile(  # "85% of the change in the CPI": a share of it
    r"^\s?(?:of|per\s?cent\sof)\s(?:the\s|any\s|such\s|that\s)?(?:[\w-]+\s){0,2}?(?:change|increase|movement|rise|variation|CPI|RPI|PPI|HICP|index|inflation)",
    re.IGNORECASE,
)
_WHOLE = re.compile(  # "103% of the fee of the year before"
    r"^\s?of\s(?:the|its|their|that|those|what|last|such)\b[^.;]{0,60}\b(?:previous|preceding|prior|before|last|then|immediately|former|earlier|applicable\sin)\b",
    re.IGNORECASE,
)
_FACTOR = phrase(
    r"\b(?:multipl\w+|factor|coefficient)\s(?:it\s|them\s|of\s|by\s|a\sfactor\s){0,3}(?P<factor>1[.,]\d{1,4})(?![\d%])"
)
_PRICE_WORD = r"(?:fees?|charges?|prices?|rates?|rent|rentals?|retainers?|payments?|remuneration|subscriptions?|instal?lments?|sums?|amounts?|premiums?|compensation|invoices?|salary|minimums?|guarantees?|revenues?|services?)"
_ADJECTIVE = re.compile(  # how often the fee is paid, not how often it rises
    rf"\b(?:(?:bi-?)?(?:monthly|weekly)|quarterly|(?:semi-?)?annual|yearly|hourly|daily)\s(?=(?:[\w'’-]+\s){{0,2}}?{_PRICE_WORD}\b(?!\s(?:increase|adjustment|escalat(?:ion|or)|indexation|review|uplift|rise)\b))"
    rf"|(?:{_PRICE_WORD}|\d)\s(?:\w+\s)?(?:per|an?|each)\s(?:calendar\s)?(?:month|quarter|week|year)\b(?=\s(?:shall|will|is|are|may|rises?|increases?|goes))"
    r"|\bper\s(?:day|hour|month)\b|\b(?:monthly|quarterly)\s(?:index|figure|value)",
    re.IGNORECASE,
)
_YEARLY = phrase(
    rf"\b(?:each|every|any)\s(?:succeeding\s|subsequent\s|following\s|later\s)?(?:first\s(?:day\s)?of\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?{ENGLISH_MONTH}\b"
    r"|\b(?:annual\w*|yearly|(?:each|every)\s(?:\w+\s)?year|anniversar\w+|renewal\w*|year[\s-](?:over|on|by|to|after)[\s-]year|per\s(?:year|annum)|calendar\syear|twelve|12[\s-]months?)\b|\bp\.\s?a\."
)
_EACH_MONTH = phrase(
    rf"\b(?:each|every)\s(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?{ENGLISH_MONTH}\b"
)
_TIMES = {2: Frequency.SEMIANNUAL, 4: Frequency.QUARTERLY}
_RARER = phrase(
    r"\b(?:every|each)\s(?:two|three|four|five|2|3|4|5|second|third|fourth|fifth|other)\s(?:\(\d\)\s)?(?:\w+\s)?(?:years?|anniversar\w+)\b|\bbiennial\w*\b"
)
_BEGINS = phrase(
    r"\b(?:commencing|commences?|beginning|begins?|starting|starts?|effective|first|earliest)\b[^.;]{0,45}$"
)
_ON = phrase(
    r"(?:^\W{0,3}|\b(?:on|from|since|as\s(?:of|from|at)|per|by|after)\s(?:and\safter\s)?(?:the\s)?)$"
)
_NO_START = phrase(
    r"\b(?:publish\w*|base|dated|agreement|until|before|ending|through|up\sto|index\s(?:of|for|as))\b[^.;,]{0,30}$"
)


@dataclass(frozen=True, slots=True)
class Index:
    """An index by its shortest printed name, and where it stands."""

    name: str
    start: int
    end: int


def index_of(text: str) -> Index | None:
    """Find the index that prices follow; one of general inflation only where none is named."""
    known = list(_INDEX.finditer(text))
    best = next((m for m in known if m.lastgroup != "inflation"), None)
    if best is None and (named := _OTHER_INDEX.search(text)):
        return Index(named["short"] or named["name"], *named.span())
    best = best or next(iter(known), None)
    if best is None:
        return None
    name = "Medicare rates" if best.lastgroup == "Medicare" else str(best.lastgroup)
    return Index(name, *best.span())


def limited(text: str) -> Iterator[tuple[Value, Role]]:
    """Yield the percents of a sentence on rising prices: the rise itself, its cap, its floor."""
    indexed: Index | None = index_of(text)
    last: Role = "plain"
    for found in percents_in(text):
        value = found
        before, after = text[max(value.start - 220, 0) : value.start], text[value.end :][:70]
        if _SHARE.match(after):
            continue
        if value.amount > _A_HUNDRED:
            if not _WHOLE.match(after):
                continue
            value = replace(value, amount=value.amount - _A_HUNDRED, figures=None)
        role = _role(before, after, indexed=indexed is not None, last=last)
        yield value, role
        last = role
    for match in _FACTOR.finditer(text):
        factor = Decimal(match["factor"].replace(",", "."))
        yield Value((factor - 1) * _A_HUNDRED, *match.span("factor")), "plain"


_A_HUNDRED = 100


def _role(before: str, after: str, *, indexed: bool, last: Role) -> Role:
    """What one percent is, by the nearest word that limits it."""
    if _CAP_AFTER.match(after) and (indexed or "whichever" not in after):
        return "cap"
    if _FLOOR_AFTER.match(after) and (indexed or "whichever" not in after):
        return "floor"
    near = before[-110:]
    cap, floor, band = (_last(wording, near) for wording in (_CAP, _FLOOR, _BAND))
    at = max((m.start() for m in (cap, floor, band) if m), default=-1)
    if band and band.start() == at:
        return "cap" if last == "floor" else "floor"
    if floor and floor.start() == at:
        return _least(floor[0], before, indexed=indexed)
    if cap and (not _NEEDS_NOT.match(cap[0]) or _NEGATED.search(before)):
        return "cap"
    return "plain"


def _least(words: str, before: str, *, indexed: bool) -> Role:
    if _GREATER.match(words):  # "not by more than the greater of 6% and the CPI" limits from above
        if _BOUNDED.search(before) and _NEGATED.search(before):
            return "cap"
        return "floor" if indexed else "plain"
    return "floor" if not _FLOOR_NOT.match(words) or _NEGATED.search(before) else "plain"


def _last(wording: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match that begins last: each reaches to the end of the text."""
    found, at = None, 0
    while match := wording.search(text, at):
        found, at = match, match.start() + 1
    return found


def rhythm_of(text: str) -> Frequency | None:
    """How often prices rise; how often they are paid is not meant.

    >>> str(rhythm_of("the Monthly Fee rises on each 1 April"))
    'annual'
    """
    if _RARER.search(text):
        return None
    days = len(_EACH_MONTH.findall(text))
    if days in _TIMES:
        return _TIMES[days]
    plain = _ADJECTIVE.sub(lambda m: " " * len(m[0]), text)
    said = next((f for _, _, f in frequencies_in(plain)), None)
    yearly = Frequency.ANNUAL if _YEARLY.search(plain) else None
    return said or yearly


def first_days(text: str, *, day_first: bool) -> list[tuple[int, date]]:
    """The days from which prices rise, with their places."""
    found = []
    for day in dates_in(text, day_first=day_first):
        before = text[max(day.start - 60, 0) : day.start]
        begins = _BEGINS.search(before) or _ON.search(before)
        if begins and not _NO_START.search(before):
            found.append((day.start, day.value))
    return found
