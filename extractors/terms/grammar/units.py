"""Units that a price is multiplied by: "per hour", "/hr", "for each pager", "per user per month".

>>> unit_after(" per user per month, billed annually", "").text
'user-month'
>>> unit_after(" per month", "") is None
True
"""

import re
from dataclasses import dataclass

_NOT_UNIT = frozenset(
    "annum year month quarter week time party other such case event the this that any one case calendar fiscal contract month's agreement which and of in to project total invoice order term period renewal "
    "payment installment instalment milestone occurrence claim share section exhibit schedule".split()
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
    "gb": "GB",
    "pcs": "piece",
    "pc": "piece",
    "feet": "foot",
    "t": "ton",
    "licence": "license",
}
_UNIT = re.compile(
    r"""
    ^ [\s,]* (?: \([^)]{0,40}\) \s* )? (?: (?:USD|EUR|GBP|US|net|plus\s+\w+) [\s,]* ){0,2}
    (?: (?: per | / | an? | for\s+(?:each|every) | each | every | times\s+(?:the\s+)?(?:number\s+of|each)? | multiplied\s+by\s+(?:the\s+)?(?:number\s+of)? | for\s+(?:one|1) ) \s* )
    (?: (?:additional|individual|such|new|full|completed?|billable|working|man|person|single|active|named|registered|calendar|square|cubic|metric|net|gross|short|one|1|successful|physical|air|standard|licensed|leased|participating|qualified) [\s-]+ ){0,2}
    (?P<unit> [A-Za-z][A-Za-z0-9']{0,24} ) (?: \s+ (?P<second> feet|foot|meters?|metres?|ton|tonne|call|page|transaction|hour|day|impressions|square|unit) \b )?
    (?: [\s,]* (?: per | / | an? | each | every ) \s* (?P<period> month|mo|year|yr|annum|quarter|week|day ) \b )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SHORTEST_PLURAL = 4
_EACH = re.compile(r"^\s*(?:each|apiece|/\s?ea\b|ea\.)", re.IGNORECASE)
_RATE_BEFORE = re.compile(
    r"(?i)\b(?P<unit>hourly|daily|per\s+diem)\s+(?:billing\s+)?(?:rate|fee|charge)s?\b[^.;]{0,50}$"
)
_ADVERBS = {"hourly": "hour", "daily": "day", "per diem": "day"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in the form of the labels ("user-month") and its end in the text after the sum."""

    text: str
    end: int = 0


def unit_after(after: str, before: str) -> Unit | None:
    """Read the unit after a sum, else a rate's adverb before it; None for a period alone."""
    if match := _UNIT.match(after):
        unit = singular(match["unit"])
        if match["second"]:
            unit = f"{unit} {singular(match['second'])}"
        period = _PERIODS.get((match["period"] or "").lower())
        if unit in ("day", "hour", "minute") or unit not in _NOT_UNIT | set(_PERIODS):
            return Unit(f"{unit}-{period}" if period else unit, match.end())
        return None
    if match := _EACH.match(after):
        return Unit("unit", match.end())
    if match := _RATE_BEFORE.search(before[-90:]):
        return Unit(_ADVERBS[" ".join(match["unit"].lower().split())])
    return None


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
