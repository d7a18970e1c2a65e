"""Lines that are rows in disguise: "Senior Engineer ...... $150/hour", "Year 1: $100,000".

A line holds one or more pairs of a label and a value.  Sentences are left to the readers of
prose: a label that ends in "of" or "to", or that holds a verb, is no label.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.units import unit_after
from extractors.terms.grammar.values import Value
from extractors.terms.tables.cells import bounds_in
from extractors.terms.tables.scope import names_year
from extractors.wording import phrase
from models.numbers import NotANumber, parse_decimal

_LONGEST_LINE = 700  # characters
_KEYED = re.compile(
    r"^\W*[A-Z][a-z]+(?:\s[\w()]+){0,3}\s?:\W"
)  # "Costs: 4,000 EUR In this milestone"
_NEW_SENTENCE = re.compile(r"^\W*[A-Z]")
_SIGN = phrase(r"[$€£%]\s?\d", re.NOFLAG)
_LONGEST_VALUE = 60  # characters
_SHORT = 4  # words of a label that is a year
_MOST_WORDS = 22  # of a label
_MARKER = phrase(
    r"^[\W_]*(?:(?:and|or)\s+)?(?:(?:\(?(?:[a-z]{1,2}|[ivx]{1,5}|[A-Z]|\d{1,2})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+)?[-–•*·\s]*",
    re.NOFLAG,
)
_LEADERS = phrase(r"[\s._:=|>–—-]+$", re.NOFLAG)
_INNER = phrase(
    r"(?:\bas\s+follows|\bfollowing|\bbelow)[^:]{0,60}:\s+|[.;]\s+(?=[A-Z(])", re.NOFLAG
)
_SENTENCE = phrase(
    r"\b(?:shall|will|must|agrees?|may|pays?|is|are|was|were|be|been|has|have|receives?|equals?|provided|unless|if|hereby|herein|exceeds?|exceeding|exceed|pursuant|thereof|than|we|you)\b|\bfor\s+the\s+first\b"
)
_OPEN_END = phrase(
    r"\b(?:of|to|at|than|the|an?|by|in|over|above|under|with|exceed(?:ing)?|least|most|up|from|between|and|or|for|on|plus|less|minus|additional|aggregate|within|about|approximately|only)$"
)
_PRICED = phrase(r"^(?:each|every|any|one|an?)\b.*\bcosts?$|\b(?:becomes?|amounts?|consists?)$")
_NAMED = phrase(r"\((?P<label>[^)\d]{4,60})\)$", re.NOFLAG)  # "RMB 40 a day (above ground)"
_TAIL = re.compile(
    r"(?i)^\s*(?:\([^)]{1,60}\)\s*)?(?:(?:/|per\b|each\b|an?\b(?=\s+(?:hour|day|month|year|week|unit)))\s*[\w.²³]+(?:\s*(?:/|per|a|each)\s*[\w.²³]+)?)?(?:\s*\([^)]{1,60}\))?(?:\s*\b(?:annually|monthly|quarterly|hourly|daily|weekly|yearly|one[\s-]time|net|max(?:imum)?|min(?:imum)?)\b)?"
)
_BARE = phrase(
    r"(?<![\d$€£.,/])\d{1,3}(?:,\d{3})*\.\d{2}(?![\d.]|\s?%)|(?<![\d$€£.,/])\.\d{2}(?!\d)",
    re.NOFLAG,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value; ``end`` is where the value's tail ("per hour") ends."""

    label: str
    value: Value
    end: int
    percent: bool = False


@dataclass(frozen=True, slots=True)
class PricedLine:
    """The pairs of one passage; ``intro`` are words before them, ``bare`` means no sign."""

    intro: str
    pairs: tuple[Pair, ...]


def priced_line(text: str, currency: str, *, bare: bool = False) -> PricedLine | None:
    """Read a line as pairs; None for a sentence.  ``bare``: a number alone may be a sum.

    >>> [p.label for p in priced_line("(a) Analyst ..... $80/hour", "USD").pairs]
    ['Analyst']
    >>> priced_line("Customer shall pay a fee of $80.", "USD") is None
    True
    """
    if len(text) > _LONGEST_LINE:
        return None
    values, percent = list(amounts_in(text, currency)), False
    if not values and bare:
        values = list(_bare(text, currency))
    if not values:
        values, percent = list(percents_in(text)), True
    intro, start = "", 0
    pairs: list[Pair] = []
    for value in values:
        before = text[start : value.start]
        if not pairs and (cut := list(_INNER.finditer(before))):
            intro, before = before[: cut[-1].end()], before[cut[-1].end() :]
        label = _label_of(before)
        end = value.end + _tail(text[value.end :])
        if not label and (named := _NAMED.search(text[value.end : end])):
            label = named["label"]
        if _is_label(label):
            pairs.append(Pair(label, value, end, percent))
        elif label or not pairs:
            return None
        start = end
    rest = text[start:]
    keyed = len(pairs) == 1 and bool(_KEYED.match(text) and _NEW_SENTENCE.match(rest))
    if not pairs or not (keyed or _ends(rest)):
        return None
    return PricedLine(intro, tuple(pairs))


def value_alone(text: str, currency: str) -> Value | None:
    """Read a line that is a value and nothing else: its label stands on the line before.

    >>> str(value_alone("US$7.50 per unit", "USD").amount), value_alone("Fee $5", "USD")
    ('7.50', None)
    """
    value = next(iter(amounts_in(text, currency)), None) if len(text) < _LONGEST_VALUE else None
    if value is None or value.start or text[value.end + _tail(text[value.end :]) :].strip(" .*"):
        return None
    return value


def is_label(text: str) -> bool:
    """Whether a line of its own may name the value on the line after it."""
    if len(text) >= 3 * _LONGEST_VALUE or _SIGN.search(text):
        return False
    return _is_label(_LEADERS.sub("", _MARKER.sub("", text)).strip(" ,;"))


def _label_of(before: str) -> str:
    """The label that ends before a value; of "Price: 1 to 9 units" the step alone."""
    label = _LEADERS.sub("", _MARKER.sub("", before)).strip(" .,;")
    lead, _, step = label.rpartition(": ")
    short = 0 < len(lead.split()) <= _SHORT - 1
    return step if short and bounds_in(step) is not None else label


def _ends(rest: str) -> bool:
    """Whether what follows the last value is no more than a remark."""
    return not _SENTENCE.search(rest) and len(rest.split()) <= _MOST_WORDS // 2


def _is_label(label: str) -> bool:
    words = label.split()
    if bounds_in(label) is not None or (names_year(label) and len(words) <= _SHORT):
        return True
    return (
        0 < len(words) <= _MOST_WORDS
        and any(len(word) > 1 and word[0].isalpha() for word in words)
        and not _SENTENCE.search(label)
        and not _OPEN_END.search(label)
        and not _PRICED.search(label)
    )


def _tail(after: str) -> int:
    """Characters after a sum that belong to it: "/hour", "per user per month"."""
    unit = unit_after(after, "")
    tail = _TAIL.match(after)
    return max(unit.end if unit else 0, tail.end() if tail else 0)


def _bare(text: str, currency: str) -> Iterator[Value]:
    for match in _BARE.finditer(text):
        try:
            yield Value(parse_decimal(match[0], decimal_mark="."), *match.span(), currency)
        except NotANumber:
            continue
