"""Patterns that are not tried where none of the words stands that they cannot do without.

A contract is read with some two hundred patterns, and most of them match nowhere on a page.
Looking for a plain word is many times as fast as trying a pattern, so each pattern is asked for
the words of which every match holds one, and is tried only where one of them stands.  Where every
match begins with one of a few words, the pattern is tried at the places of those words alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import _parser as parser  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any, TypeVar

from extractors.vocabulary import EDGE, FIGURE, LOCK, conditions, learn, met

_LEAST = 2  # letters that a word must have to tell anything
_LONG = 4  # letters from which on a word tells enough
_MOST = 40  # more words than this take as long as the pattern
_MOST_TOLD = 200  # words that are looked up once for all patterns
_TIMES = 5  # repetitions that are spelt out
_ENOUGH = 6  # letters of a beginning: more would not make it rarer
_MOST_BEGINNINGS = 24  # looking for more takes as long as the pattern
_LONGEST = 4000  # characters of a text whose lower case is kept
_SHORT = 60  # characters: the pattern is through such a text before its words are found
_SHORT_A_WORD = 8  # characters: and the sooner, the more words there are
_CHOICE = 3  # letters of a class that are tried one by one
_RARE = frozenset("%$€£¥@¢[]*_●")
_UNTOLD = -1
_NOTHING = frozenset({""})
T = TypeVar("T")
_EDGE = frozenset({EDGE})
_AT_BEGINNING = (parser.AT, parser.AT_BEGINNING)
_SMALL_PART = "(?i"  # a part without regard to case: then no part of the conditions has any
_BLANK = re.compile(r"\W")
_BETWEEN = (
    (parser.CATEGORY, parser.CATEGORY_SPACE),
    (parser.CATEGORY, parser.CATEGORY_NOT_WORD),
)
_ANY_FIGURE = [(parser.CATEGORY, parser.CATEGORY_DIGIT)]


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
        self.needs = _needs(parsed)
        self.begins = _beginnings(parsed)
        self._beginning = re.compile("|".join(map(re.escape, self.begins)))
        # A search for what stands at the beginning would go on behind it.
        self._search = self.pattern.match if _opens(parsed) else self.pattern.search
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


def needs(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, ...]:
    r"""Return words of which every match of a pattern holds one; empty where none can be told.

    >>> needs(r"\b(?:net\s\d+|dues?\b|(?:over|past)[\s-]?due)")
    ('due', 'net', 'over', 'past')
    """
    return _needs(parser.parse(pattern, flags))


def _needs(parsed: Any) -> tuple[str, ...]:  # noqa: ANN401 (re's own trees)
    sure, last = _Walk().through(parsed, _NOTHING)
    best = _best([*sure, last], _MOST)
    if best is None:
        return ()
    if parsed.state.flags & re.IGNORECASE:
        best = frozenset(word.lower() for word in best)
    return tuple(sorted(w for w in best if not any(o != w and o in w for o in best)))


def all_needs(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> list[frozenset[str]]:
    r"""Return sets of words of each of which every match holds one, with the edges of words.

    >>> [sorted(words) for words in all_needs(r"\b(?:late|due)\s(?:\w+\s)?fees?")]
    [['\x00due', '\x00late'], ['fee', 'fees']]
    """
    return _all_needs(parser.parse(pattern, flags), small=bool(flags & re.IGNORECASE))


def _all_needs(parsed: Any, *, small: bool) -> list[frozenset[str]]:  # noqa: ANN401 (re's own trees)
    sure, last = _Walk(_MOST_TOLD, edges=True).through(parsed, _NOTHING)
    if small:
        return [frozenset(word.lower() for word in words) for words in (*sure, last)]
    return [*sure, last]


def _tell() -> None:
    """Find the conditions of all patterns that were made so far."""
    with LOCK:
        while _untold:
            wording, parsed = _untold.pop()
            small = wording.small or _SMALL_PART in wording.pattern.pattern
            wording.conditions = conditions(_all_needs(parsed, small=small), small=small)


def beginnings(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, ...]:
    r"""Return words with one of which every match of a pattern begins; empty where none can be told.

    >>> beginnings(r"\b(?:net\s\d+|dues?\b|(?:over|past)[\s-]?due)")
    ('due', 'net', 'over', 'past')
    """
    return _beginnings(parser.parse(pattern, flags))


def _beginnings(parsed: Any) -> tuple[str, ...]:  # noqa: ANN401 (re's own trees)
    done, last = _begin(parsed, _NOTHING)
    words = done | last
    if parsed.state.flags & re.IGNORECASE:
        words = frozenset(word.lower() for word in words)
    if len(words) > _MOST_BEGINNINGS or min(map(_tells, words), default=0) < _LEAST:
        return ()
    return tuple(sorted(w for w in words if not any(o != w and w.startswith(o) for o in words)))


def _opens(parsed: Any) -> bool:  # noqa: ANN401 (re's own trees)
    """Whether a pattern matches at the beginning of a text alone."""
    first = next(iter(parsed), None)
    return first == _AT_BEGINNING and not parsed.state.flags & re.MULTILINE


_Words = frozenset[str]


def _begin(parsed: Any, before: _Words) -> tuple[_Words, _Words]:  # noqa: ANN401 (re's own trees)
    """Read the beginning of a sequence that follows one of the words ``before``.

    Returns the words after which anything may come, and those that what follows makes longer.
    """
    done, run = frozenset[str](), before
    for code, what in parsed:
        done |= frozenset(word for word in run if len(word) >= _ENOUGH)
        run -= done
        if not run:
            break
        letters = _letters(code, what)
        if letters is not None:
            run = frozenset(word + letter for word in run for letter in letters)
        elif code is parser.SUBPATTERN and not what[1] and not what[2]:
            more, run = _begin(what[3], run)
            done |= more
        elif code is parser.BRANCH:
            ways = [_begin(way, run) for way in what[1]]
            done = done.union(*(more for more, _ in ways))
            run = frozenset[str]().union(*(last for _, last in ways))
        elif code in {parser.MAX_REPEAT, parser.MIN_REPEAT} and what[:2] == (0, 1):
            more, last = _begin(what[2], run)
            done, run = done | more, run | last
        elif code in {parser.MAX_REPEAT, parser.MIN_REPEAT} and what[0]:
            more, last = _begin(what[2], run)
            done, run = done | more | last, frozenset()
        elif code not in {parser.AT, parser.ASSERT, parser.ASSERT_NOT}:
            done, run = done | run, frozenset()
    return done, run


@dataclass(frozen=True, slots=True)
class _Walk:
    """Reads a pattern; ``most`` words stand in a set, and ``edges``: with the edges of words."""

    most: int = _MOST
    edges: bool = False

    def through(self, parsed: Any, before: _Words) -> tuple[list[_Words], _Words]:  # noqa: ANN401 (re's own trees)
        """Read a sequence that follows one of the words ``before``.

        Returns sets of words of each of which every match holds one, and the words of which one
        stands at the end of every match ("" where that cannot be told).
        """
        sure: list[_Words] = []
        run = before
        for code, what in parsed:
            letters = _letters(code, what, figures=self.edges)
            if letters is not None:
                longer = frozenset(word + letter for word in run for letter in letters)
                if len(longer) > self.most:
                    sure.append(run)
                    longer = letters
                run = longer
            elif code is parser.SUBPATTERN and (self.edges or not (what[1] or what[2])):
                inner, run = self.through(what[3], run)
                sure += inner
            elif code is parser.BRANCH:
                inner, run = self._branch(what[1], run)
                sure += inner
            elif code in {parser.MAX_REPEAT, parser.MIN_REPEAT}:
                inner, run = self._repeat(what, run)
                sure += inner
            elif code is parser.AT:
                if self.edges and what is parser.AT_BOUNDARY:
                    run = _edged(run)
            elif code not in {parser.ASSERT, parser.ASSERT_NOT}:
                apart = self.edges and _parts_words(code, what)
                sure.append(_edged(run) if apart else run)
                run = _EDGE if apart else _NOTHING
        return sure, run

    def _branch(self, ways: Any, before: _Words) -> tuple[list[_Words], _Words]:  # noqa: ANN401 (re's own trees)
        read = [self.through(way, before) for way in ways]
        bests = [_best([*sure, last], self.most) for sure, last in read]
        known = [best for best in bests if best is not None]
        both = [frozenset[str]().union(*known)] if len(known) == len(bests) else []
        return both, self._few(frozenset[str]().union(*(last for _, last in read)))

    def _repeat(self, repeat: Any, before: _Words) -> tuple[list[_Words], _Words]:  # noqa: ANN401 (re's own trees)
        least, most, repeated = repeat
        sure, last = [before], before
        for _ in range(min(least, _TIMES)):
            more, last = self.through(repeated, last)
            sure += [*more, last]
        if (least, most) == (0, 1):
            last = self._few(before | self.through(repeated, before)[1])
        if most in {1, min(least, _TIMES)}:
            return sure, last
        if not self.edges:
            return sure, _NOTHING
        last = self.through(repeated, _NOTHING)[1]
        return sure, last if least else self._few(before | last)

    def _few(self, words: _Words) -> _Words:
        return words if len(words) <= self.most else _NOTHING


def _edged(words: _Words) -> _Words:
    return frozenset(word.rstrip(EDGE) + EDGE for word in words)


def _parts_words(code: Any, what: Any) -> bool:  # noqa: ANN401 (re's own trees)
    """Whether an item of a pattern is a space or sign, so that words end before and begin after."""
    return code is parser.IN and all(
        one in _BETWEEN or (one[0] is parser.LITERAL and _BLANK.match(chr(one[1]))) for one in what
    )


def _letters(code: Any, what: Any, *, figures: bool = False) -> _Words | None:  # noqa: ANN401 (re's own trees)
    """The letters of which an item of a pattern is one; None where it is more or less than that."""
    if code is parser.LITERAL:
        return frozenset({chr(what)})
    if figures and code is parser.IN and what == _ANY_FIGURE:
        return frozenset({FIGURE})
    if code is parser.IN and len(what) <= _CHOICE and all(c is parser.LITERAL for c, _ in what):
        return frozenset(chr(letter) for _, letter in what)
    return None


def _best(sets: Sequence[_Words], most: int) -> _Words | None:
    """Choose the set that tells most: words that are rare, then few of them."""
    good = [s for s in sets if len(s) <= most and min(map(_tells, s)) >= _LEAST]
    return max(
        good, key=lambda s: (min(_LONG, *map(_tells, s)), -len(s), min(map(len, s))), default=None
    )


@lru_cache(maxsize=4096)
def _tells(word: str) -> int:
    """How much it tells that a text holds a word: its length, and as much as any for a sign."""
    if _RARE & set(word) or not word.isascii():
        return _LONG
    return len(word.replace(EDGE, "")) + (FIGURE in word)
