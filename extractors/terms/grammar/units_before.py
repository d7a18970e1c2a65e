"""Units named ahead of a sum: "an hourly rate of", "each further message costs", "the first 500 users at"."""

import re
from itertools import takewhile

from extractors.terms.grammar.unit_words import (
    ADVERBS,
    ENDS,
    NOT_UNIT,
    PARTICIPLE,
    PERIODS,
    PRICES,
    SPANS,
    THEN,
    Unit,
    singular,
)
from extractors.wording import phrase
from models.dates import ENGLISH_MONTH

_RATE_BEFORE = phrase(
    r"\b(?P<unit>hourly|daily|day(?=[\s-]rate)|per\s+diem|unit|(?:per|each|every|price\s+per)[\s-]+(?P<per>(?:[a-z]{2,20}\s){0,2}?[a-z]{3,20}))(?:\s+(?:billing\s+|licen[cs]e\s+|labor\s+)?(?:rate|fee|charge|price|basis|cost)s?\b(?:(?!\btotal\b)[^.;$\d]){0,50}|\s(?:is|are|(?:shall|will)\sbe|amounts\sto|comes\sto)\s|\)?\s?[:=–-]?\s?\(?)$"
)
_DIEM = phrase(  # "may charge a per diem of"
    r"\b(?:per\s+diem|daily\s+allowance)(?:\s+(?:allowance|rate|sum))?\s+(?:of|is|at|amounts?\s+to|equal\s+to)\s+$"
)
_PRICED = phrase(
    r"\d\)?\s(?:\w+\s)?(?P<unit>units?|pieces?|copies|barrels?|tons?|tonnes?|bushels?|gallons?|pounds|doses|vials|kits|hours|days)\b[^.;$]{0,70}\bat\s(?:an?\s|the\s)?(?:\w+\s){0,2}(?:price|rate|cost|fee)\sof\W*$"
)
_FURTHER = phrase(
    r"\b(?:each|every|any|per)\s(?:additional|further|extra|excess)\s(?P<unit>[a-z]+(?:\s[a-z]+)?)\s(?:(?:is|are|shall\sbe|will\sbe)\s(?:charged|billed|invoiced|priced|payable)(?:\s(?:at|with|for))?|costs?|at)\s(?:an?\s(?:rate|price)\sof\s)?\W*$"
)
_NOUNS = r"(?P<noun>(?:[a-z][\w-]*(?:\s|(?=,))){1,3}?)"
_STOPS = r"(?:costs?|is|are|shall|will|that|which|whom|who|beyond|above|over|exceeding|in|of|on|at|so|from|between|during|within|under|through|the|we|us|you|it|they|[a-z]+ed|used|sent|made|sold|\([^)]{0,40}\))\b|,|(?:(?-i:[A-Z])[\w'’-]*\s){1,3}(?:shall|will|pays|is|owes)"
_SUBJECT = re.compile(  # "each message beyond that allowance costs", "every document that is scanned is charged at"
    rf"\b(?:each|every|an?\s(?:additional|further|extra))\s(?:(?:additional|further|extra|excess|new|active|named|single)\s)?{_NOUNS}(?=\s?(?:{_STOPS}))[^.;:$€£\d]{{0,80}}?(?:\bcosts?\b|\b(?:is|are|be|being)\s(?:charged|billed|invoiced|priced|payable|compensated|available|offered|supplied|provided)\b)[^.;:$€£\d]{{0,40}}$",
    re.IGNORECASE,
)
_ONE = phrase(  # "A workshop is charged at"; what is said of a fee is no unit
    rf"\ban?\s(?![^.;]{{0,40}}?\b(?:fees?|charges?|rates?|prices?|costs?|sums?|amounts?|payments?|deposit|penalty|interest|discount|surcharge|retainer|commission|royalty|premium|minimum|total)\s(?:\w+\s)?(?:is|are|shall|will)\b){_NOUNS}(?:is|are|shall\sbe|will\sbe)\s(?:charged|billed|invoiced|priced)\s(?:at|with)\s(?:an?\s(?:rate|price)\sof\s)?$"
)
_OF_WHICH = re.compile(  # "A payroll run that you ask for is $85 each"
    rf"\ban?\s(?:(?:additional|further|extra)\s)?{_NOUNS}(?=(?:that|which|you|we|they|it|is|are|costs?|shall|will|requested|ordered|made|outside|beyond|for|in|on|of)\b)[^.;:$€£\d]{{0,80}}?\b(?:is|are|costs?|(?:is|are|shall\sbe|will\sbe)\s(?:charged|billed|priced)(?:\sat)?)\s$",
    re.IGNORECASE,
)
_DAY_OF = rf"(?:{ENGLISH_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{ENGLISH_MONTH}\s\d{{4}})"
_FOR_EACH = re.compile(  # "For each user whom it enables, the Customer shall pay the sum of"
    rf"\bfor\s(?:each|every)\s(?:(?:additional|further|extra|new|active|named|single)\s)?{_NOUNS}(?=\s?(?:{_STOPS}))(?:[^.;:$€£\d]|{_DAY_OF}){{0,90}}?\b(?:pays?|owes?|receives?|earns?|(?:charge|fee|price|rate)\s(?:is|of|shall\sbe|will\sbe)|(?:is|are|be)\s(?:charged|billed|due|payable))\b[^.;:$€£\d]{{0,70}}$",
    re.IGNORECASE,
)
_MEASURED = phrase(
    r"\b(?:an?|one|each|every|per)\s(?P<a>hour|day|minute|page|word)\s(?:of|by|for|with|from)\s[^.;:,$€£\d]{1,40}$"
    r"|\bby\sthe\s(?P<by>hour|day|minute|page|word|tonne?|mile|kilomet(?:re|er)|met(?:re|er)|unit|piece|barrel|gallon|lit(?:re|er)|kilo(?:gram)?|box|pallet|case|sheet|seat|call|foot|acre)\s(?:(?:at|with)\s)?(?:the\srate\sof\s)?$"
    r"|\b(?P<many>kilomet(?:re|er)|mile|hour|page|word|minute|day|tonne|ton)s\s(?:[a-z]+\s){0,3}?(?:is|are|be)\s(?:charged|billed|reimbursed|invoiced|paid|compensated)\s(?:\w+\s){0,2}?(?:at|with)\s$"
    r"|\b(?:working|man|person)[\s-](?P<work>day|hour)(?:\s\([^)]{0,30}\))?\s(?:costs?|is\s(?:charged|billed)\s(?:at|with))\s$"
)
_NUMBER = r"\d[\d,]*"
_OPEN_END = r"(?:upwards?|and\s(?:up|above|over|more)|or\s(?:more|above)|onwards?)"
_TIERED = phrase(
    rf"(?:\b(?:up\sto|first|next|from|over|above|more\sthan|beyond|at\sleast)|{_NUMBER}\s?(?:to|-|–|through))\s?(?:the\sfirst\s)?{_NUMBER}\s(?P<after>[a-z]{{2,20}})(?:\s{_OPEN_END})?\s?[,:=–-]?\s(?:(?:at|cost|are\s(?:charged|billed|priced)\s(?:at|with)|@)\s)?(?:a\s(?:price|rate)\sof\s)?$"
    rf"|\b(?P<before>[a-z]{{3,20}}s)\s(?:no\.\s|nos\.\s)?(?:from\s)?{_NUMBER}(?:\s?(?:to|-|–|through)\s?{_NUMBER}|\+|\s{_OPEN_END})\s?[,:=–-]?\s(?:(?:at|cost|are\s(?:charged|billed|priced)\s(?:at|with)|@)\s)?(?:a\s(?:price|rate)\sof\s)?$"
)
_MONTHLY = re.compile(
    r"(?i)\b(monthly|annual|yearly|quarterly|weekly|daily)\s(?:charge|fee|price|rate|sum)"
)
_SUPPLIED = phrase(  # "Spare keys will be supplied at $12 each"
    r"^(?:\(?[\w.]{1,8}[.)]?\s)?(?:[^.;:]{0,40},\s)?(?:the\s|all\s|any\s|additional\s|further\s|extra\s){0,2}(?P<noun>(?:[a-z][\w-]*\s){0,2}?[a-z][\w-]*[a-z]{2}s)\s(?:(?:for|of|to)\s[^.;:$€£\d,]{1,40}?|(?:in\sexcess\sof|beyond|above|over|exceeding|outside)\s[^.;:$€£,]{1,40}?)?(?:will|shall|may|can|are)\s(?:be\s)?(?:provided|supplied|sold|charged|billed|invoiced|priced|available|offered|replaced|delivered)\b[^.;:$€£\d]{0,60}$"
)
_TIMES = phrase(r"\d\s(?P<unit>[a-z]{3,20}s)\s(?:x|×|@)\s$")
_RIGHT_BEFORE = phrase(r"\b(?P<noun>[a-z]{3,20}s)\s(?:(?:at|for|cost|are|be)\s)?$")
_NAMED = re.compile(  # "ACH transaction: $1"
    r"(?i)(?:^(?:\(?[\d.]{1,8}[.)]?\s)?|[;•\n]\s?)(?:[a-z][\w/-]*\s){0,4}(?P<unit>transaction|transfer|chargeback|reversal|call|message|che(?:ck|que)|click|page|copy|ticket)\s?[:=–-]\s?$"
)
_HALF = phrase(r"\bhalf(?:[\s-]|\sa\s|\sof\sa\s)days?\b[^.;]{0,40}$")
_NO_TIER = (
    NOT_UNIT
    | frozenset(PERIODS)
    | frozenset("and or of to at the in by on for per is with".split())
)
_VERBS = frozenset("shall will must may pay pays owes receives receive costs is are".split())


