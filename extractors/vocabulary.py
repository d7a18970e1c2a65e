"""Which patterns may match in a text, told by the words of the text alone.

Each pattern comes with conditions: sets of words of each of which every match holds one (see
`wording.py`).  A text is cut into its own words once, the conditions that each of them meets are
looked up, and all patterns that are tried on the text ask whether theirs are met.  The number of a
condition is a bit of an integer: the conditions that a text meets are one integer as well.
"""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from threading import RLock
from typing import Any

EDGE = "\0"
"""Stands in a condition's word for the edge of a word of the text: "\\0due\\0" is not in "residue"."""

FIGURE = "0"
"""Stands for any figure."""

LOCK = RLock()
"""Held while conditions are found and while a text is looked up, which must not cross."""

_ALL = -1  # all bits
_WORD = re.compile(r"\w+|[^\w\s]")
_PART = re.compile(rf"[\w{EDGE}]*\w[\w{EDGE}]*|[^\w\s{EDGE}]")
_TURN = re.compile(rf"(?<=\w)(?=[^\w{EDGE}])|(?<=[^\w{EDGE}])(?=\w)")
_DIGIT = re.compile(r"\d")
_MOST = 100_000  # words of texts that are kept
_MOST_TEXTS = 4096
_OFTEN = 3  # times: to cut up a text takes as long as to ask it for the words of so many patterns
_LEAST = 2  # letters that a word within others must have to tell anything
_OTHER_CASES = frozenset(
    "ıſ"
)  # match "i" and "s" without regard to case, and are not their capitals

_Tree = dict[str, Any]  # letters to trees, "" to the bits of what ends here


class _Words(dict[str, int]):
    """The words of texts with the conditions that each of them meets; found at the first call."""

    def __init__(self) -> None:
        self._bits: dict[tuple[frozenset[str], bool], int] = {}
        self._exact: _Tree = {}
        self._small: _Tree = {}
        self._known: dict[str, int] = {}  # words in lower case, without the marks beside them

    def bit(self, parts: frozenset[str], *, small: bool) -> int:
        """Return the bit of a condition: one of these parts stands in a word."""
        known = self._bits.get((parts, small))
        if known is not None:
            return known
        bit = self._bits[parts, small] = 1 << len(self._bits)
        for part in parts:
            tree = self._small if small else self._exact
            for letter in part:
                tree = tree.setdefault(letter, {})
            tree[""] = tree.get("", 0) | bit
        self.forget()
        _texts.forget()
        return bit

    def __missing__(self, printed: str) -> int:
        if len(self) >= _MOST:
            self.forget()
        bits = 0
        for word in [printed] if printed.isalnum() else _WORD.findall(printed):
            bits |= self._met(word)
        self[printed] = bits
        return bits

    def forget(self) -> None:
        """Look at each word again."""
        self.clear()
        self._known.clear()

    def _met(self, word: str) -> int:
        small = word.lower()
        if len(small) != len(word) or not _OTHER_CASES.isdisjoint(small):
            return _ALL
        if not word.isalpha():
            word, small = _DIGIT.sub(FIGURE, word), _DIGIT.sub(FIGURE, small)
        bits = self._known.get(small)
        if bits is None:
            bits = self._known[small] = _ending(self._small, f"{EDGE}{small}{EDGE}")
        return bits | _ending(self._exact, f"{EDGE}{word}{EDGE}")


def _ending(tree: _Tree, word: str) -> int:
    """The bits of all parts that stand anywhere in a word."""
    bits = 0
    for start in range(len(word) - 1):
        at = tree
        for letter in word[start:]:
            found: _Tree | None = at.get(letter)
            if found is None:
                break
            at = found
            if "" in at:
                bits |= at[""]
    return bits


class _Texts(dict[str, int]):
    """Texts with the bits of all conditions that they meet; those of the last texts are kept."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}

    def __missing__(self, text: str) -> int | None:
        asked = self._asked.get(text, 0) + 1
        if asked < _OFTEN:
            if len(self._asked) >= _MOST_TEXTS:
                self._asked.clear()
            self._asked[text] = asked
            return None
        return self.learn(text)

    def learn(self, text: str) -> int:
        """Return the bits of a text that much will be asked about."""
        bits = self.get(text)
        if bits is None:
            with LOCK:
                if len(self) >= _MOST_TEXTS:
                    self.clear()
                bits = self[text] = reduce(or_, map(_words.__getitem__, set(text.split())), 0)
        return bits

    def forget(self) -> None:
        """Look at each text again: there are new conditions."""
        self.clear()
        self._asked.clear()


_texts = _Texts()
_words = _Words()
learn = _texts.learn
met = _texts.__getitem__
"""Return the bits of all conditions that a text meets; None for one that is seldom asked about."""


def conditions(sets: Iterable[frozenset[str]], *, small: bool) -> int:
    """Return the bits that a text must have where every match holds a word of each of ``sets``.

    ``small``: without regard to case; the words are then in lower case.
    """
    known = {parts for words in sets if (parts := _parts(words)) is not None}
    bits = 0
    for parts in known:
        if not any(other < parts for other in known):
            bits |= _words.bit(parts, small=small)
    return bits


def _parts(words: frozenset[str]) -> frozenset[str] | None:
    """The longest part of each word that stands in one word of a text; None if one has none."""
    parts = set()
    for word in words:
        plain = _TURN.sub(EDGE, _DIGIT.sub(FIGURE, word))
        longest = max(_PART.findall(plain), key=_letters, default="")
        if not longest or (_letters(longest) < _LEAST and not _tells(longest)):
            return None
        parts.add(longest)
    return frozenset(p for p in parts if not any(o != p and o in p for o in parts))


def _tells(letter: str) -> bool:
    """Whether a part of one letter is a sign, or stands alone."""
    return (
        not letter.isascii() or not letter.strip(EDGE).isalpha() or len(letter) == 1 + 2 * len(EDGE)
    )


def _letters(part: str) -> int:
    return len(part.replace(EDGE, ""))
