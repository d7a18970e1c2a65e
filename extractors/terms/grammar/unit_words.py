"""Words of units: what is none, what ends one, periods, short forms, one for many."""

import re
from dataclasses import dataclass

NOT_UNIT = frozenset(
    "january february march april may june july august september october november december us additional st annum year month quarter week time party case the this that any one calendar fiscal month's agreement which and of in to total invoice term period renewal day's "
    "payment part over installment instalment milestone occurrence accident claim share section exhibit schedule above following foregoing purpose cent percent anniversary quarterly monthly thereafter usd eur gbp cad chf dollars euros half-year half-month fortnight two three four five six".split()
)
ENDS = frozenset(  # words that end the noun phrase of a unit
    "to of in on or and that which by from with during for per at as thereof if so is are be will shall may must not no a an the this actually under pursuant above below up it its such who whose monthly annually quarterly weekly daily than until unless when where instead"
    " within into plus sold shipped delivered used provided requested made produced ordered received placed purchased prior party ahead later earlier whether given held done taken sent driven performed worked rendered incurred payable due billed paid charged completed installed thereafter exceeding over upon after before through beyond outside inside without against between among across during above below based only he she they you we".split()
)
PERIODS = {
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
THEN = re.compile(
    r"(?i)[\s,]{0,2}(?:(?:(?:and\s)?per\s|/\s?|an?\s|each\s|every\s|and\s(?=month|week|quarter|year|day))(month|mo|year|yr|annum|quarter|week|day|hour)|(monthly|annually|quarterly|weekly|daily))\b"
)
MEASURES = frozenset(
    "hour day minute unit user ton tonne pound barrel mile page gallon kilogram gigabyte terabyte megabyte gb tb kilometre kilometer kva kwh mwh megawatt kilowatt copy seat transaction call click message subscriber".split()
)
_SHORTEST_PLURAL = 4
PARTICIPLE = re.compile(r"(?i)(?!(?:bed|seed|feed|shed|weed)$)[a-z]{2,}(?:ed|paid)$")
PRICES = frozenset("fee charge rate price cost".split())
ADVERBS = {"hourly": "hour", "daily": "day", "per diem": "day", "day": "day", "unit": "unit"}
ADVERB_PERIODS = {
    "monthly": "month",
    "annually": "year",
    "annual": "year",
    "yearly": "year",
    "quarterly": "quarter",
    "weekly": "week",
    "daily": "day",
}
SPANS = PERIODS | ADVERB_PERIODS | {"hour": "hour"}
"""What a counted thing may be priced for: "per guard per hour"."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in the form of the labels ("user-month") and its end in the text after the sum."""

    text: str
    end: int = 0
    tier: bool = False


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
