"""Units that a price is multiplied by: "per hour", "/hr", "for each pager", "per user per month".

>>> unit_after(" per user per month, billed annually", "").text
'user-month'
>>> unit_after(" per month", "") is None
True
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from extractors.terms.grammar.multiples import number_after, part_of_hour, several, sum_after
from extractors.wording import phrase
from models.dates import ENGLISH_MONTH

_NOT_UNIT = frozenset(
    "january february march april may june july august september october november december us additional st annum year month quarter week time party case the this that any one calendar fiscal month's agreement which and of in to total invoice term period renewal day's "
    "payment part over installment instalment milestone occurrence accident claim share section exhibit schedule above following foregoing purpose cent percent anniversary quarterly monthly thereafter usd eur gbp cad chf dollars euros half-year half-month fortnight two three four five six".split()
)
_ENDS = frozenset(  # words that end the noun phrase of a unit
    "to of in on or and that which by from with during for per at as thereof if so is are be will shall may must not no a an the this actually under pursuant above below up it its such who whose monthly annually quarterly weekly daily than until unless when where instead"
    " within into plus sold shipped delivered used provided requested made produced ordered received placed purchased prior party ahead later earlier whether given held done taken sent driven performed worked rendered incurred payable due billed paid charged completed installed thereafter exceeding over upon after before through beyond outside inside without against between among across during above below based only he she they you we".split()
)
_PERIODS = {
    "month": "month",
    "mo": "month",
    "year": "year",
    "yr": "year",
    "annum": "year",
    "quarter": "quarter",
    "week": "week",
    "day": "day",
}
_SHORT = {
    "hr": "hour",
    "hrs": "hour",
    "h": "hour",
    "ea": "unit",
    "each": "unit",
    "sq": "square",
    "m2": "square meter",
    "m3": "cubic meter",
    "m²": "square meter",
    "m³": "cubic meter",
    "lb": "pound",
    "lbs": "pound",
    "bbl": "barrel",
    "bbls": "barrel",
    "kwh": "kWh",
    "t": "ton",
    "gb": "GB",
    "pcs": "piece",
    "pc": "piece",
    "feet": "foot",
    "licence": "license",
}
_UNIT = re.compile(
    r"""
    ^ [\s,)\]*]{0,4} (?: \([^)]{0,40}\) [\s,]{0,2} )? (?: to\s(?:the\s)?[A-Z]\w+(?:\s[A-Z]\w*)?\s(?=for\s(?:each|every)) )? (?P<gap> (?:(?:shall|will|may)\s(?:also\s)?(?:be|apply)|appl(?:y|ies)|is|are|to\s(?:be\s)?(?:\w+\s){0,2}?)\s?(?:\w+\s){0,4}? )? (?: (?:U\.?S\.?D?|EUR|GBP|CAD|CHF|dollars|net|plus\s\w+|\+\s?(?:VAT|GST|tax)|(?:inclusive|exclusive|including|excluding)(?:\sof)?\s(?:\w+\s){0,2}?\w+|in\s(?:immediately\savailable\s)?funds) [\s,)]{0,4} ){0,2}
    (?: (?: /?per | / | an? | for\s(?:each|every) | each\stime\s(?:an?|the) | (?:on|to)\s(?:each|every) | each | every | for\s(?:any|such|said|an)\s(?:additional|extra) | for\s(?:the\s)?first | times\s(?:the\s)?(?:(?:lesser|greater|lower|higher)\sof\s(?:\(\w\)\s)?(?:the\s)?)?(?:number\sof|each)? | multiplied\sby\s(?:the\s)?(?:(?:total|actual|aggregate)\s)?(?:number\sof)? | for\s(?:one|1) ) (?: \s{1,2} | (?<=/) ) )
    (?: (?:one-year|two-year|three-year|(?:one|two|three|four|five|six)\s\(\d\)(?:\s|-)year|additional|individual|such|new|full|complet(?:ed?|ion\sof)|billable|working|man|person|single|active|named|registered|calendar|net|gross|short|one|1|first|subsequent|successful|physical|air|standard|licensed|leased|participating|qualified|and\severy|permitted|eligible) [\s-]{1,2} (?:\(1\)\s)? ){0,3}
    (?: (?P<many> \d[\d,]{0,9} | hundred | thousand | million ) [\s-] (?:\(\d[\d,]*\)\s)? (?:[a-z]{3,12}al\s)? )?
    (?P<unit> (?!per\b)[A-Za-z][A-Za-z0-9²³'®™-]{0,24} ) (?P<rest> (?: \s [A-Za-z][A-Za-z'®™]{1,24} ){0,3} )
    (?: [\s,]{0,2} (?: (?:and\s)?per\s | /\s? | an?\s | each\s | every\s | and\s(?=month|week|quarter|year|day) ) (?P<period> month|mo|year|yr|annum|quarter|week|day|hour|man|person|worker|employee|user|head ) \b | \s(?P<adverb>monthly|annually|quarterly|weekly|daily)\b )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_THEN = re.compile(
    r"(?i)[\s,]{0,2}(?:(?:(?:and\s)?per\s|/\s?|an?\s|each\s|every\s|and\s(?=month|week|quarter|year|day))(month|mo|year|yr|annum|quarter|week|day|hour)|(monthly|annually|quarterly|weekly|daily))\b"
)
_FIRST_PERIOD = re.compile(
    r"(?i)^[\s,)]{0,3}(?:(?:per\s|/\s?|an?\s|each\s|every\s)(?:calendar\s)?(?P<period>month|year|annum|quarter|week)|(?P<adverb>monthly|annually|quarterly|weekly))\b,?(?=\s(?:for\s(?:each|every)|per|each|every)\s)"
)
MEASURES = frozenset(
    "hour day minute unit user ton tonne pound barrel mile page gallon kilogram gigabyte terabyte megabyte gb tb kilometre kilometer kva kwh mwh megawatt kilowatt copy seat transaction call click message subscriber".split()
)
_SHORTEST_PLURAL = 4
_EACH = re.compile(
    r"^\s*(?:each(?!\s(?:month|year|quarter|week|time|party|of|party|such|calendar|contract))|apiece|/\s?ea\b|ea\.)",
    re.IGNORECASE,
)
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
_OF_PERIOD = re.compile(
    r"(?i)\b(monthly|annual|yearly|quarterly|weekly)\s(?:[a-z]+\s){0,2}?(?:charge|fee|price|rate|sum|rental|subscription|licen[cs]e)\s(?:of|is|at|amounts\sto|(?:shall|will)\sbe)\s$"
)
_HELD = MEASURES - {"user", "seat", "subscriber", "unit"}  # no price a month, but of what is used
_PARTS = phrase(r"\b(?:instal?lments?|payments?|parts)\b")
_COUNTED = phrase(r"\b(?P<unit>[a-z]{3,20}s)\s?\((?:at\s)?$")
_ARTICLE = phrase(r"^\s*an?\s")
_PARTICIPLE = re.compile(r"(?i)(?!(?:bed|seed|feed|shed|weed)$)[a-z]{2,}(?:ed|paid)$")
_HANDLED = re.compile(  # claims that are worked on, not insured losses
    r"(?i)s?\s(?:that\s(?:is|are)\s|which\s(?:is|are)\s)?(?:submitted|processed|adjudicated|handled|filed|transmitted|reviewed|administered|settled|scrubbed|re-?priced)\b"
)
_PRICES = frozenset("fee charge rate price cost".split())
_FAILED = re.compile(
    r"(?i)\b(?:returned|rejected|failed|declined|bounced|dishonou?red|unsuccessful)\b"
)
_NO_TIER = (
    _NOT_UNIT
    | frozenset(_PERIODS)
    | frozenset("and or of to at the in by on for per is with".split())
)
_VERBS = frozenset("shall will must may pay pays owes receives receive costs is are".split())
_DOINGS = frozenset("sale use delivery completion set box lot pair placement purchase".split())
_OF = re.compile(
    r"(?i)\sof\s(?:an?\s|the\s|any\s)?(?:[\w-]+\s){0,3}?(?P<what>[a-z]{3,20})(?=[.,;)\s]*(?:$|[.,;()]|\s(?:to|by|in|on|for|that|sold|made|from|at|under)\b))"
)
_ENTRY = phrase(r"[:=–-]\s?$|\.{3,}\s?$|^[^.;:]{3,80}\s?$", re.NOFLAG)
_LISTED = phrase(
    r"\b(?P<adverb>hourly|daily|day(?=[\s-]rates?\b)|per\s+diem)\b|\b(?:per|/)\s?(?:initial\s|each\s)?(?P<unit>[a-z]{3,20})\b|\b(?P<priced>unit)\s(?:price|cost|rate)s?\b"
)
_ADVERBS = {"hourly": "hour", "daily": "day", "per diem": "day", "day": "day", "unit": "unit"}
_ADVERB_PERIODS = {
    "monthly": "month",
    "annually": "year",
    "annual": "year",
    "yearly": "year",
    "quarterly": "quarter",
    "weekly": "week",
    "daily": "day",
}
_SPANS = _PERIODS | _ADVERB_PERIODS | {"hour": "hour"}
"""What a counted thing may be priced for: "per guard per hour"."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in the form of the labels ("user-month") and its end in the text after the sum."""

    text: str
    end: int = 0
    tier: bool = False


