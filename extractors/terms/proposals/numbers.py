"""Every number that a quote states, by what it counts: money, percents, days, pieces, dates."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from extractors.header.wording import dates_in
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.fractions import fractions_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.periods import years_in
from extractors.terms.grammar.values import NUMBER_WORDS
from extractors.wording import phrase
from models.numbers import NotANumber, number_in_words, ordinal, parse_decimal


class Spot(NamedTuple):
    """A number and where in the quote it is printed."""

    value: Decimal
    start: int


_BARE = phrase(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:(?<=\d))(?![\d])", re.NOFLAG)
_SPELLED = phrase(rf"(?<![\w-]){NUMBER_WORDS}(?![\w-])")
_LIKE_MONEY = phrase(
    r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d%])|(?<![\w.,])\d+\.\d\d(?![\d%])|(?<![\w.,])\.\d{1,6}(?!%)",
    re.NOFLAG,
)
_NAMED_SIGN = phrase(r"\((?:pounds?|euros?|yen|dollars?|francs?)(?:\s\w+)?\)\s?(\d[\d,.]*)")
_NET = phrase(
    r"\b(?:net|n/)[\s-]?\(?(\d{1,3})\b|(?<![\d.,$])(\d{1,3})\)?(?:\s?(?:,|or|to|and|/|-|–)\s?(?:\w+\s)?\(?\d{1,3}\)?){1,3}\s?-?(?:\w+\s)?days?\b"
)
_SCALED = phrase(r"(?P<n>\d[\d,.]*|[a-z]+)\s(?P<scale>thousand|million|billion)")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_ORDINAL = phrase(
    r"\b(?:\d{1,2}\s?(?:st|nd|rd|th)|(?:twenty-?\s?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)\b"
)
_POINTS = phrase(r"(\d+(?:\.\d+)?)\s?(?:basis\spoints|bps?\b)")
_TIMES = (  # multiples of a rate, in the words of the trade
    (
        re.compile(
            r"\b(?:one[\s-]and[\s-](?:a|one)[\s-]half|1\.5|1[\s-]1/2)\s?(?:times|x\b)",
            re.IGNORECASE,
        ),
        Decimal(150),
    ),
    (re.compile(r"\btime[\s-]and[\s-](?:a|one)[\s-]half\b", re.IGNORECASE), Decimal(150)),
    (re.compile(r"\b(?:double|twice|two\stimes)\b", re.IGNORECASE), Decimal(200)),
)
_HOURS = phrase(rf"(?:(?P<words>{NUMBER_WORDS})\s*)?\(?(?P<figures>\d{{1,3}})?\)?[\s-]*hours?\b")
_AT_ONCE = phrase(
    r"\b(?:up\s?on|on|at|when|immediately|forthwith|promptly|advance|prior|before|first|1st|beginning|start|receipt|due|by|cod|c\.o\.d|time\sof|same\sday|end|last|signing|as|with|each|against|later)\b"
)
_LAST_DAY = phrase(r"\blast\s(?:\w+\s)?day\b|\bend\sof\s(?:the\s)?(?:next|following)")
_NEXT_MONTH = Decimal(30)
_HUNDRED = Decimal(100)
_DAY_HOURS = 24


def money_in(quote: str, currency: str, *, bare: bool) -> Iterator[Spot]:
    """Yield sums; ``bare`` figures count in tables, where the sign stands in a heading."""
    for found in amounts_in(quote.replace("￥", "¥"), currency):
        yield Spot(found.amount, found.start)
        if found.figures is not None:
            yield Spot(found.figures, found.start)
    if bare:
        yield from counts_in(quote)
    else:
        for match in _LIKE_MONEY.finditer(quote):
            yield from _parsed(match[0], match.start())
        for match in _NAMED_SIGN.finditer(quote):
            yield from _parsed(match[1].rstrip(".,"), match.start())


def counts_in(quote: str) -> Iterator[Spot]:
    """Yield numbers of anything, in figures and in words."""
    for match in _BARE.finditer(quote):
        if match[0]:
            yield from _parsed(match[0], match.start())
    for match in _SCALED.finditer(quote):
        for spot in (*_parsed(match["n"], match.start()), *_spelled(match["n"], match.start())):
            yield Spot(spot.value * _SCALES[match["scale"].lower()], spot.start)
    for match in _SPELLED.finditer(quote):
        yield from _spelled(match[0], match.start())


def percents_of(quote: str, *, bare: bool) -> Iterator[Spot]:
    """Yield percents, fractions, basis points and multiples; ``bare`` as for sums."""
    for found in (*percents_in(quote), *fractions_in(quote)):
        yield Spot(found.amount, found.start)
        if found.figures is not None:
            yield Spot(found.figures, found.start)
    for match in _POINTS.finditer(quote):
        yield Spot(Decimal(match[1]) / _HUNDRED, match.start())
    for wording, percent in _TIMES:
        for match in wording.finditer(quote):
            yield Spot(percent, match.start())
    if bare:
        yield from counts_in(quote)


def shares_in(quote: str) -> Iterator[Spot]:
    """Yield a price for each dollar of something as the percent that it is."""
    for found in amounts_in(quote, "USD"):
        yield Spot(found.amount * _HUNDRED, found.start)


def rest_of(quote: str) -> Iterator[Spot]:
    """Yield what is left of the whole: where 90% is paid, 10 are kept back."""
    for found in percents_in(quote):
        yield Spot(_HUNDRED - found.amount, found.start)


def days_of(quote: str) -> Iterator[Spot]:
    """Yield numbers of days; a week is 7, a month 30, a year 365; hours where they make days."""
    for found in (*days_in(quote, months=True), *years_in(quote)):
        yield Spot(found.amount, found.start)
        if found.figures is not None:
            yield Spot(found.figures, found.start)
    for match in _ORDINAL.finditer(quote):
        yield Spot(Decimal(ordinal(re.sub(r"(?<=\d)\s", "", match[0]))), match.start())
    for match in _HOURS.finditer(quote):
        text = match["figures"] or match["words"]
        for spot in (*_parsed(text or "", match.start()), *_spelled(text or "", match.start())):
            yield Spot(spot.value / _DAY_HOURS, spot.start)
    for match in _AT_ONCE.finditer(quote):
        yield Spot(Decimal(0), match.start())
    for match in _LAST_DAY.finditer(quote):
        yield Spot(_NEXT_MONTH, match.start())
    for match in _NET.finditer(quote):
        yield Spot(Decimal(match[1] or match[2]), match.start())


def days_printed(quote: str) -> frozenset[date]:
    """Return the dates in a quote, read both ways where figures leave that open."""
    found = [d.value for day_first in (False, True) for d in dates_in(quote, day_first=day_first)]
    return frozenset(found)


def _parsed(text: str, start: int) -> Iterator[Spot]:
    try:
        yield Spot(parse_decimal(text), start)
    except NotANumber:
        return


def _spelled(text: str, start: int) -> Iterator[Spot]:
    try:
        yield Spot(number_in_words(text), start)
    except NotANumber:
        return
