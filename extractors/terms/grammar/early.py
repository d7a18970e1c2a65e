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
from models.numbers import NotANumber, ordinal

_DISCOUNT = re.compile(
    r"\bdiscount\w*|\bdeduct\w*|\brebate\w*|\breduc\w+\b[^.;]{0,30}\b(?:payment|amount|invoice|sum)|\bskonto\b",
    re.IGNORECASE,
)
_HINT = re.compile(  # words of a reduction, and the trade's "net 30" behind a percent
    r"discount|deduct|rebate|reduc|skonto|allowance|credit|\boff\b|knock|less|reduction|\bnet\b|\bn\s?/|payment\swithin",
    re.IGNORECASE,
)
_EARLY = re.compile(
    r"\b(?:early|prompt|paid|pays?|paying|payments?|settl\w*|received|remit\w*|funds|arriv\w+)\b[^.;]{0,60}\b(?:within|early|prompt|in\sfull|days?|fortnight|week)\b|\b(?:early|prompt)[\s-]pa(?:y|id)\w*|\bskonto\b",
    re.IGNORECASE,
)
_OFF_AFTER = re.compile(  # "2% off", "a 3% credit", "1% of the invoiced sum as an allowance"
    r"^\W{0,2}(?:\w+\s){0,2}(?:off|credit|reduction|allowance|rebate)\b|^[^.;]{0,40}\bas\san?\s(?:[\w-]+\s){0,2}(?:allowance|rebate)\b|^\W{0,2}for\s(?:\w+\s)?payment\b",
    re.IGNORECASE,
)
_OFF_BEFORE = re.compile(  # "reduced by 3%", "an allowance of 2%", "less 2%", "may knock 5%"
    r"\b(?:less|allowance\sof|reduc\w+\s(?:by|of)|rebate\sof|knock|credit\sof|reduc\w+(?:\s\w+){1,4}\sby)\W*$",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:early|prompt|paid|pays?|paying|payments?|settle[sd]?|settling|received|remit\w*)\b",
    re.IGNORECASE,
)
_NOT_EARLY = re.compile(
    r"\b(?:late|overdue|past\sdue|interest|royalt\w+|net\ssales|fail\w*|defect\w*|liquidated|increase[sd]?)\b",
    re.IGNORECASE,
)
_TRADE = re.compile(  # between percent and days: "2% 10 days", "2 percent cash discount, 10 days"
    r"^[\s,/-]*(?:(?:cash\s|prompt[\s-]payment\s)?discount)?[\s,/-]*(?:if\spaid\s)?(?:(?:with)?in|for|at)?\s?$",
    re.IGNORECASE,
)
_NET = re.compile(
    r"^[\s,;/-]*(?:(?:or|otherwise|balance|and)\s)?(?:n\s?/|net\b)\s?\(?(?:\d|\w+)", re.IGNORECASE
)
_BY_DAY = re.compile(  # "received by the tenth day after the invoice date"
    r"\b(?:by|before|than|until)\sthe\s(?P<nth>\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?th)(?:\s\(\d{1,2}(?:st|nd|rd|th)?\))?\s(?:calendar\s)?day\b",
    re.IGNORECASE,
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
    if not _HINT.search(sentence):
        return ()
    percents = list(percents_in(sentence))
    if not percents:
        return ()
    days = sorted((*days_in(sentence), *_by_day(sentence)), key=lambda d: d.start)
    said = bool(_DISCOUNT.search(sentence) and _EARLY.search(sentence))
    bound = bool(_PAID.search(sentence)) and not _NOT_EARLY.search(sentence)
    found = []
    for percent in percents:
        near = [d for d in days if abs(d.start - percent.start) <= _REACH]
        if not near:
            continue
        if traded := next((d for d in near if _traded(sentence, percent, d)), None):
            found.append((percent, traded))
        elif said or (bound and _taken_off(sentence, percent)):
            found.append((percent, min(near, key=lambda d: abs(d.start - percent.start))))
    return tuple(found)


def _traded(sentence: str, percent: Value, days: Value) -> bool:
    """Whether the days stand right behind the percent and "net" right behind them."""
    between = sentence[percent.end : days.start] if days.start >= percent.end else "-"
    return bool(_TRADE.match(between) and _NET.match(sentence[days.end :]))


def _taken_off(sentence: str, percent: Value) -> bool:
    before, after = sentence[: percent.start], sentence[percent.end :]
    return bool(_OFF_AFTER.match(after) or _OFF_BEFORE.search(before[-60:]))


def _by_day(sentence: str) -> Iterator[Value]:
    for match in _BY_DAY.finditer(sentence):
        try:
            yield Value(Decimal(ordinal(match["nth"])), match.start("nth"), match.end(), "calendar")
        except NotANumber:
            continue