def unit_after(after: str, before: str) -> Unit | None:
    """Read the unit after a sum, else a rate's adverb before it; None for a period alone."""
    many = sum_after(after) or number_after(before, after) or part_of_hour(before, after)
    if found := Unit(*many) if many else _period_first(after) or _diem(before):
        return found
    if (match := _UNIT.match(after)) and (found := _phrase(match)):
        whole = _subject(before, after) if found.text == "day" else None
        return whole if whole and whole.text.endswith("-day") else _each_period(found, before)
    if tier := _tiered(before):
        each = _EACH.match(after)
        return Unit(tier, each.end() if each else 0, tier=True)
    if (match := _EACH.match(after)) and not _PARTS.search(before[-40:]):
        counted = _COUNTED.search(before)
        return Unit(singular(counted["unit"]) if counted else _sold(before), match.end())
    own = _unit_before(before)
    if own and (then := _THEN.match(after)) and own.text not in MEASURES - {"user", "seat"}:
        return Unit(f"{own.text}-{_SPANS[(then[1] or then[2]).lower()]}", then.end())
    return own or _subject(before, after)


def _each_period(unit: Unit, before: str) -> Unit:
    """A price a month for each: "a monthly rental of GBP 410 per vehicle"."""
    said = _OF_PERIOD.search(before[-60:])
    if said is None or "-" in unit.text or " " in unit.text or unit.text in _HELD:
        return unit
    return Unit(f"{unit.text}-{_ADVERB_PERIODS[said[1].lower()]}", unit.end, unit.tier)


