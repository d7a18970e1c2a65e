"""The nature of a line that its wording gives away: retainage, interest, a true-up, a discount.

>>> nature_of("Less retainage 10%").value, nature_of("Data Scientist, April 2024")
('retainage', None)
"""

import re
from functools import lru_cache

from models.cases import ChargeKind

_RELEASE = re.compile(
    r"""
    \b (?: release | return | refund | payout ) \w* \b .* \b (?: retain | retention | hold-?back )
    | \b (?: retainage | retention | hold-?back ) \s release      # "retention release"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RETAINAGE = re.compile(
    r"""
    \b (?: retainage | retention | hold-?back | retained | withheld ) \b   # "less 5% retention"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LATE_CHARGE = re.compile(
    r"""
    \b (?: default | late | overdue | penalty ) \b .* \b interest \b   # "overdue interest"
    | \b interest \b .* \b (?: overdue | late | invoice )             # "interest on invoice 12"
    | \b late (?: \s payment )? \s (?: fee | charge ) s? \b
    | \b finance \s charge
    | ^ interest \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TRUE_UP = re.compile(
    r"""
    \b true-?\s?up \b | \b short-?fall \b | \b take-or-pay \b
    | \b minimum \s (?: commitment | charge | guarantee | purchase | billing )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DISCOUNT = re.compile(r"\b (?: discount | rebate ) \b", re.VERBOSE | re.IGNORECASE)
_EXPENSE = re.compile(
    r"""
    \b reimburs | \b out-of-pocket \b | \b expenses? \b | \b per \s diem \b | \b mileage \b
    | \b (?: air-?fare | flights? | hotel | lodging | accommodation | taxi | meals? | tolls?
        | (?: train | rail ) \s fare | car \s (?: hire | rental ) | ground \s transportation
        | parking ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TAX = re.compile(
    r"^ (?: vat | gst | sales \s tax | value \s added \s tax | mwst | tva | btw ) \b",
    re.VERBOSE | re.IGNORECASE,
)
# First match wins: a release of retainage also says "retainage".
_NATURES = (
    (_RELEASE, ChargeKind.RETAINAGE_RELEASE),
    (_RETAINAGE, ChargeKind.RETAINAGE),
    (_LATE_CHARGE, ChargeKind.LATE_CHARGE),
    (_TRUE_UP, ChargeKind.TRUE_UP),
    (_DISCOUNT, ChargeKind.DISCOUNT),
    (_EXPENSE, ChargeKind.EXPENSE),
    (_TAX, ChargeKind.TAX),
)


@lru_cache(maxsize=32768)
def nature_of(text: str) -> ChargeKind | None:
    """Return what a description says a line is; None where it only names an item."""
    return next((kind for pattern, kind in _NATURES if pattern.search(text)), None)
