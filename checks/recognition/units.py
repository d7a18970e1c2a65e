"""Units of quantities: one name for each, whatever the invoice calls it."""

from decimal import Decimal
from functools import lru_cache

from checks.recognition.wording import key_of

_UNITS = {
    "hr": "hour",
    "h": "hour",
    "hrs": "hour",
    "hur": "hour",
    "manhour": "hour",
    "day": "day",
    "manday": "day",
    "d": "day",
    "wk": "week",
    "mon": "month",
    "mo": "month",
    "ann": "year",
    "yr": "year",
    "annum": "year",
    "gb": "gigabyte",
    "tb": "terabyte",
    "seat": "user",
    "licence": "user",
    "license": "user",
    "km": "kilometre",
    "kilometer": "kilometre",
    "kmt": "kilometre",
    "mi": "mile",
    "smi": "mile",
    "ea": "each",
    "pc": "each",
    "piece": "each",
    "unit": "each",
    "item": "each",
    "c62": "each",
    "h87": "each",
    "stunde": "hour",
    "stunden": "hour",
    "std": "hour",
    "heure": "hour",
    "hora": "hour",
    "tag": "day",
    "tage": "day",
    "personentag": "day",
    "arbeitstag": "day",
    "jour": "day",
    "journée": "day",
    "día": "day",
    "dag": "day",
    "dagen": "day",
    "woche": "week",
    "wochen": "week",
    "monat": "month",
    "monate": "month",
    "moi": "month",  # "mois" without what looks like a plural
    "mes": "month",
    "maand": "month",
    "quartal": "quarter",
    "jahr": "year",
    "jahre": "year",
    "stück": "each",
    "stk": "each",
    "pauschal": "each",
    "forfait": "each",
}


_HOURS_A_DAY = Decimal(8)


@lru_cache(maxsize=4096)
def unit_of(unit: str | None) -> str:
    """Return one name for a unit's spellings; a seat or user priced per month is a user.

    >>> unit_of("Hrs"), unit_of("user-month"), unit_of("per user per month")
    ('hour', 'user', 'user')
    """
    words = [word for word in key_of(unit or "").split() if word not in ("per", "a", "of")]
    named = [_UNITS.get(word, word) for word in words]
    if len(named) > 1 and named[-1] in ("month", "quarter", "year"):
        named = named[:-1]
    return "".join(named)


@lru_cache(maxsize=4096)
def hours_in(unit: str | None) -> Decimal | None:
    """Return the hours of one unit of time; None for a unit that is no time worked.

    >>> hours_in("day")
    Decimal('8')
    """
    return {"hour": Decimal(1), "day": _HOURS_A_DAY, "week": 5 * _HOURS_A_DAY}.get(unit_of(unit))
