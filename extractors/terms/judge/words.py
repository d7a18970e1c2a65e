"""The words of a text as the judge sees them: plain, so that few weights say much."""

import re
from functools import lru_cache

from extractors.wording import phrase

_WORD = phrase(r"[A-Za-z]+(?:['’][a-z]+)?|[$€£%]|\d+|[;:.,()|]", re.NOFLAG)
_PLURAL = 4


def words(text: str) -> list[str]:
    """Return words and marks in lower case, digits as one word, without the plural s.

    >>> words("Fees: $1,500.00 per Hour")
    ['fee', ':', '$', '#', ',', '#', '.', '#', 'per', 'hour']
    """
    return [_plain(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    if word[0].isdigit():
        return "#"
    lower = word.lower()
    plural = len(lower) >= _PLURAL and lower.endswith("s") and not lower.endswith("ss")
    return lower[:-1] if plural else lower
