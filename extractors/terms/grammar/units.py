"""Units that a price is multiplied by: "per hour", "/hr", "for each pager", "per user per month".

>>> unit_after(" per user per month, billed annually", "").text
'user-month'
>>> unit_after(" per month", "") is None
True
"""

import re
from collections.abc import Sequence

from extractors.terms.grammar.multiples import number_after, part_of_hour, several, sum_after
from extractors.terms.grammar.unit_words import (
    ADVERB_PERIODS,
    ADVERBS,
    ENDS,
    MEASURES,
    NOT_UNIT,
    PARTICIPLE,
    PERIODS,
    PRICES,
    SPANS,
    THEN,
    Unit,
    singular,
)
from extractors.terms.grammar.units_before import diem, sold, subject, tiered, unit_before
from extractors.wording import phrase

_UNIT = re.compile(
    r"""
    ^ [\s,)\]*]{0,4} (?: \([^)]{0,40}\) [\s,]{0,2} )? (?: to\s(?:the\s)?[A-Z]\w+(?:\s[A-Z]\w*)?\s(?=for\s(?:each|every)) )? (?P<gap> (?:(?:shall|will|may)\s(?:also\s)?(?:be|apply)|appl(?:y|ies)|is|are|to\s(?:be\s)?(?:\w+\s){0,2}?)\s?(?:\w+\s){0,4}? )? (?: (?:U\.?S\.?D?|EUR|GBP|CAD|CHF|dollars|net|plus\s\w+|\+\s?(?:VAT|GST|tax)|(?:inclusive|exclusive|including|excluding)(?:\sof)?\s(?:\w+\s){0,2}?\w+|in\s(?:immediately\savailable\s)?funds) [\s,)]{0,4} ){0,2}
    (?: (?: /?per | / | an? | for\s(?:each|every) | each\stime\s(?:an?|the) | (?:on|to)\s(?:each|every) | each | every | for\s(?:any|such|said|an)\s(?:additional|extra) | for\s(?:the\s)?first | times\s(?:the\s)?(?:(?:lesser|greater|lower|higher)\sof\s(?:\(\w\)\s)?(?:the\s)?)?(?:number\sof|each)? | (?:multiplied\sby|[x×*])\s(?:the\s)?(?:(?:total|actual|aggregate)\s)?(?:number\sof)? | for\s(?:one|1) ) (?: \s{1,2} | (?<=/) ) )
    (?: (?:one-year|two-year|three-year|(?:one|two|three|four|five|six)\s\(\d\)(?:\s|-)year|additional|individual|such|new|full|complet(?:ed?|ion\sof)|billable|working|man|person|single|active|named|registered|calendar|net|gross|short|one|1|first|subsequent|successful|physical|air|standard|licensed|leased|participating|qualified|and\severy|permitted|eligible) [\s-]{1,2} (?:\(1\)\s)? ){0,3}
    (?: (?P<many> \d[\d,]{0,9} | hundred | thousand | million ) [\s-] (?:\(\d[\d,]*\)\s)? (?:[a-z]{3,12}al\s)? )?
    (?P<unit> (?!per\b)[A-Za-z][A-Za-z0-9²³'®™-]{0,24} ) (?P<rest> (?: \s [A-Za-z][A-Za-z'®™]{1,24} ){0,3} )
    (?: [\s,]{0,2} (?: (?:and\s)?per\s | /\s? | an?\s | each\s | every\s | and\s(?=month|week|quarter|year|day) ) (?P<period> month|mo|year|yr|annum|quarter|week|day|hour|man|person|worker|employee|user|head ) \b | \s(?P<adverb>monthly|annually|quarterly|weekly|daily)\b )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIRST_PERIOD = re.compile(
    r"(?i)^[\s,)]{0,3}(?:(?:per\s|/\s?|an?\s|each\s|every\s)(?:calendar\s)?(?P<period>month|year|annum|quarter|week)|(?P<adverb>monthly|annually|quarterly|weekly))\b,?(?=\s(?:for\s(?:each|every)|per|each|every)\s)"
)
_EACH = re.compile(
    r"^\s*(?:each(?!\s(?:month|year|quarter|week|time|party|of|party|such|calendar|contract))|apiece|/\s?ea\b|ea\.)",
    re.IGNORECASE,
)
_OF_PERIOD = re.compile(
    r"(?i)\b(monthly|annual|yearly|quarterly|weekly)\s(?:[a-z]+\s){0,2}?(?:charge|fee|price|rate|sum|rental|subscription|licen[cs]e)\s(?:of|is|at|amounts\sto|(?:shall|will)\sbe)\s$"
)
_HELD = MEASURES - {"user", "seat", "subscriber", "unit"}  # no price a month, but of what is used
_PARTS = phrase(r"\b(?:instal?lments?|payments?|parts)\b")
_COUNTED = phrase(r"\b(?P<unit>[a-z]{3,20}s)\s?\((?:at\s)?$")
_ARTICLE = phrase(r"^\s*an?\s")
_HANDLED = re.compile(  # claims that are worked on, not insured losses
    r"(?i)s?\s(?:that\s(?:is|are)\s|which\s(?:is|are)\s)?(?:submitted|processed|adjudicated|handled|filed|transmitted|reviewed|administered|settled|scrubbed|re-?priced)\b"
)
_FAILED = re.compile(
    r"(?i)\b(?:returned|rejected|failed|declined|bounced|dishonou?red|unsuccessful)\b"
)
_DOINGS = frozenset("sale use delivery completion set box lot pair placement purchase".split())
_OF = re.compile(
    r"(?i)\sof\s(?:an?\s|the\s|any\s)?(?:[\w-]+\s){0,3}?(?P<what>[a-z]{3,20})(?=[.,;)\s]*(?:$|[.,;()]|\s(?:to|by|in|on|for|that|sold|made|from|at|under)\b))"
)
_ENTRY = phrase(r"[:=–-]\s?$|\.{3,}\s?$|^[^.;:]{3,80}\s?$", re.NOFLAG)
_LISTED = phrase(
    r"\b(?P<adverb>hourly|daily|day(?=[\s-]rates?\b)|per\s+diem)\b|\b(?:per|/)\s?(?:initial\s|each\s)?(?P<unit>[a-z]{3,20})\b|\b(?P<priced>unit)\s(?:price|cost|rate)s?\b"
)


def unit_after(after: str, before: str) -> Unit | None:
    """Read the unit after a sum, else a rate's adverb before it; None for a period alone."""
    many = sum_after(after) or number_after(before, after) or part_of_hour(before, after)
    if found := Unit(*many) if many else _period_first(after) or diem(before):
        return found
    if (match := _UNIT.match(after)) and (found := _phrase(match)):
        whole = subject(before, after) if found.text == "day" else None
        return whole if whole and whole.text.endswith("-day") else _each_period(found, before)
    if tier := tiered(before):
        each = _EACH.match(after)
        return Unit(tier, each.end() if each else 0, tier=True)
    if (match := _EACH.match(after)) and not _PARTS.search(before[-40:]):
        counted = _COUNTED.search(before)
        return Unit(singular(counted["unit"]) if counted else sold(before), match.end())
    own = unit_before(before)
    if own and (then := THEN.match(after)) and own.text not in MEASURES - {"user", "seat"}:
        return Unit(f"{own.text}-{SPANS[(then[1] or then[2]).lower()]}", then.end())
    return own or subject(before, after)


def _each_period(unit: Unit, before: str) -> Unit:
    """A price a month for each: "a monthly rental of GBP 410 per vehicle"."""
    said = _OF_PERIOD.search(before[-60:])
    if said is None or "-" in unit.text or " " in unit.text or unit.text in _HELD:
        return unit
    return Unit(f"{unit.text}-{ADVERB_PERIODS[said[1].lower()]}", unit.end, unit.tier)


def _period_first(after: str) -> Unit | None:
    """The unit that follows its period: "$4 a month for every endpoint", "£9 monthly per desk"."""
    period = _FIRST_PERIOD.match(after)
    match = _UNIT.match(after[period.end() :]) if period else None
    unit = _phrase(match) if match else None
    if period is None or unit is None or "-" in unit.text:
        return None
    word = (period["period"] or period["adverb"]).lower()
    return Unit(f"{unit.text}-{SPANS[word]}", period.end() + unit.end)


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
        return Unit(ADVERBS[" ".join(match["adverb"].lower().split())])
    unit = singular(match["unit"] or match["priced"])
    none = unit in NOT_UNIT | ENDS or unit in PERIODS or PARTICIPLE.match(unit)
    return None if none else Unit(unit)


def _phrase(match: re.Match[str]) -> Unit | None:
    """The unit with its head noun: "for each Lifeway product sold" is a product."""
    words, end = _nouns(match)
    kept = words[:1]
    for word in words[1:]:
        if (
            word.lower() in ENDS
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
    if not first or first in NOT_UNIT | ENDS or (match["gap"] and first in PERIODS):
        return None
    whole = len(kept) == len(words)
    period = _period(match) if whole else None
    if not whole and (more := THEN.match(match.string, end)):
        word = (more[1] or more[2]).lower()
        period, end = SPANS[word], more.end()
    if first in PERIODS and (first != "day" or period not in (None, *PERIODS.values())):
        counted = period and period not in PERIODS.values()
        return Unit(f"{singular(period or '')}-{first}", match.end()) if counted else None
    unit = _head(kept)
    if unit in NOT_UNIT or unit in ENDS:
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
    while words and PARTICIPLE.match(words[0]):  # "per generated lead"
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
    if alone or last in PRICES:  # "a $2 per card destruction fee"
        return first
    return last


def _period(match: re.Match[str]) -> str | None:
    if match["adverb"]:
        return ADVERB_PERIODS[match["adverb"].lower()]
    found = (match["period"] or "").lower()
    return PERIODS.get(found, found or None)
