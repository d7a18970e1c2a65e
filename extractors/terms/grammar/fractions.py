"""Fractions of a base, as percents: "one-half (1/2) of the Net Proceeds", "one third of"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.grammar.values import Value

_FRACTION = re.compile(
    r"\b(?:(?P<half>one[\s-]half|half)|(?P<third>(?:one|a)[\s-]third)|(?P<thirds>two[\s-]thirds)|(?P<quarter>one[\s-](?:quarter|fourth))|(?P<quarters>three[\s-](?:quarters|fourths)))\b"
    r"(?:\s?\(\s?\d\s?/\s?\d\s?\))?(?=\s(?:of|the)\s)(?!\s(?:of\s)?(?:the\s)?(?:percent|year|month|day|hour|page|time))",
    re.IGNORECASE,
)
_HINT = re.compile(r"(?i)half|third|quarter|fourth|equally|evenly|50[ /-]50")
_PARTS_HINTS = ("half", "third", "quarter", "fourth", "1/2", "1/3", "2/3", "1/4", "3/4")
_EQUALLY = re.compile(
    r"\b(?:divided|shared?|split)\s(?:equally|evenly|50[\s/-]50)\b", re.IGNORECASE
)
_PART = re.compile(  # "half on signing", "one third (1/3) is due upon delivery", "the other half"
    r"\b(?:(?P<half>one[\s-]half|half|1/2)|(?P<third>(?:one|a)[\s-]third|1/3)|(?P<thirds>two[\s-]thirds|2/3)|(?P<quarter>(?:one|a)[\s-](?:quarter|fourth)|1/4)|(?P<quarters>three[\s-](?:quarters|fourths)|3/4))\b"
    r"(?:\s?\(\s?\d\s?/\s?\d\s?\))?(?=\s(?:(?:is|are|shall|will|to\sbe|falls?|becomes?|due|payable|down|up-?front|up)\b|(?:up)?on\s|at\s(?:the\s)?|when\b|once\b|after\b|before\b|with\b|prior\b|of\s(?:\w+\s){1,4}?(?:price|fee|sum|amount|cost|total|value|compensation)\b))",
    re.IGNORECASE,
)
_PERCENT = {
    "half": Decimal(50),
    "third": Decimal("33.33"),
    "thirds": Decimal("66.67"),
    "quarter": Decimal(25),
    "quarters": Decimal(75),
}


def fractions_in(text: str) -> Iterator[Value]:
    """Yield fractions as percents.

    >>> [str(v.amount) for v in fractions_in("one-half (1/2) of the Net Proceeds")]
    ['50']
    """
    if not _HINT.search(text):
        return
    for match in _EQUALLY.finditer(text):
        yield Value(_PERCENT["half"], match.start(), match.end())
    for match in _FRACTION.finditer(text):
        yield Value(_PERCENT[match.lastgroup or "half"], match.start(), match.end())


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
