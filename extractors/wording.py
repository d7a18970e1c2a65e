"""Patterns that are not tried where none of the words stands that they cannot do without.

A contract is read with some two hundred patterns, and most of them match nowhere on a page.
Looking for a plain word is many times as fast as trying a pattern, so each pattern is asked for
the words of which every match holds one, and is tried only where one of them stands.  Where every
match begins with one of a few words, the pattern is tried at the places of those words alone.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from re import _parser as parser  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any

_LEAST = 2  # letters that a word must have to tell anything
_LONG = 4  # letters from which on a word tells enough
_MOST = 40  # more words than this take as long as the pattern
_TIMES = 5  # repetitions that are spelt out
_ENOUGH = 6  # letters of a beginning: more would not make it rarer
_MOST_BEGINNINGS = 24  # looking for more takes as long as the pattern
_LONGEST = 4000  # characters of a text whose lower case is kept
_SHORT = 60  # characters: the pattern is through such a text before its words are found
_SHORT_A_WORD = 8  # characters: and the sooner, the more words there are
_CHOICE = 3  # letters of a class that are tried one by one
_RARE = frozenset("%$€£¥@¢[]*_●")
_NOTHING = frozenset({""})


class Wording:
    """A compiled pattern with the words of which each match has at least one.

    It gives what the pattern itself would give; only faster.
    """

    __slots__ = ("_short", "begins", "needs", "pattern", "small")

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self.pattern = re.compile(pattern, flags)
        self.small = bool(self.pattern.flags & re.IGNORECASE)
        self.needs = needs(pattern, flags)
        self.begins = beginnings(pattern, flags)
        self._short = max(_SHORT, _SHORT_A_WORD * len(self.begins))

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first place that matches."""
        if self.needs:
            small = lower(text) if self.small else text
            for word in self.needs:
                if word in small:
                    break
            else:
                return None
            if self.begins and len(text) >= self._short:
                return self._first(text, small)
        return self.pattern.search(text)

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
        """Whether the text holds a word without which nothing matches."""
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
            return self.pattern.search(text)
        find, match = small.find, self.pattern.match
        found = [(find(word), word) for word in self.begins if word in small]
        while found:
            one = min(found)
            at, word = one
            if hit := match(text, at):
                return hit
            found.remove(one)
            if (at := find(word, at + 1)) >= 0:
                found.append((at, word))
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


def needs(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, ...]:
    r"""Return words of which every match of a pattern holds one; empty where none can be told.

    >>> needs(r"\b(?:net\s\d+|dues?\b|(?:over|past)[\s-]?due)")
    ('due', 'net', 'over', 'past')
    """
    parsed = parser.parse(pattern, flags)
    sure, last = _walk(parsed, frozenset({""}))
    best = _best([*sure, last])
    if best is None:
        return ()
    if parsed.state.flags & re.IGNORECASE:
        best = frozenset(word.lower() for word in best)
    return tuple(sorted(w for w in best if not any(o != w and o in w for o in best)))


def beginnings(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, ...]:
    r"""Return words with one of which every match of a pattern begins; empty where none can be told.

    >>> beginnings(r"\b(?:net\s\d+|dues?\b|(?:over|past)[\s-]?due)")
    ('due', 'net', 'over', 'past')
    """
    parsed = parser.parse(pattern, flags)
    done, last = _begin(parsed, _NOTHING)
    words = done | last
    if parsed.state.flags & re.IGNORECASE:
        words = frozenset(word.lower() for word in words)
    if len(words) > _MOST_BEGINNINGS or min(map(_tells, words), default=0) < _LEAST:
        return ()
    return tuple(sorted(w for w in words if not any(o != w and w.startswith(o) for o in words)))


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


def _walk(parsed: Any, before: _Words) -> tuple[list[_Words], _Words]:  # noqa: ANN401 (re's own trees)
    """Read a sequence that follows one of the words ``before``.

    Returns sets of words of each of which every match holds one, and the words of which one
    stands at the end of every match ("" where that cannot be told).
    """
    sure: list[_Words] = []
    run = before
    for code, what in parsed:
        letters = _letters(code, what)
        if letters is not None:
            longer = frozenset(word + letter for word in run for letter in letters)
            if len(longer) > _MOST:
                sure.append(run)
                longer = letters
            run = longer
        elif code is parser.SUBPATTERN and not what[1] and not what[2]:
            inner, run = _walk(what[3], run)
            sure += inner
        elif code is parser.BRANCH:
            inner, run = _branch(what[1], run)
            sure += inner
        elif code in {parser.MAX_REPEAT, parser.MIN_REPEAT}:
            least, most, repeated = what
            inner, run = _repeat(least, most, repeated, run)
            sure += inner
        elif code not in {parser.AT, parser.ASSERT, parser.ASSERT_NOT}:
            sure.append(run)
            run = _NOTHING
    return sure, run


def _branch(ways: Any, before: _Words) -> tuple[list[_Words], _Words]:  # noqa: ANN401 (re's own trees)
    read = [_walk(way, before) for way in ways]
    bests = [_best([*sure, last]) for sure, last in read]
    known = [best for best in bests if best is not None]
    both = [frozenset[str]().union(*known)] if len(known) == len(bests) else []
    return both, _few(frozenset[str]().union(*(last for _, last in read)))


def _repeat(least: int, most: int, repeated: Any, before: _Words) -> tuple[list[_Words], _Words]:  # noqa: ANN401 (re's own trees)
    sure, last = [before], before
    for _ in range(min(least, _TIMES)):
        more, last = _walk(repeated, last)
        sure += [*more, last]
    if (least, most) == (0, 1):
        last = _few(before | _walk(repeated, before)[1])
    return sure, last if most in {1, min(least, _TIMES)} else _NOTHING


def _letters(code: Any, what: Any) -> _Words | None:  # noqa: ANN401 (re's own trees)
    """The letters of which an item of a pattern is one; None where it is more or less than that."""
    if code is parser.LITERAL:
        return frozenset({chr(what)})
    if code is parser.IN and len(what) <= _CHOICE and all(c is parser.LITERAL for c, _ in what):
        return frozenset(chr(letter) for _, letter in what)
    return None


def _few(words: _Words) -> _Words:
    return words if len(words) <= _MOST else _NOTHING


def _best(sets: Sequence[_Words]) -> _Words | None:
    """Choose the set that tells most: words that are rare, then few of them."""
    good = [s for s in sets if len(s) <= _MOST and min(map(_tells, s)) >= _LEAST]
    return max(
        good, key=lambda s: (min(_LONG, *map(_tells, s)), -len(s), min(map(len, s))), default=None
    )


def _tells(word: str) -> int:
    """How much it tells that a text holds a word: its length, and as much as any for a sign."""
    return _LONG if _RARE & set(word) else len(word)