def diem(before: str) -> Unit | None:
    """The day of a sum called a daily allowance or a per diem."""
    return Unit("day") if _DIEM.search(before[-60:]) else None


def unit_before(before: str) -> Unit | None:
    """The unit that the words right before a sum name: "an hourly rate of", "price per seat:"."""
    if match := _RATE_BEFORE.search(before[-90:]):
        if not match["per"]:
            return Unit(ADVERBS[" ".join(match["unit"].lower().split())])
        words = match["per"].lower().split()
        if not _VERBS.isdisjoint(words):
            return None  # "Each party shall pay $5,000"
        named = list(takewhile(lambda word: word not in ENDS, words))
        unit = singular(named[-1]) if named else ""  # "every hour beyond them costs"
        none = not unit or unit in NOT_UNIT or unit in PERIODS or PARTICIPLE.match(unit)
        return None if none else Unit(unit)
    if match := _FURTHER.search(before[-90:]):
        unit = singular(match["unit"].split()[-1])
        return None if unit in NOT_UNIT or unit in PERIODS else Unit(unit)
    if (
        match := _PRICED.search(before[-150:])
        or _NAMED.search(before[-80:])
        or _TIMES.search(before[-40:])
    ):
        return Unit(singular(match["unit"]))
    return None


def tiered(before: str) -> str | None:
    """The unit of a tier whose price comes next."""
    match = _TIERED.search(before[-110:])
    if match is None:
        return None
    ahead = before[-110:][: match.start()]
    if ahead.endswith("for ") and re.search(r"\d", ahead):
        return None  # "$5 for 1 to 50 users, $4 for more": the earlier sum's
    unit = singular(match["after"] or match["before"])
    return None if unit in _NO_TIER else unit


