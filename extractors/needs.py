"""What a pattern cannot match without: words that stand in every match, or at its beginning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import _parser as parser  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any

from extractors.vocabulary import EDGE, FIGURE

_LEAST = 2  # letters that a word must have to tell anything
_LONG = 4  # letters from which on a word tells enough
_MOST = 40  # more words than this take as long as the pattern
_MOST_TOLD = 200  # words that are looked up once for all patterns
_TIMES = 5  # repetitions that are spelt out
_ENOUGH = 6  # letters of a beginning: more would not make it rarer
_MOST_BEGINNINGS = 24  # looking for more takes as long as the pattern
_CHOICE = 3  # letters of a class that are tried one by one
_RARE = frozenset("%$€£¥@¢[]*_●")
_NOTHING = frozenset({""})
_EDGE = frozenset({EDGE})
_AT_BEGINNING = (parser.AT, parser.AT_BEGINNING)
_BLANK = re.compile(r"\W")
_BETWEEN = (
    (parser.CATEGORY, parser.CATEGORY_SPACE),
    (parser.CATEGORY, parser.CATEGORY_NOT_WORD),
)
_ANY_FIGURE = [(parser.CATEGORY, parser.CATEGORY_DIGIT)]


def needs(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, ...]:
    r"""Return words of which every match of a pattern holds one; empty where none can be told.

    >>> needs(r"\b(?:net\s\d+|dues?\b|(?:over|past)[\s-]?due)")
    ('due', 'net', 'over', 'past')
    """
    return needs_of(parser.parse(pattern, flags))


def needs_of(parsed: Any) -> tuple[str, ...]:  # noqa: ANN401 (re's own trees)
    """Return `needs` of a pattern that was parsed."""
    sure, last = _Walk().through(parsed, _NOTHING)
    best = _best([*sure, last], _MOST)
    if best is None:
        return ()
    if parsed.state.flags & re.IGNORECASE:
        best = frozenset(word.lower() for word in best)
    return tuple(sorted(w for w in best if not any(o != w and o in w for o in best)))


def all_needs(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> list[frozenset[str]]:
    r"""Return sets of words of each of which every match holds one, with the edges of words.

    >>> sorted(max(all_needs(r"\b(?:late|due)\s\w+"), key=lambda words: len("".join(words))))
    ['\x00due\x00', '\x00late\x00']
    """
    return all_needs_of(parser.parse(pattern, flags), small=bool(flags & re.IGNORECASE))


def all_needs_of(parsed: Any, *, small: bool) -> list[frozenset[str]]:  # noqa: ANN401 (re's own trees)
    """Return `all_needs` of a pattern that was parsed; ``small``: in lower case."""
    sure, last = _Walk(_MOST_TOLD, edges=True).through(parsed, _NOTHING)
    if small:
        return [frozenset(word.lower() for word in words) for words in (*sure, last)]
    return [*sure, last]


def beginnings(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, ...]:
    r"""Return words with one of which every match of a pattern begins; empty where none can be told.

    >>> beginnings(r"\b(?:net\s\d+|dues?\b|(?:over|past)[\s-]?due)")
    ('due', 'net', 'over', 'past')
    """
    return beginnings_of(parser.parse(pattern, flags))


def beginnings_of(parsed: Any) -> tuple[str, ...]:  # noqa: ANN401 (re's own trees)
    """Return `beginnings` of a pattern that was parsed."""
    done, last = _begin(parsed, _NOTHING)
    words = done | last
    if parsed.state.flags & re.IGNORECASE:
        words = frozenset(word.lower() for word in words)
    if len(words) > _MOST_BEGINNINGS or min(map(_tells, words), default=0) < _LEAST:
        return ()
    return tuple(sorted(w for w in words if not any(o != w and w.startswith(o) for o in words)))


def opens(parsed: Any) -> bool:  # noqa: ANN401 (re's own trees)
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