def _diem(before: str) -> Unit | None:
    return Unit("day") if _DIEM.search(before[-60:]) else None


def _period_first(after: str) -> Unit | None:
    """The unit that follows its period: "$4 a month for every endpoint", "£9 monthly per desk"."""
    period = _FIRST_PERIOD.match(after)
    match = _UNIT.match(after[period.end() :]) if period else None
    unit = _phrase(match) if match else None
    if period is None or unit is None or "-" in unit.text:
        return None
    word = (period["period"] or period["adverb"]).lower()
    return Unit(f"{unit.text}-{_SPANS[word]}", period.end() + unit.end)


def unit_around(before: str, around: str) -> Unit | None:
    """Read the unit of a price list from its heading or opening line: "Hourly rates:".

    >>> unit_around("Senior consultant: ", "Hourly rates").text
    'hour'
    """
    if not _ENTRY.search(before[-80:]):
        return None
    match = _LISTED.search(around)
    if not match:
        return None
    if match["adverb"]:
        return Unit(_ADVERBS[" ".join(match["adverb"].lower().split())])
    unit = singular(match["unit"] or match["priced"])
    none = unit in _NOT_UNIT | _ENDS or unit in _PERIODS or _PARTICIPLE.match(unit)
    return None if none else Unit(unit)


