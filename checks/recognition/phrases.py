"""How a line's text is built: an item, and beside commas, dashes or brackets what is said of it.

>>> is_part("Site Supervisor", "Depot Leeds (Site Supervisor)"), is_part("Site Supervisor", "Site, Supervisor")
(True, False)
>>> holds("cluster fee", "Dedicated cluster, May 2026"), holds("cluster fee", "Emergency cluster work")
(True, False)
"""

import re
from functools import lru_cache

from checks.recognition.wording import GRADES, NOISE, WEAK, Words, find_word, likeness, words_of

_PARTS = re.compile(r"[,;:()\[\]/]|\s[-–—]\s")
# Words that number things of one name: what has another number is another thing.
_NUMBERING = re.compile(
    r"""
    \b ( schedule | annex | exhibit | appendix | attachment | phase | stage | level | tier | grade | band | class
        | category | lot | zone | site | building | block | hall | floor | option | package | module | year
        | anlage | stufe | halle | los ) s?
    \s* (?: no\b\.? | nr\b\.? | \# )? \s* ( \d{1,3} | [a-d] ) \b (?! [.,]?\d | \s*% | \s*- )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SHARE = re.compile(
    r"""
    \d \s? (?: % | per \s? cent \b | prozent \b | pour \s cent \b | por \s ciento \b )
    \s (?: of | on | from | von | vom | der | des | auf | de | du | sur | sobre | su | van ) \s
    (?: (?: the | all | our | your | its ) \s )*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FEW = 2  # words beside those of an item that make no other item of it


@lru_cache(maxsize=32768)
def parted(text: str) -> tuple[Words, ...]:
    """Return the words of each part of a text."""
    return tuple(words_of(part) for part in _PARTS.split(text))


@lru_cache(maxsize=32768)
def numbered(text: str) -> tuple[tuple[str, str], ...]:
    """Return what a text numbers.

    >>> numbered("Level 2 support, Hall B")
    (('level', '2'), ('hall', 'b'))
    """
    return tuple((word.casefold(), number.casefold()) for word, number in _NUMBERING.findall(text))


def is_other_number(item: str, text: str) -> bool:
    """Whether a text names another number of what an item numbers: "Level 1", "Level 2"."""
    said = numbered(text)
    words = {word for word, _ in said}
    return any(word in words and (word, number) not in said for word, number in numbered(item))


@lru_cache(maxsize=32768)
def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of a text that hold words."""
    return tuple(part.strip() for part in _PARTS.split(text) if words_of(part))


def is_part(item: str, text: str) -> bool:
    """Whether a part of a text is an item and nothing else, and no other part is of another grade.

    An item of a general name ("service fee") is named by the other parts as well.
    """
    parts = parts_of(text)
    if len(parts) == 1 or all(word in WEAK or word in NOISE for word in words_of(item)):
        return False
    named = [part for part in parts if likeness(item, part) == 1.0]
    rest = [part for part in parts if part not in named]
    return bool(named) and not any(word in GRADES for part in rest for word in words_of(part))


def has_part(item: str, text: str) -> bool:
    """Whether a part of a text is an item and nothing else, however general its name.

    >>> has_part("subscription fee", "Members platform, subscription fee")
    True
    """
    return any(likeness(item, part) == 1.0 for part in parts_of(text))


def holds(item: str, text: str) -> bool:
    """Whether a text has all words that carry an item's meaning, few others and no grade."""
    given = words_of(text)
    own = [word for word in words_of(item) if word not in WEAK and word not in NOISE]
    met = {word: find_word(word, given) for word in own}
    known = {*words_of(item), *met.values()}
    others = [word for word in given if word not in known and word not in NOISE]
    if not own or not all(met.values()) or any(word in GRADES for word in others):
        return False
    return len(others) <= _FEW


@lru_cache(maxsize=32768)
def is_share_of(base: str, text: str) -> bool:
    """Whether a text asks for a percent of a base, however the fee is called.

    >>> is_share_of("Net Sales", "Royalty Q1: 8% of the Net Sales of toys"), is_share_of("App Receipts", "8% of Net Sales")
    (True, False)
    """
    wanted = words_of(base)
    return bool(wanted) and any(
        words_of(text[match.end() :])[: len(wanted)] == wanted for match in _SHARE.finditer(text)
    )
