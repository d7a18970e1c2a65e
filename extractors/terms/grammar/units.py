"""Units that a price is multiplied by: "per hour", "/hr", "for each pager", "per user per month".

>>> unit_after(" per user per month, billed annually", "").text
'user-month'
>>> unit_after(" per month", "") is None
True
"""

import re
from dataclasses import dataclass

_NOT_UNIT = frozenset(
    "annum year month quarter week time party case the this that any one calendar fiscal month's agreement which and of in to total invoice term period renewal day's "
    "payment installment instalment milestone occurrence accident claim share section exhibit schedule above following foregoing purpose cent percent anniversary quarterly monthly thereafter".split()
)
_ENDS = frozenset(  # words that end the noun phrase of a unit
    "to of in on or and that which by from with during for per at as thereof if so is are be will shall may must not no a an the this actually under pursuant above below up it its such who whose monthly annually quarterly weekly daily than until unless when where"
    " within into plus sold shipped delivered used provided requested made produced ordered received placed purchased performed worked rendered incurred payable due billed paid charged completed installed thereafter exceeding over upon after before through based only he she they you we".split()
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
    "ea": "unit",
    "each": "unit",
    "sq": "square",
    "m2": "square meter",
    "m3": "cubic meter",
    "lb": "pound",
    "lbs": "pound",
    "bbl": "barrel",
    "bbls": "barrel",
    "kwh": "kWh",
    "t": "ton",
    "gb": "GB",
    "pcs": "piece",
    "pc": "piece",
    "licence": "license",
}
_UNIT = re.compile(
    r"""
    ^ [\s,)\]*]{0,4} (?: \([^)]{0,40}\) [\s,]{0,2} )? (?: (?:U\.?S\.?D?|EUR|GBP|CAD|CHF|dollars|net|plus\s\w+|(?:inclusive|exclusive|including|excluding)(?:\sof)?\s(?:\w+\s){0,2}?\w+|in\s(?:immediately\savailable\s)?funds) [\s,)]{0,4} ){0,2}
    (?: (?: per | / | an? | for\s(?:each|every) | (?:on|to)\s(?:each|every) | each | every | for\sany\sadditional | for\ssuch\sadditional | for\s(?:the\s)?first | times\s(?:the\s)?(?:number\sof|each)? | multiplied\sby\s(?:the\s)?(?:(?:total|actual|aggregate)\s)?(?:number\sof)? | for\s(?:one|1) ) (?: \s{1,2} | (?<=/) ) )
    (?: (?:additional|individual|such|new|full|complet(?:ed?|ion\sof)|billable|working|man|person|single|active|named|registered|calendar|net|gross|short|one|1|first|subsequent|successful|physical|air|standard|licensed|leased|participating|qualified|and\severy|permitted|eligible) [\s-]{1,2} (?:\(1\)\s)? ){0,3}
    (?P<unit> [A-Za-z][A-Za-z0-9'®™-]{0,24} ) (?P<rest> (?: \s [A-Za-z][A-Za-z'®™]{1,24} ){0,3} )
    (?: [\s,]{0,2} (?: per\s | /\s? | an?\s | each\s | every\s ) (?P<period> month|mo|year|yr|annum|quarter|week|day|man|person|worker|employee|user|head ) \b | \s(?P<adverb>monthly|annually|quarterly|weekly|daily)\b )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_THEN = re.compile(
    r"(?i)[\s,]{0,2}(?:(?:per\s|/\s?|an?\s|each\s|every\s)(month|mo|year|yr|annum|quarter|week|day)|(monthly|annually|quarterly|weekly|daily))\b"
)
MEASURES = frozenset(
    "hour day minute unit user ton tonne pound barrel mile page gallon kilogram kwh mwh megawatt kilowatt copy seat transaction call click message subscriber".split()
)
_SHORTEST_PLURAL = 4
_EACH = re.compile(
    r"^\s*(?:each(?!\s(?:month|year|quarter|week|time|party|of|party|such|calendar|contract))|apiece|/\s?ea\b|ea\.)",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(
    r"(?i)\b(?P<unit>hourly|daily|per\s+diem|unit|(?:per|each|every|price\s+per)\s+(?P<per>[a-z]{3,20}))\s+(?:billing\s+)?(?:rate|fee|charge|price|basis)s?\b[^.;]{0,50}$"
)
_PRICED = re.compile(  # "100 units of the Product at a price of $950"
    r"(?i)\d\)?\s(?:\w+\s)?(?P<unit>units?|pieces?|copies|barrels?|tons?|tonnes?|bushels?|gallons?|pounds|doses|vials|kits|hours|days)\b[^.;$]{0,70}\bat\s(?:an?\s|the\s)?(?:\w+\s){0,2}(?:price|rate|cost|fee)\sof\W*$"
)
_ADVERBS = {"hourly": "hour", "daily": "day", "per diem": "day", "unit": "unit"}
_ADVERB_PERIODS = {
    "monthly": "month",
    "annually": "year",
    "quarterly": "quarter",
    "weekly": "week",
    "daily": "day",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in the form of the labels ("user-month") and its end in the text after the sum."""

    text: str
    end: int = 0


def unit_after(after: str, before: str) -> Unit | None:
    """Read the unit after a sum, else a rate's adverb before it; None for a period alone."""
    if (match := _UNIT.match(after)) and (found := _phrase(match)):
        return found
    if match := _EACH.match(after):
        return Unit("unit", match.end())
    if match := _RATE_BEFORE.search(before[-90:]):
        if not match["per"]:
            return Unit(_ADVERBS[" ".join(match["unit"].lower().split())])
        unit = singular(match["per"])
        return None if unit in _NOT_UNIT or unit in _PERIODS else Unit(unit)
    if match := _PRICED.search(before[-150:]):
        return Unit(singular(match["unit"]))
    return None


def _phrase(match: re.Match[str]) -> Unit | None:
    """The unit with its head noun: "for each Lifeway product sold" is a product."""
    words = [match["unit"], *match["rest"].split()]
    end = match.end("unit")
    kept = [words[0]]
    for word in words[1:]:
        if word.lower() in _ENDS or (
            word[0].isupper() != kept[0][0].isupper() and word[0].isupper()
        ):
            break
        kept.append(word)
        end += len(word) + 1
    first = singular(kept[0])
    if first in _NOT_UNIT | _ENDS:
        return None
    whole = len(kept) == len(words)
    period = _period(match) if whole else None
    if not whole and (more := _THEN.match(match.string, end)):
        word = (more[1] or more[2]).lower()
        period, end = (_PERIODS | _ADVERB_PERIODS)[word], more.end()
    if first in _PERIODS and first != "day":
        return (
            Unit(f"{singular(period)}-{first}")
            if period and period not in _PERIODS.values()
            else None
        )
    if first == "day" and period not in (None, *_PERIODS.values()):
        return Unit(f"{period}-day", match.end())
    unit = first if first in MEASURES else singular(kept[-1])
    if first in ("square", "cubic", "metric", "man") and len(kept) > 1:
        unit = f"{first} {singular(kept[1])}"
    if unit in _NOT_UNIT or unit in _ENDS:
        return None
    return Unit(f"{unit}-{period}" if period else unit, match.end() if whole else end)


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
