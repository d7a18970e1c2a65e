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

from extractors.wording import phrase
from models.dates import ENGLISH_MONTH, NotADate, parse_date
from models.durations import Duration
from models.numbers import WORD_PATTERN, NotANumber, number_in_words
from models.passage import Passage

Value = TypeVar("Value")

NUMBER_WORDS = rf"{WORD_PATTERN}(?:[\s-]+(?:and\s+)?{WORD_PATTERN}){{0,3}}"
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:s\s?t|n\s?d|r\s?d|t\s?h)"  # a raised ordinal may stand as "17t h"
_SPLIT_ORDINAL = phrase(r"(?<=\d)\s?(s|n|r|t)\s(?=[tdh]\b)")
_RULE = phrase(
    r"[\s-]*-{2,}[\s-]*|(?<=\d)\.(?=\s)", re.NOFLAG
)  # a line drawn under a date, a slip for a comma
_SPELLED_YEAR = rf"(?:two\s+thousand|nineteen\s+hundred)\b(?:[\s-]*(?:and\s+)?{NUMBER_WORDS}\b)?"
DATE = re.compile(
    rf"""
      (?<![A-Za-z]){ENGLISH_MONTH}\.?\s*\d{{1,2}}(?:\s?{_ORDINAL})?\s*[,.]?\s*{_YEAR}\b     # March 1st, 2016
    | \b\d{{1,2}}\s?{_ORDINAL}?(?:\s+day)?(?:\s+of)?[\s-]+{ENGLISH_MONTH}[\s,-]+(?:in\s+the\s+year\s+(?:of\s+)?)?(?:{_YEAR}\b|{_SPELLED_YEAR})
    | \b[a-z]+(?:-[a-z]+)?\s+day\s+of\s+{ENGLISH_MONTH}\s*,?\s+                 # fifteenth day of
      (?:in\s+the\s+year\s+(?:of\s+)?)?(?:{_YEAR}\b|{_SPELLED_YEAR})
    | \b{_YEAR}-\d\d-\d\d\b                                                     # 2016-03-01
    | (?<![\d/.-])\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}\b                          # 3/31/2017
    | (?<![\d/.-])\d{{1,2}}(?:/\d{{1,2}}/|-\d{{1,2}}-)\d\d\b(?![/-])             # 7/1/98
    """,
    re.VERBOSE | re.IGNORECASE,
)
_YEARS = phrase(rf"{_YEAR}\b|\d[/-]\d\d\b|(?i:two\s+thousand|nineteen\s+hundred)", re.NOFLAG)
_YEAR_GATES = ("19", "20", "/", "-9", "-0", "housand", "HOUSAND", "undred", "UNDRED")
_POINTS = 2  # "1.4.2011": who writes points writes the day first
_LAST_CENTURY = 70  # "98" is 1998, "12" is 2012
_BEFORE_YEAR = 70  # characters: a date written out begins no earlier
DURATION = re.compile(
    rf"""
    \b (?: (?P<words> {NUMBER_WORDS} | an? (?=\s+(?:period\s+of\s+)?(?:year|month)\b) ) \s*-?\s* )?
    (?: \(? \s* (?P<figures> \d{{1,4}} ) \s* \)? \s* -? \s* )?
    (?: (?:full|consecutive|successive|calendar|additional|contract|business|working|\(\w+\))\s+ ){{0,2}}
    (?P<unit> year | month | week | day )s? \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNIT = phrase(
    r"(?:year|month|week|day)s?\b|(?:YEAR|MONTH|WEEK|DAY)S?\b|(?:Year|Month|Week|Day)s?\b",
    re.NOFLAG,
)
_STARTS = re.compile(rf"\b(?:{WORD_PATTERN}|an?|\d{{1,4}})\b|\(", re.IGNORECASE)
_TO_YEAR = re.compile(r"[\s-]+(?:to|by)[\s-]+(?:year|month)", re.IGNORECASE)  # "year to year"
_LONGEST_COUNT = 60  # characters between a count's first word and its unit
_IN_THE_YEAR = phrase(r"in\s+the\s+year\s+(?:of\s+)?")
_SPELLED = re.compile(
    rf"(two\s+thousand|nineteen\s+hundred)\b(?:[\s-]*(?:and\s+)?({NUMBER_WORDS})\b)?", re.IGNORECASE
)
_SUM = re.compile(r"\s*,?\s*(?:and\s+|plus\s+)?", re.IGNORECASE)


_STOP = re.compile(
    r"(?<=[a-z0-9)\]”\"’])\.[”\"]?\s+(?=[A-Z(“\"\d])(?<!\b[Nn]o\.\s)(?<!\bInc\.\s)(?<!\bLtd\.\s)"
)


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
    """Yield every date; figures are read month first unless ``day_first``.

    >>> [str(d.value) for d in dates_in("from 2025-07-01 to 7/1/28")]
    ['2025-07-01', '2028-07-01']
    """
    if not any(gate in text for gate in _YEAR_GATES):
        return
    done = 0
    for year in _YEARS.finditer(text):
        if year.start() < done:
            continue
        match = _date_at(text, max(done, year.start() - _BEFORE_YEAR), year)
        if match is None:
            continue
        done = match.end()
        try:
            points = match[0].count(".") == _POINTS and match[0][0].isdigit()
            value = parse_date(_plain(match[0]), day_first=day_first or points)
        except NotADate:
            continue
        yield Found(value, match.start(), match.end())


def _date_at(text: str, begin: int, year: re.Match[str]) -> re.Match[str] | None:
    """Find the date whose year stands at ``year``, if it is one."""
    while match := DATE.search(text, begin, min(len(text), year.end() + _BEFORE_YEAR)):
        if match.end() >= year.end():
            return match if match.start() <= year.start() else None
        begin = match.end()
    return None


def _plain(text: str) -> str:
    """Join split ordinals, drop filler, and give a two-digit year its century."""
    body = _SPLIT_ORDINAL.sub(r"\1", _IN_THE_YEAR.sub("", _RULE.sub(" ", text)))
    body = _SPELLED.sub(_in_figures, body)
    body = re.sub(
        r"(?i)\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty)(?=\s+day\b)",
        lambda m: str(number_in_words(m[0].lower())),
        body,
    )
    if short := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d\d)", body):
        century = "19" if int(short[3]) >= _LAST_CENTURY else "20"
        return f"{short[1]}/{short[2]}/{century}{short[3]}"
    return body


def _in_figures(match: re.Match[str]) -> str:
    try:
        century = 2000 if match[1].lower().startswith("two") else 1900
        return str(century + int(number_in_words((match[2] or "zero").lower())))
    except NotANumber:
        return match[0]


def durations_in(text: str) -> Iterator[Found[Duration]]:
    """Yield every duration; words win over figures where they differ, "5 years, 6 weeks" is one."""
    last: Found[Duration] | None = None
    for found in _single_durations(text):
        if (
            last
            and _SUM.fullmatch(text, last.end, found.start)
            and _smaller(found.value, last.value)
        ):
            value = Duration(
                last.value.months + found.value.months, last.value.days + found.value.days
            )
            last = Found(value, last.start, found.end)
            continue
        if last:
            yield last
        last = found
    if last:
        yield last


def _smaller(second: Duration, first: Duration) -> bool:
    return bool(first.months and not first.days) and (
        second.months < 12 if second.months and not second.days else not second.months  # noqa: PLR2004
    )


def _single_durations(text: str) -> Iterator[Found[Duration]]:
    done = 0
    for unit in _UNIT.finditer(text):
        match = None
        for start in _STARTS.finditer(text, max(done, unit.start() - _LONGEST_COUNT), unit.start()):
            match = DURATION.match(text, start.start())
            if match and match.end() >= unit.end():
                break
            match = None
        if match is None or not (match["words"] or match["figures"]):
            continue
        done = match.end()
        if _TO_YEAR.match(text, done):
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


def sentence(text: str, at: int, *, reach: int = 700) -> tuple[int, int]:
    """Return where the sentence around ``at`` begins and ends, at most ``reach`` either way.

    >>> text = "One is first. Two follows the first. Three is last."
    >>> text[slice(*sentence(text, 20))]
    'Two follows the first.'
    """
    begin, end = max(0, at - reach), min(len(text), at + reach)
    for stop in _STOP.finditer(text, begin, end):
        if stop.end() <= at:
            begin = stop.end()
        elif stop.start() >= at:
            return begin, stop.start() + 1
    return begin, end


def best(claims: list[Claim[Value]]) -> Claim[Value] | None:
    """Return the claim of the highest weight; the first in the document among equals."""
    return max(claims, key=lambda claim: claim.weight, default=None)
