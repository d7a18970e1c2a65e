"""Running headers, footers, page numbers and filing tags: what is printed but states nothing.

Texts that were printed again from a filing carry the old page numbers in the middle of pages;
they are known by counting up, far apart.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from models.document import Line

_EDGE = 0.12  # share of the page's height
_FEWEST = 3
_MOSTLY = 0.6  # of the pages: a line that stands on so many is furniture anywhere
_APART = 12  # lines between two page numbers within pages
_MOST_OF_NUMBER = 5  # words: "Page 3 of 12 -"
_STEP = 2  # a page number may be missing
_NUMBER = re.compile(
    r"""
    ^ \W* (?: (?P<page> page | pg\.? | seite ) \s* )?
    (?: [a-z]{1,2} \s? [-–] \s? )?                  # "E - 11", "A-2"
    (?P<number> \d{1,4} | [ivxlc]{1,6} )
    (?: \s* (?: of | / | von ) \s* \d{1,4} )?       # "3 of 12"
    [^\w.):]* $                                     # "3." and "3)" open an item
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAMED = re.compile(  # "PA-2024-022 - Page 1", "Master Services Agreement | Page 3 of 12"
    r"^.{3,60}\W\s?(?:page|seite)\s\d{1,4}(?:\s(?:of|/|von)\s\d{1,4})?\W*$", re.IGNORECASE
)
_TAG = re.compile(r"^(?:</?(?:PAGE|TABLE|CAPTION|S|C|FN|F\d{1,2})>\s*)+$")  # of SEC filings
_LONG, _SHORT = 12, 3  # letters: "Section 7.2" and "(b)" repeat and are no furniture
_NUMBERED = frozenset(("article", "section", "clause", "exhibit", "schedule", "annex"))
_DIGITS = re.compile("[0-9]+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that may be a page number, and how many lines stand before it in the document."""

    page: int
    index: int
    place: int
    value: int


def furniture(
    pages: Sequence[Sequence[Line]], texts: Sequence[Sequence[str]], heights: Sequence[float]
) -> list[frozenset[int]]:
    """Return, a page, the indexes of the lines that are furniture; ``texts`` are those of lines.

    A line is furniture when it stands near the top or bottom edge and is a page number, or when
    its text, figures aside, stands there on at least three pages and a third of all, or anywhere
    on most pages; when it is one of a row of page numbers that count up; or a tag of a filing.
    """
    near = [set(_near_edge(lines, h)) for lines, h in zip(pages, heights, strict=True)]
    numbers = [_numbers(lines, said) for lines, said in zip(pages, texts, strict=True)]
    found = _repeated(texts, near)
    for seen, said, places, counted in zip(found, texts, near, numbers, strict=True):
        seen.update(i for i in places if i in counted or _NAMED.match(said[i]))
        seen.update(i for i, text in enumerate(said) if text[0] == "<" and _TAG.match(text))
    for mark in _counted(pages, numbers):
        found[mark.page].add(mark.index)
    return [frozenset(seen) for seen in found]


def _repeated(texts: Sequence[Sequence[str]], near: Sequence[set[int]]) -> list[set[int]]:
    """The lines of each page that stand on many, figures aside; ``near`` are those at an edge."""
    folded = [_folded(said) for said in texts]
    edge: Counter[str] = Counter()
    anywhere: Counter[str] = Counter()
    for said, places in zip(folded, near, strict=True):
        anywhere.update(set(said))
        edge.update({said[i] for i in places})
    few, most = max(_FEWEST, len(texts) / 3), max(_FEWEST + 1, _MOSTLY * len(texts))
    everywhere = {t for t, n in anywhere.items() if n >= most and _letters(t) >= _LONG}
    at_edges = {t for t, n in edge.items() if n >= few and _says_something(t)}
    return [
        {
            *(i for i, text in enumerate(said) if everywhere and text in everywhere),
            *(i for i in places if said[i] in at_edges),
        }
        for said, places in zip(folded, near, strict=True)
    ]


def _near_edge(lines: Sequence[Line], height: float) -> Iterator[int]:
    """Lines at the paper's edge, and the very last line of a page that is not full."""
    for index, line in enumerate(lines):
        first = line.words[0]
        last = index == len(lines) - 1
        if last or first.bottom < _EDGE * height or first.top > (1 - _EDGE) * height:
            yield index


def _numbers(lines: Sequence[Line], texts: Sequence[str]) -> dict[int, int]:
    """The page numbers among a page's lines: alone on their height, or with the word "page"."""
    found: dict[int, int] = {}
    for index, line in enumerate(lines):
        if len(line.words) > _MOST_OF_NUMBER:
            continue
        match = _NUMBER.match(texts[index])
        if match is not None and (match["page"] or _alone(lines, index)):
            found[index] = _value(match["number"].lower())
    return found


def _alone(lines: Sequence[Line], index: int) -> bool:
    first = lines[index].words[0]
    top, bottom = first.top, first.bottom
    return all(
        abs(line.words[0].top - top) >= bottom - top
        for i, line in enumerate(lines[max(index - 3, 0) : index + 4], max(index - 3, 0))
        if i != index
    )


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _counted(
    pages: Sequence[Sequence[Line]], numbers: Sequence[Mapping[int, int]]
) -> Iterator[_Mark]:
    """Lone numbers anywhere on pages that count up through the document, far apart."""
    chains: list[list[_Mark]] = []
    before = 0
    for page, (lines, found) in enumerate(zip(pages, numbers, strict=True)):
        for index, value in found.items():
            _extend(chains, _Mark(page, index, before + index, value))
        before += len(lines)
    for chain in chains:
        steps = [b.place - a.place for a, b in pairwise(chain)]
        if len(chain) >= _FEWEST and median(steps) >= _APART:
            yield from chain


def _extend(chains: list[list[_Mark]], mark: _Mark) -> None:
    """Add a number to the longest row of numbers that it goes on with, or begin one."""
    fitting = [c for c in chains if 0 < mark.value - c[-1].value <= _STEP]
    if fitting:
        max(fitting, key=len).append(mark)
    else:
        chains.append([mark])


def _says_something(text: str) -> bool:
    """Not the number of a section, which stands at the edge of many pages by chance."""
    return _letters(text) >= _SHORT and text.strip(" .:") not in _NUMBERED


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _folded(texts: Sequence[str]) -> list[str]:
    """Texts in small letters without figures."""
    folded = _DIGITS.sub("", "\n".join(texts).lower()).split("\n")
    if len(folded) == len(texts):
        return folded
    return [_DIGITS.sub("", text.lower()) for text in texts]
