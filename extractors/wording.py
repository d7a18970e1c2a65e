"""Patterns that are not tried where none of the words stands that they cannot do without.

A contract is read with some two hundred patterns, and most of them match nowhere on a page.
Looking for a plain word is many times as fast as trying a pattern, so each pattern is asked for
the words of which every match holds one, and is tried only where one of them stands.  Where every
match begins with one of a few words, the pattern is tried at the places of those words alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from re import _parser as parser  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any

from extractors.needs import beginnings_of, needs_of, opens

_LONGEST = 4000  # characters of a text whose lower case is kept
_SHORT = 60  # characters: the pattern is through such a text before its words are found
_SHORT_A_WORD = 8  # characters: and the sooner, the more words there are


class Wording:
    """A compiled pattern with the words of which each match has at least one.

    It gives what the pattern itself would give; only faster.
    """

    __slots__ = ("_beginning", "_search", "_short", "begins", "needs", "pattern", "small")

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self.pattern = re.compile(pattern, flags)
        self.small = bool(self.pattern.flags & re.IGNORECASE)
        parsed = parser.parse(pattern, flags)
        self.needs = needs_of(parsed)
        self.begins = beginnings_of(parsed)
        self._beginning = re.compile("|".join(map(re.escape, self.begins)))
        # A search for what stands at the beginning would go on behind it.
        self._search = self.pattern.match if opens(parsed) else self.pattern.search
        self._short = max(_SHORT, _SHORT_A_WORD * len(self.begins))

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first place that matches."""
        if not self.possible(text):
            return None
        if self.begins and len(text) >= self._short:
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


def lower(text: str) -> str:
    """Return a text in lower case; those of a document are kept for the patterns that follow."""
    return _lower(text) if len(text) <= _LONGEST else text.lower()


@lru_cache(maxsize=2048)
def _lower(text: str) -> str:
    return text.lower()


def phrase(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Wording:
    """Compile a pattern, without regard to case unless ``flags`` say so."""
    return Wording(pattern, flags)
