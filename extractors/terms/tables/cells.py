"""What one cell holds: a sum, a percent, a number, a range, a date, or words."""

import re
from decimal import Decimal
from enum import StrEnum

from extractors.terms.grammar.amounts import SCALES, amounts_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.values import Value
from extractors.wording import phrase
from models.numbers import NotANumber, parse_decimal


class Shape(StrEnum):
    """The look of a cell."""

    BLANK = "blank"
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    WORDS = "words"


_LONGEST_VALUE = 9  # words: a cell with more is a sentence
_MARK = phrase(
    r"(?<=[\d%A-Za-z])\s?(?:\(\d{1,2}\)|\[\d{1,2}\]|\*{1,3}|†|‡)+$", re.NOFLAG
)  # of a footnote
_NOTHING = re.compile(
    r"(?i)^\W*(?:n/?a|none|nil|tbd|to\s+be\s+(?:determined|agreed)|included|no\s+charge)?\W*$"
)
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_DATE = phrase(
    rf"(?i)\b{_MONTHS}\.?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?[’']?\d{{2,4}}\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b\d{{1,2}}\s+{_MONTHS}\s+\d{{4}}|^\d{{4}}-\d\d-\d\d",
    re.NOFLAG,
)
_WITH_TAIL = re.compile(r"(?i)^\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?:/|per\b|each\b)")
_WITH_NOUN = re.compile(r"^\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s+[A-Za-z]{3,15}\s*$")
_NUMBER = r"[$€£]?\s?(?:(?:USD|EUR|GBP)\s?)?\d[\d,]*(?:\.\d+)?(?:\s?(?:million|billion|thousand|MM|M|K)\b)?"
_RANGE = re.compile(
    rf"""(?ix)^\W* (?:(?:from|between|if|for|annual|net|sales|of|revenues?|quantit\w+|tier\s\d+\s*:)\s+){{0,4}} (?:
        (?P<low>{_NUMBER}) \s*(?:[a-z]+\s*){{0,2}} (?:up\s+to(?:\s+and\s+including)?|but\s+(?:less|not\s+more)\s+than|to|through|thru|and|--|-|–|—) \s* (?:<\s*|less\s+than\s+)? (?P<high>{_NUMBER})
      | (?:(?:the\s+)?first|up\s+to(?:\s+and\s+including)?|less\s+than(?:\s+or\s+equal\s+to)?|under|below|not\s+(?:more\s+than|exceeding)|<\s?=?|≤) \s* (?P<first>{_NUMBER})
      | (?:the\s+)?next \s* (?P<next>{_NUMBER})
      | (?:amounts?\s+)?(?:over|above|more\s+than|greater\s+than(?:\s+or\s+equal\s+to)?|in\s+excess\s+of|exceeding|beyond|at\s+least|>\s?=?|≥|after(?:\s+the\s+first)?) \s* (?P<over>{_NUMBER})
      | (?P<plus>{_NUMBER}) \s* (?:[a-z]+\s+){{0,2}}? (?:\+|and\s+(?:above|over|more|up|greater)|or\s+(?:more|greater|above)|or\s+over) ) """
)


def shape_of(text: str, currency: str) -> Shape:
    """Say what a cell looks like.

    >>> [shape_of(t, "USD").value for t in ("$5", "4%", "1,200", "1 to 9", "May 1, 2020", "Pump")]
    ['money', 'percent', 'number', 'range', 'date', 'words']
    """
    if not text or _NOTHING.match(text):
        return Shape.BLANK
    if len(text.split()) > _LONGEST_VALUE:
        return Shape.WORDS
    if _DATE.search(text) and not any(amounts_in(text, currency)):
        return Shape.DATE
    if bounds_in(text) is not None and not any(percents_in(text)):
        return Shape.RANGE
    return _plain_shape(text, currency)


def _plain_shape(text: str, currency: str) -> Shape:
    if any(amounts_in(text, currency)):
        return Shape.MONEY
    if any(percents_in(text)):
        return Shape.PERCENT
    return Shape.NUMBER if number_of(text) is not None else Shape.WORDS


def number_of(text: str) -> Decimal | None:
    """Read a bare number; marks of footnotes and signs around it do not count."""
    if noun := _WITH_NOUN.match(text):  # "5,000 units"
        text = noun["number"]
    try:
        return parse_decimal(_MARK.sub("", text.strip()).strip(" $€£¥%*()"))
    except NotANumber:
        return None


_LONG = phrase(r"\d{8}", re.NOFLAG)  # an account, a telephone: sums of that size have separators


def sum_of(text: str, currency: str, scale: int) -> Value | None:
    """Read the sum of a price cell, with a sign or bare; ``scale`` multiplies what has none."""
    found = next(iter(amounts_in(text, currency)), None)
    if found is None:
        tail = _WITH_TAIL.match(text)
        number = number_of(tail["number"] if tail else text)
        end = tail.end("number") if tail else len(text)
        return (
            None
            if number is None or _LONG.search(text)
            else Value(number * scale, 0, end, currency)
        )
    if scale == 1 or re.search(r"(?i)illion|thousand|\d\s?[MK]+\b", text[found.start : found.end]):
        return found
    return Value(found.amount * scale, found.start, found.end, found.unit)


def bounds_in(text: str) -> tuple[Decimal | None, Decimal | None, Decimal | None] | None:
    """Read a tier: its lower and upper limit (None is open), or the size of a "next 400" tier.

    >>> bounds_in("1 to 100,000"), bounds_in("Over $5 million"), bounds_in("Pumps") is None
    ((Decimal('1'), Decimal('100000'), None), (Decimal('5000000'), None, None), True)
    """
    match = _RANGE.match(text)
    if not match:
        return None
    if match["low"]:
        low, high = _limit(match["low"]), _limit(match["high"])
        if low is None or high is None or high <= low:
            return None
        if low < high / 1000 and not re.search(r"(?i)illion|thousand|\d\s?[MK]", match["low"]):
            low *= _scale_of(match["high"])  # "$10 to $20 million"
        return low, high, None
    if match["first"]:
        return None, _limit(match["first"]), None
    if match["next"]:
        return None, None, _limit(match["next"])
    return _limit(match["over"] or match["plus"]), None, None


def has_date(text: str) -> bool:
    """Whether a text names a day or a month of a year."""
    return bool(_DATE.search(text))


def without_mark(text: str) -> str:
    """Take the mark of a footnote off a name.

    >>> without_mark("Storage(2)")
    'Storage'
    """
    return _MARK.sub("", text).strip()


def _limit(text: str) -> Decimal | None:
    figure = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    try:
        return parse_decimal(figure[0], decimal_mark=".") * _scale_of(text) if figure else None
    except NotANumber:
        return None


def _scale_of(text: str) -> int:
    match = re.search(r"(?i)(million|billion|thousand|MM|M|K)\b", text)
    return SCALES[match[1].lower()] if match else 1