def _unit_before(before: str) -> Unit | None:
    if match := _RATE_BEFORE.search(before[-90:]):
        if not match["per"]:
            return Unit(_ADVERBS[" ".join(match["unit"].lower().split())])
        words = match["per"].lower().split()
        if not _VERBS.isdisjoint(words):
            return None  # "Each party shall pay $5,000"
        named = list(takewhile(lambda word: word not in _ENDS, words))
        unit = singular(named[-1]) if named else ""  # "every hour beyond them costs"
        none = not unit or unit in _NOT_UNIT or unit in _PERIODS or _PARTICIPLE.match(unit)
        return None if none else Unit(unit)
    if match := _FURTHER.search(before[-90:]):
        unit = singular(match["unit"].split()[-1])
        return None if unit in _NOT_UNIT or unit in _PERIODS else Unit(unit)
    if (
        match := _PRICED.search(before[-150:])
        or _NAMED.search(before[-80:])
        or _TIMES.search(before[-40:])
    ):
        return Unit(singular(match["unit"]))
    return None


def _tiered(before: str) -> str | None:
    """The unit of a tier whose price comes next."""
    match = _TIERED.search(before[-110:])
    if match is None:
        return None
    ahead = before[-110:][: match.start()]
    if ahead.endswith("for ") and re.search(r"\d", ahead):
        return None  # "$5 for 1 to 50 users, $4 for more": the earlier sum's
    unit = singular(match["after"] or match["before"])
    return None if unit in _NO_TIER else unit


def _sold(before: str) -> str:
    """The thing that a sentence prices "each"; a unit where it names none."""
    match = (
        _OF_WHICH.search(before[-170:]) or _SUPPLIED.search(before) or _RIGHT_BEFORE.search(before)
    )
    unit = singular(match["noun"].split()[-1].strip(",")) if match else ""
    named = unit and unit not in _NOT_UNIT | _ENDS | _PRICES and unit not in _PERIODS
    return unit if named else "unit"


def _subject(before: str, after: str) -> Unit | None:
    """The unit that a sentence names first: "each message beyond that costs"."""
    near = before[-170:]
    small = near.lower()
    if "each " in small or "every " in small or " additional " in small or " further " in small:
        match = _last(_SUBJECT, near) or _last(_FOR_EACH, near)
        words = match["noun"].split() if match else []
        unit = singular(words[-1].strip(",")) if words else ""
        if match and unit and unit not in _NOT_UNIT | _ENDS | _PRICES and unit not in _PERIODS:
            then, said = _THEN.match(after), _MONTHLY.search(near, match.start())
            word = (then[1] or then[2]).lower() if then else said[1].lower() if said else ""
            period = _SPANS.get(word)
            return Unit(f"{unit}-{period}" if period else unit, then.end() if then else 0)
    if match := _ONE.search(near):
        unit = singular(match["noun"].split()[-1])
        if unit not in _NOT_UNIT | _ENDS | _PRICES:
            return Unit(unit)
    if match := _MEASURED.search(near):
        unit = singular(match["a"] or match["by"] or match["many"] or match["work"])
        if unit == "day" and _HALF.search(near):
            return Unit("half-day")
        periods = _PERIODS.get(unit, "day") != "day"
        return None if periods or unit in _NOT_UNIT else Unit(unit)
    return None


def _last(wording: re.Pattern[str], text: str) -> re.Match[str] | None:
    found, at = None, 0
    while match := wording.search(text, at):
        found, at = match, match.start() + 1
    return found


