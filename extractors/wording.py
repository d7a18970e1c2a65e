"""Patterns that are not tried where none of the words stands that they cannot do without.

A contract is read with some two hundred patterns, and most of them match nowhere on a page.
Looking for a plain word is many times as fast as trying a pattern, so each pattern is asked for
the words of which every match holds one, and is tried only where one of them stands.  A long text
is looked up once for all patterns (`vocabulary.py`).  Where every match begins with one of a few
words, the pattern is tried at the places of those words alone.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from re import _parser as parser  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any, TypeVar

from extractors.needs import all_needs_of, beginnings_of, needs_of, opens
from extractors.vocabulary import LOCK, conditions, learn, met

_LONGEST = 4000  # characters of a text whose lower case is kept
_SHORT = 60  # characters: the pattern is through such a text before its words are found
_SHORT_A_WORD = 8  # characters: and the sooner, the more words there are
_UNTOLD = -1
_SMALL_PART = "(?i"  # a part without regard to case: then no part of the conditions has any
T = TypeVar("T")


class Wording:
    """A compiled pattern with the words of which each match has at least one.

    It gives what the pattern itself would give; only faster.
    """

    __slots__ = (
        "_beginning",
        "_search",
        "_short",
        "begins",
        "conditions",
        "needs",
        "pattern",
        "small",
    )

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self.pattern = re.compile(pattern, flags)
        self.small = bool(self.pattern.flags & re.IGNORECASE)
        parsed = parser.parse(pattern, flags)
        self.needs = needs_of(parsed)
        self.begins = beginnings_of(parsed)
        self._beginning = re.compile("|".join(map(re.escape, self.begins)))
        # A search for what stands at the beginning would go on behind it.
        self._search = self.pattern.match if opens(parsed) else self.pattern.search
        self.conditions = _UNTOLD  # told for all patterns together, at the first long text
        _untold.append((self, parsed))
        self._short = max(_SHORT, _SHORT_A_WORD * len(self.begins))

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first place that matches."""
        length = len(text)
        if not (self._met(text) if _SHORT <= length <= _LONGEST else self._holds(text)):
            return None
        if self.begins and length >= self._short:
            return self._first(text, lower(text) if self.small else text)
        return self._search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find all places that match."""
        if not self.begins:
            return self.pattern.finditer(text) if self.possible(text) else iter(())
        first = self.search(text)
        return iter(()) if first is None else self.pattern.finditer(text, first.start())

    def findall(self, text: str) -> list[Any]:
        """Find all places that match, as ``re`` gives them."""
        return self.pattern.findall(text) if self.possible(text) else []

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Match at a place."""
        return self.pattern.match(text, start)

    def sub(self, new: str, text: str) -> str:
        """Replace what matches."""
        return self.pattern.sub(new, text) if self.possible(text) else text

    def possible(self, text: str) -> bool:
        """Whether the text holds the words without which nothing matches."""
        return self._met(text) if _SHORT <= len(text) <= _LONGEST else self._holds(text)

    def _met(self, text: str) -> bool:
        """Whether a text meets the pattern's conditions; one seldom asked about is not cut up."""
        if self.conditions == _UNTOLD:
            _tell()
        bits = met(text)
        return self._holds(text) if bits is None else bits & self.conditions == self.conditions

    def _holds(self, text: str) -> bool:
        if not self.needs:
            return True
        if self.small:
            text = lower(text)
        for word in self.needs:  # noqa: SIM110 (any() with a generator takes twice as long)
            if word in text:
                return True
        return False

    def _first(self, text: str, small: str) -> re.Match[str] | None:
        """Try the pattern where a match may begin, from left to right."""
        if len(small) != len(text):
            return self._search(text)
        find, match = self._beginning.search, self.pattern.match
        found = find(small)
        while found:
            at = found.start()
            if hit := match(text, at):
                return hit
            found = find(small, at + 1)
        return None


def likely(wordings: Sequence[tuple[T, Wording]], text: str) -> list[tuple[T, Wording]]:
    """Return the wordings of a long list that may match a text; all are asked in one go."""
    if len(text) > _LONGEST:
        return [(name, wording) for name, wording in wordings if wording.possible(text)]
    _tell()
    bits = learn(text)
    return [(n, w) for n, w in wordings if bits & w.conditions == w.conditions]


_untold: list[tuple[Wording, Any]] = []  # patterns whose conditions were not asked for


def lower(text: str) -> str:
    """Return a text in lower case; those of a document are kept for the patterns that follow."""
    return _lower(text) if len(text) <= _LONGEST else text.lower()


@lru_cache(maxsize=2048)
def _lower(text: str) -> str:
    return text.lower()


def phrase(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Wording:
    """Compile a pattern, without regard to case unless ``flags`` say so."""
    return Wording(pattern, flags)


def _tell() -> None:
    """Find the conditions of all patterns that were made so far."""
    with LOCK:
        while _untold:
            wording, parsed = _untold.pop()
            small = wording.small or _SMALL_PART in wording.pattern.pattern
            wording.conditions = conditions(all_needs_of(parsed, small=small), small=small)
