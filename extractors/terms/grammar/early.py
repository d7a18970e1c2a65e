"""Percents taken off where an invoice is paid early, each with its days.

Source: trade terms ("2% 10 days, net 30") and clauses on cash and settlement discounts, as in
tests/extractors/cases/early_discount.yaml.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.values import Value
from extractors.wording import phrase
from models.numbers import NotANumber, ordinal

_DISCOUNT = phrase(
    r"\bdiscount\w*|\bdeduct\w*|\bsubtract\w*|\brebate\w*|\breduc\w+\b[^.;]{0,30}\b(?:payment|amount|invoice|sum)|\bskonto\b|\bsav(?:e|es|ings?)\b"
)
_EARLY = phrase(
    r"\b(?:early|prompt|paid|pays?|paying|payments?|settl\w*|received|remit\w*|funds|money|arriv\w+)\b[^.;]{0,60}\b(?:within|early|prompt|in\sfull|days?|fortnight|week)\b|\b(?:early|prompt)[\s-]pa(?:y|id)\w*|\bskonto\b"
)
_OFF_AFTER = re.compile(  # "2% off", "a 3% credit", "1% of the invoiced sum as an allowance"
    r"^\W{0,2}(?:\w+\s){0,2}(?:off|credit|reduction|allowance|rebate)\b|^[^.;]{0,40}\bas\san?\s(?:[\w-]+\s){0,2}(?:allowance|rebate)\b|^\W{0,2}for\s(?:\w+\s)?payment\b|^[^.;]{0,50}\bfor\s(?:\w+\s)?payment\s(?:with)?in\b",
    re.IGNORECASE,
)
_OFF_BEFORE = phrase(
    r"\b(?:less|allowance\sof|rebate\sof|knock|credit\sof|credit\w*\s(?:\w+\s)?with|(?:reduc|drop|fall|decreas|lower)\w*(?:\s\w+){0,4}\s(?:by|of))\W*$"
)
_PAID = phrase(
    r"\b(?:early|prompt|cash|paid|pays?|paying|payments?|settle[sd]?|settling|received|remit\w*|discharge[sd]?)\b"
)
_NOT_EARLY = phrase(
    r"\b(?:late|overdue|past\sdue|interest|royalt\w+|net\ssales|fail\w*|defect\w*|liquidated|increase[sd]?)\b"
)
_TRADE = re.compile(  # between percent and days: "2% 10 days", "2 percent cash discount, 10 days"
    r"^[\s,/-]*(?:(?:cash\s|prompt[\s-]payment\s)?discount)?[\s,/-]*(?:if\spaid\s)?(?:(?:with)?in|for|at|less)?\s?$",
    re.IGNORECASE,
)
_NET = phrase(r"\bnet\b|\bn\s?/")
_CASH = phrase(r"\b(?:cash|settlement|prompt[\s-]pay\w*)\sdiscount")
_FULL_AFTER = re.compile(  # days of the full price: "30 days net", "within 30 days without deduction"
    r"^\W{0,3}net\b(?!\W{0,3}(?:\d|in\b|within\b|ten|fifteen|twenty|thirty|forty|sixty|ninety))|^[^.;%]{0,40}\b(?:without|no)\s(?:\w+\s)?(?:discount|deduction)",
    re.IGNORECASE,
)
_FULL_BEFORE = phrase(
    r"\bnet[\s:-]{0,3}(?:of\s|in\s|within\s)?$|\b(?:otherwise|thereafter)\b[^.;%]{0,60}$"
)
_NONE = re.compile(  # "No discount, whether of 2% within 10 days or otherwise, is given"
    r"\W*(?:(?:\(?\w{1,3}[.)]|\d+(?:\.\d+)+\.?)\s+)?no\s(?:\w+\s)?(?:discount|deduction|rebate|reduction|allowance)\b(?:(?!;|\b(?:but|unless|except|other\sthan|save)\b).)*$",
    re.IGNORECASE | re.DOTALL,
)
_BY_DAY = phrase(
    r"\b(?:by|before|than|until)\sthe\s(?P<nth>\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?th)(?:\s\(\d{1,2}(?:st|nd|rd|th)?\))?\s(?:calendar\s)?day\b"
)
_UNITS = ("day", "week", "fortnight")
_REACH = 130


@lru_cache(maxsize=64)
def early_payments(sentence: str) -> tuple[tuple[Value, Value], ...]:
    """Return percents with the number of days next to each.

    >>> [(str(p.amount), str(d.amount)) for p, d in early_payments("2% discount if paid within 10 days")]
    [('2', '10')]
    >>> [(str(p.amount), str(d.amount)) for p, d in early_payments("two percent, ten days, net thirty")]
    [('2', '10')]
    """
    small = sentence.lower()
    if not ("%" in small or "cent" in small) or not any(unit in small for unit in _UNITS):
        return ()
    percents = [p for p in percents_in(sentence) if not _NONE.match(sentence[: p.start])]
    if not percents:
        return ()
    days = sorted((*days_in(sentence), *_by_day(sentence)), key=lambda d: d.start)
    days = [d for d in days if not _of_full_price(sentence, d)]
    traded = bool(_NET.search(sentence) or _CASH.search(sentence))
    said = bool(_DISCOUNT.search(sentence) and (traded or _EARLY.search(sentence)))
    bound = bool(_PAID.search(sentence)) and not _NOT_EARLY.search(sentence)
    if said and len(percents) == len(days) > 1 and _taking_turns(percents, days):
        return tuple(zip(percents, days, strict=True))
    found = []
    for percent in percents:
        near = [d for d in days if abs(d.start - percent.start) <= _REACH]
        if not near:
            continue
        nearest = min(near, key=lambda d: _gap(percent, d))
        if (
            said
            or (bound and _taken_off(sentence, percent))
            or (traded and _beside(sentence, percent, nearest))
        ):
            found.append((percent, nearest))
    return tuple(found)


def _taking_turns(percents: list[Value], days: list[Value]) -> bool:
    """Whether each percent is followed by its days: "4% within 7 days and 2% within 21 days"."""
    places = [v.start for pair in zip(percents, days, strict=True) for v in pair]
    return places == sorted(places)


def _gap(one: Value, other: Value) -> int:
    return max(other.start - one.end, one.start - other.end)


def _beside(sentence: str, percent: Value, days: Value) -> bool:
    """Whether nothing but trade words stands between percent and days: "2% 10 days, net 30"."""
    first, second = sorted((percent, days), key=lambda value: value.start)
    return _TRADE.match(sentence[first.end : second.start]) is not None


def _of_full_price(sentence: str, days: Value) -> bool:
    before, after = sentence[max(days.start - 80, 0) : days.start], sentence[days.end :]
    return bool(_FULL_AFTER.match(after) or _FULL_BEFORE.search(before))


def _taken_off(sentence: str, percent: Value) -> bool:
    before, after = sentence[: percent.start], sentence[percent.end :]
    return bool(_OFF_AFTER.match(after) or _OFF_BEFORE.search(before[-60:]))


def _by_day(sentence: str) -> Iterator[Value]:
    for match in _BY_DAY.finditer(sentence):
        try:
            yield Value(Decimal(ordinal(match["nth"])), match.start("nth"), match.end(), "calendar")
        except NotANumber:
            continue
