"""What a pattern cannot match without: words that stand in every match, or at its beginning."""

import re
from collections.abc import Sequence
from re import _parser as parser  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any

_LEAST = 2  # letters that a word must have to tell anything
_LONG = 4  # letters from which on a word tells enough
_MOST = 40  # more words than this take as long as the pattern
_TIMES = 5  # repetitions that are spelt out
_ENOUGH = 6  # letters of a beginning: more would not make it rarer
_MOST_BEGINNINGS = 24  # looking for more takes as long as the pattern
_CHOICE = 3  # letters of a class that are tried one by one
_RARE = frozenset("%$€£¥@¢[]*_●")
_NOTHING = frozenset({""})
_AT_BEGINNING = (parser.AT, parser.AT_BEGINNING)


def needs(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, ...]:
    r"""Return words of which every match of a pattern holds one; empty where none can be told.

    >>> needs(r"\b(?:net\s\d+|dues?\b|(?:over|past)[\s-]?due)")
    ('due', 'net', 'over', 'past')
    """
    return needs_of(parser.parse(pattern, flags))


def needs_of(parsed: Any) -> tuple[str, ...]:  # noqa: ANN401 (re's own trees)
    """Return `needs` of a pattern that was parsed."""
    sure, last = _walk(parsed, _NOTHING)
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
    return _LONG if _RARE & set(word) or not word.isascii() else len(word)
