"""Fractions of a base, as percents: "one-half (1/2) of the Net Proceeds", "one third of"."""

from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.grammar.values import NUMBER_WORDS, Value
from extractors.wording import phrase
from models.numbers import number_in_words

_FRACTION = phrase(
    r"\b(?:(?P<half>one[\s-]half|half)|(?P<third>(?:one|a)[\s-]third)|(?P<thirds>two[\s-]thirds)|(?P<quarter>one[\s-](?:quarter|fourth))|(?P<quarters>three[\s-](?:quarters|fourths))|(?P<fifth>(?:one|a)[\s-]fifth)|(?P<tenth>(?:one|a)[\s-]tenth))\b"
    r"(?:\s?\(\s?\d{1,2}\s?/\s?\d{1,2}\s?\))?(?=\s(?:of|the)\s)(?!\s(?:of\s)?(?:the\s)?(?:percent|year|month|day|hour|page|time)\b)"
)
_WORDS = ("half", "third", "quarter", "fourth", "fifth", "tenth")
_SHARES = ("split", "shar", "divid")
_RATIO = phrase(r"(?<![\d/:-])(?P<one>[1-9]\d)\s?[/:-]\s?(?P<other>[1-9]\d)(?![\d/:-])")
_SPLIT = phrase(r"\b(?:split|shar(?:e|es|ed|ing)|divid(?:e|ed|es))\b")
_NEAR = 60  # characters
_DOLLAR = phrase(
    rf"(?<![\w$.])(?:(?P<words>{NUMBER_WORDS})|(?P<figures>\d{{1,2}}(?:\.\d{{1,2}})?))\s(?:\(\d+\)\s)?cents?\s(?:on|of|for|in|from|out\sof)\s(?:every|each|the|any)\s(?:full\s)?dollar\b"
)
_WHOLE = 100
_PARTS_HINTS = ("half", "third", "quarter", "fourth", "1/2", "1/3", "2/3", "1/4", "3/4")
_EQUALLY = phrase(r"\b(?:divided|shared?|split)\s(?:equally|evenly|50[\s/-]50)\b")
_PART = phrase(
    r"\b(?:(?P<half>one[\s-]half|half|1/2)|(?P<third>(?:one|a)[\s-]third|1/3)|(?P<thirds>two[\s-]thirds|2/3)|(?P<quarter>(?:one|a)[\s-](?:quarter|fourth)|1/4)|(?P<quarters>three[\s-](?:quarters|fourths)|3/4))\b"
    r"(?:\s?\(\s?\d\s?/\s?\d\s?\))?(?=\s(?:(?:is|are|shall|will|to\sbe|falls?|becomes?|due|payable|down|up-?front|up)\b|(?:up)?on\s|at\s(?:the\s)?|when\b|once\b|after\b|before\b|with\b|prior\b|of\s(?:\w+\s){1,4}?(?:price|fee|sum|amount|cost|total|value|compensation)\b))"
)
_PERCENT = {
    "half": Decimal(50),
    "third": Decimal("33.33"),
    "thirds": Decimal("66.67"),
    "quarter": Decimal(25),
    "quarters": Decimal(75),
    "fifth": Decimal(20),
    "tenth": Decimal(10),
}


def fractions_in(text: str) -> Iterator[Value]:
    """Yield fractions as percents.

    >>> [str(v.amount) for v in fractions_in("one-half (1/2) of the Net Proceeds")]
    ['50']
    """
    small = text.lower()
    if any(hint in small for hint in _SHARES):
        for match in _EQUALLY.finditer(text):
            yield Value(_PERCENT["half"], match.start(), match.end())
        yield from _ratios(text)
    if "dollar" in small and "cent" in small:
        for match in _DOLLAR.finditer(text):
            figures, words = match["figures"], match["words"]
            cents = Decimal(figures) if figures else number_in_words(words)
            yield Value(cents, match.start(), match.end())
    if any(word in small for word in _WORDS):
        for match in _FRACTION.finditer(text):
            yield Value(_PERCENT[match.lastgroup or "half"], match.start(), match.end())


def _ratios(text: str) -> Iterator[Value]:
    """Both shares of a split that is written as a ratio; equal ones once."""
    for match in _RATIO.finditer(text):
        one, other = Decimal(match["one"]), Decimal(match["other"])
        near = text[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
        if one + other != _WHOLE or one == other or not _SPLIT.search(near):
            continue
        yield Value(one, *match.span("one"))
        yield Value(other, *match.span("other"))


def parts_in(text: str) -> Iterator[Value]:
    """Yield fractions of a price that fall due on something, as percents.

    >>> [str(v.amount) for v in parts_in("one-half of the Project Fee on signing, half on delivery")]
    ['50', '50']
    """
    small = text.lower()
    if not any(hint in small for hint in _PARTS_HINTS):
        return
    for match in _PART.finditer(text):
        yield Value(_PERCENT[match.lastgroup or "half"], match.start(), match.end())
