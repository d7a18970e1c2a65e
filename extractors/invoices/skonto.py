"""A discount for early payment that an XML invoice states as figures, said in words.

Reads:  percent and days of their own elements (CII, UBL), and the coded lines that XRechnung
        puts into the payment terms: "#SKONTO#TAGE=14#PROZENT=2.25#".
Source: XRechnung 3.0, BR-DE-18; the CII D16B and UBL 2.1 schemas.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

_CODED = re.compile(
    r"#\s*SKONTO\s*#\s*TAGE\s*=\s*(?P<days>\d{1,3})\s*#\s*PROZENT\s*=\s*(?P<percent>\d+(?:\.\d+)?)"
    r"[^\s#]*\s*#(?:\s*BASISBETRAG\s*=\s*-?\d+(?:\.\d+)?\s*#)?",
    re.IGNORECASE,
)
_CODED_LATE = re.compile(r"#\s*VERZUG\s*#[^\s]*#", re.IGNORECASE)
DAY_UNITS = {"DAY": 1, "WEE": 7}


def in_words(percent: Decimal, days: Decimal) -> str:
    """Say a discount as people print it.

    >>> in_words(Decimal("2.00"), Decimal("14"))
    '2% 14 days'
    """
    return f"{percent.normalize():f}% {days.normalize():f} days"


def with_discounts(notes: Iterable[str], stated: Iterable[str]) -> str | None:
    """Join the printed terms with the discounts that only figures state; None without any.

    >>> with_discounts(["Net 30. #SKONTO#TAGE=14#PROZENT=2.25#"], [])
    'Net 30. 2.25% 14 days'
    >>> with_discounts(["2% 14 days, net 30"], ["2% 14 days"])
    '2% 14 days, net 30'
    """
    text = _CODED.sub(
        lambda match: f" {in_words(Decimal(match['percent']), Decimal(match['days']))} ",
        _CODED_LATE.sub(" ", " ".join(notes)),
    )
    text = " ".join(text.split())
    more = [words for words in dict.fromkeys(stated) if words not in text]
    return ", ".join(filter(None, (text.rstrip("., "), *more))) if more else text or None
