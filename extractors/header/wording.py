"""Grammar that the header's readers share: dates, durations and defined names in running text.

>>> [str(d.value) for d in dates_in("as of the 1st day of March, 2016 until 3/31/2017")]
['2016-03-01', '2017-03-31']
>>> [str(d.value) for d in durations_in("for three (3) years and upon ninety (90) days' notice")]
['P3Y', 'P90D']
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from models.dates import ENGLISH_MONTH, NotADate, parse_date
from models.durations import Duration
from models.numbers import WORD_PATTERN, NotANumber, number_in_words
from models.passage import Passage

Value = TypeVar("Value")

NUMBER_WORDS = rf"{WORD_PATTERN}(?:[\s-]+(?:and\s+)?{WORD_PATTERN}){{0,3}}"
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:s\s?t|n\s?d|r\s?d|t\s?h)"  # a raised ordinal may stand as "17t h"
_SPLIT_ORDINAL = re.compile(r"(?<=\d)\s?(s|n|r|t)\s(?=[tdh]\b)", re.IGNORECASE)
DATE = re.compile(
    rf"""
      \b{ENGLISH_MONTH}\s*\d{{1,2}}(?:\s?{_ORDINAL})?\s*,?\s*{_YEAR}\b      # March 1st, 2016
    | \b\d{{1,2}}\s?{_ORDINAL}?(?:\s+day)?(?:\s+of)?[\s-]+{ENGLISH_MONTH}[\s,-]+{_YEAR}\b
    | \b[a-z]+(?:-[a-z]+)?\s+day\s+of\s+{ENGLISH_MONTH}\s*,?\s+                 # fifteenth day of
      (?:in\s+the\s+year\s+)?(?:{_YEAR}\b|two\s+thousand[\s-]*(?:and\s+)?(?:{NUMBER_WORDS})?)
    | \b{_YEAR}-\d\d-\d\d\b                                                     # 2016-03-01
    | (?<![\d/.-])\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}\b                          # 3/31/2017
    | (?<![\d/.-])\d{{1,2}}/\d{{1,2}}/\d\d\b(?!/)                                 # 7/1/98
    """,
    re.VERBOSE | re.IGNORECASE,
)
DURATION = re.compile(
    rf"""
    \b (?: (?P<words> {NUMBER_WORDS} | an? (?=\s+(?:period\s+of\s+)?(?:year|month)\b) ) \s*-?\s* )?
    (?: \(? \s* (?P<figures> \d{{1,4}} ) \s* \)? \s* -? \s* )?
    (?: (?:full|consecutive|successive|calendar|additional|contract|business|working|\(\w+\))\s+ ){{0,2}}
    (?P<unit> year | month | week | day )s? \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IN_THE_YEAR = re.compile(r"in\s+the\s+year\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value and where it stands in the text."""

    value: Value
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim(Generic[Value]):
    """A header value with the passage that says so; the highest ``weight`` wins."""

    value: Value
    passage: Passage
    start: int
    end: int
    weight: float = 1.0


def dates_in(text: str, *, day_first: bool = False) -> Iterator[Found[date]]:
    """Yield every date; figures are read month first unless ``day_first``."""
    for match in DATE.finditer(text):
        try:
            value = parse_date(_plain(match[0]), day_first=day_first)
        except NotADate:
            continue
        yield Found(value, match.start(), match.end())


def _plain(text: str) -> str:
    """Join split ordinals, drop filler, and give a two-digit year its century."""
    body = _SPLIT_ORDINAL.sub(r"\1", _IN_THE_YEAR.sub("", text))
    if short := re.fullmatch(r"(\d+/\d+/)([89]\d)", body):
        return f"{short[1]}19{short[2]}"
    return body


def durations_in(text: str) -> Iterator[Found[Duration]]:
    """Yield every duration; words win over figures where they differ."""
    for match in DURATION.finditer(text):
        if not (match["words"] or match["figures"]):
            continue
        try:
            count = _count(match["words"], match["figures"])
        except NotANumber:
            continue
        yield Found(_duration(count, match["unit"].lower()), match.start(), match.end())


def _count(words: str | None, figures: str | None) -> int:
    spelled = (words or "").strip().lower()
    if spelled in ("a", "an"):
        return 1
    if spelled:
        value = number_in_words(spelled)
        if value == value.to_integral_value():
            return int(value)
    return int(figures or 0)


def _duration(count: int, unit: str) -> Duration:
    if unit == "year":
        return Duration(months=12 * count)
    if unit == "month":
        return Duration(months=count)
    return Duration(days=count * (7 if unit == "week" else 1))


def best(claims: list[Claim[Value]]) -> Claim[Value] | None:
    """Return the claim of the highest weight; the first in the document among equals."""
    return max(claims, key=lambda claim: claim.weight, default=None)