def _phrase(match: re.Match[str]) -> Unit | None:
    """The unit with its head noun: "for each Lifeway product sold" is a product."""
    words, end = _nouns(match)
    kept = words[:1]
    for word in words[1:]:
        if (
            word.lower() in _ENDS
            or word.endswith(("ed", "ing"))
            or (word[0].isupper() != kept[0][0].isupper() and word[0].isupper())
        ):
            break
        kept.append(word)
        end += len(word) + 1
    first = singular(kept[0]) if kept else ""
    if first == "claim" and _HANDLED.match(match.string, match.end("unit")):
        return Unit(first, match.end("unit"))
    if kept and singular(kept[-1]) == "payment" and (failed := _FAILED.search(match[0])):
        return Unit(f"{failed[0].lower()} payment", end)
    if not first or first in _NOT_UNIT | _ENDS or (match["gap"] and first in _PERIODS):
        return None
    whole = len(kept) == len(words)
    period = _period(match) if whole else None
    if not whole and (more := _THEN.match(match.string, end)):
        word = (more[1] or more[2]).lower()
        period, end = _SPANS[word], more.end()
    if first in _PERIODS and (first != "day" or period not in (None, *_PERIODS.values())):
        counted = period and period not in _PERIODS.values()
        return Unit(f"{singular(period or '')}-{first}", match.end()) if counted else None
    unit = _head(kept)
    if unit in _NOT_UNIT or unit in _ENDS:
        return None
    unit = _many(match, unit, kept)
    if unit in _DOINGS and (of := _OF.match(match.string, end)):
        unit = f"{singular(of['what'])} {unit}"
    return Unit(f"{unit}-{period}" if period else unit, match.end() if whole else end)


def _nouns(match: re.Match[str]) -> tuple[list[str], int]:
    """The words of a unit without participles before it, and the end of the first; none for a task."""
    between = match.string[match.end("gap") : match.start("unit")] if match["gap"] else ""
    if (match["gap"] or "").lower().startswith("to ") and _ARTICLE.search(between):
        return [], 0  # "$5,000 to design and develop a website"
    words, end = [match["unit"], *match["rest"].split()], match.end("unit")
    while words and _PARTICIPLE.match(words[0]):  # "per generated lead"
        words.pop(0)
        end += len(words[0]) + 1 if words else 0
    return words, end


def _many(match: re.Match[str], unit: str, kept: Sequence[str]) -> str:
    """The unit, or several of it; "per 8 hour day" is a day."""
    if match["many"] and unit == "hour" and kept[-1].lower() == "day":
        return "day"
    lead = match[0][: match.start("many") - match.start()] if match["many"] else ""
    printed = next((word for word in kept if singular(word) == unit), unit)
    return several(match["many"] or "1", lead, unit, printed)


def _head(kept: Sequence[str]) -> str:
    """The noun that is counted: a measure by itself, else the last of a compound."""
    first, last = singular(kept[0]), singular(kept[-1])
    if first in ("square", "cubic", "metric", "man") and len(kept) > 1:
        return f"{first} {singular(kept[1])}"
    alone = first.lower() in MEASURES or first.split()[-1] == "meter"
    if alone or last in _PRICES:  # "a $2 per card destruction fee"
        return first
    return last


def _period(match: re.Match[str]) -> str | None:
    if match["adverb"]:
        return _ADVERB_PERIODS[match["adverb"].lower()]
    found = (match["period"] or "").lower()
    return _PERIODS.get(found, found or None)


def singular(word: str) -> str:
    """Return a unit's singular noun, small.

    >>> singular("Hours"), singular("boxes"), singular("bbl")
    ('hour', 'box', 'barrel')
    """
    text = _SHORT.get(word.lower(), word.lower())
    if len(text) < _SHORTEST_PLURAL or text.endswith(("ss", "us", "is")):
        return text
    if text.endswith("ies") and len(text) > _SHORTEST_PLURAL:
        return text[:-3] + "y"
    if text.endswith(("xes", "ches", "shes", "sses")):
        return text[:-2]
    return text.removesuffix("s")
