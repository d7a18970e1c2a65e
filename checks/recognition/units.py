"""Units of quantities: one name for each, whatever the invoice calls it."""

import re
from decimal import Decimal
from functools import lru_cache

from checks.recognition.wording import key_of
from models.units import measure

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
    "mb": "megabyte",
    "kwh": "kilowatthour",
    "mwh": "megawatthour",
    "kg": "kilogram",
    "mbps": "mbits",  # "Mbit/s" without its stroke
    "mt": "month",  # in Swiss use
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
_HOURS = {
    "quarterhour": Decimal("0.25"),
    "halfhour": Decimal("0.5"),
    "hour": Decimal(1),
    "halfday": _HOURS_A_DAY / 2,
    "day": _HOURS_A_DAY,
    "week": 5 * _HOURS_A_DAY,
}
_LOT = re.compile(r"(?i)^\s*(?:per\s+)?([1-9][\d,]*|hundred|thousand|million)\s+(?=[a-z])")


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

    >>> hours_in("day"), hours_in("quarter-hour"), hours_in("6 minutes")
    (Decimal('8'), Decimal('0.25'), Decimal('0.1'))
    """
    lot, name = lots_in(unit), unit_of(_LOT.sub("", unit or ""))
    if name == "minute":  # by itself it measures calls as well
        return lot / 60 if lot != 1 else None
    hours = _HOURS.get(name)
    return lot * hours if hours else None


@lru_cache(maxsize=4096)
def lots_in(unit: str | None) -> Decimal:
    """Return the number that a unit begins with: a price for a thousand is none for one.

    >>> lots_in("1000 calls"), lots_in("hundred envelopes"), lots_in("call")
    (Decimal('1000'), Decimal('100'), Decimal('1'))
    """
    match = _LOT.match(unit or "")
    return measure(match[1]).size if match else Decimal(1)