def sold(before: str) -> str:
    """The thing that a sentence prices "each"; a unit where it names none."""
    match = (
        _OF_WHICH.search(before[-170:]) or _SUPPLIED.search(before) or _RIGHT_BEFORE.search(before)
    )
    unit = singular(match["noun"].split()[-1].strip(",")) if match else ""
    named = unit and unit not in NOT_UNIT | ENDS | PRICES and unit not in PERIODS
    return unit if named else "unit"


def subject(before: str, after: str) -> Unit | None:
    """The unit that a sentence names first: "each message beyond that costs"."""
    near = before[-170:]
    small = near.lower()
    if "each " in small or "every " in small or " additional " in small or " further " in small:
        match = _last(_SUBJECT, near) or _last(_FOR_EACH, near)
        words = match["noun"].split() if match else []
        unit = singular(words[-1].strip(",")) if words else ""
        if match and unit and unit not in NOT_UNIT | ENDS | PRICES and unit not in PERIODS:
            then, said = THEN.match(after), _MONTHLY.search(near, match.start())
            word = (then[1] or then[2]).lower() if then else said[1].lower() if said else ""
            period = SPANS.get(word)
            return Unit(f"{unit}-{period}" if period else unit, then.end() if then else 0)
    if match := _ONE.search(near):
        unit = singular(match["noun"].split()[-1])
        if unit not in NOT_UNIT | ENDS | PRICES:
            return Unit(unit)
    if match := _MEASURED.search(near):
        unit = singular(match["a"] or match["by"] or match["many"] or match["work"])
        if unit == "day" and _HALF.search(near):
            return Unit("half-day")
        periods = PERIODS.get(unit, "day") != "day"
        return None if periods or unit in NOT_UNIT else Unit(unit)
    return None


def _last(wording: re.Pattern[str], text: str) -> re.Match[str] | None:
    found, at = None, 0
    while match := wording.search(text, at):
        found, at = match, match.start() + 1
    return found
