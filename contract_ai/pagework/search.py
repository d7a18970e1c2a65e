"""Where a phrase stands in a document: for "find on page", and to light the words of a quote.

Letters are compared without their case, words whatever space is between them; the shape of
quotation marks and hyphens does not count, nor that a word is broken at the end of a line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from contract_ai.pagework.forms import Flow

MOST_HITS = 500
_SHAPES = str.maketrans(
    {
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‘’‚`´′", "'"),
        **dict.fromkeys("-‐‑‒–—\xad", None),
    }
)
_SPACES = re.compile(r"\s+")


class PageHit(NamedTuple):
    """A phrase on a page: the words from ``first`` up to ``end``, as `PageWords` counts them."""

    page: int
    first: int
    end: int


class TextHit(NamedTuple):
    """A phrase in a block of text: its characters from ``start`` up to ``end``."""

    anchor: str
    nth: int
    start: int
    end: int


def in_pages(pages: Sequence[Sequence[str]], phrase: str) -> Iterator[PageHit]:
    """Find a phrase on pages given as lines of words; a phrase over two pages is not found."""
    wanted = _folded(phrase)
    if not wanted:
        return
    for number, lines in enumerate(pages, start=1):
        text, starts = _joined(lines)
        place = text.find(wanted)
        while place >= 0:
            end = place + len(wanted)
            yield PageHit(number, bisect_right(starts, place) - 1, bisect_right(starts, end - 1))
            place = text.find(wanted, end)


def in_flow(flow: Flow, phrase: str) -> Iterator[TextHit]:
    """Find a phrase in the blocks of a document without pages."""
    words = _SPACES.split(phrase.strip())
    if not any(words):
        return
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words), re.IGNORECASE)
    for block in flow.blocks:
        for match in pattern.finditer(block.text):
            yield TextHit(block.anchor, block.nth, *match.span())


def _joined(lines: Sequence[str]) -> tuple[str, list[int]]:
    """Join folded words, and say where each begins; a word broken at a line end is one."""
    parts: list[str] = []
    starts: list[int] = []
    place = 0
    for line in lines:
        words = line.split(" ")
        for index, word in enumerate(words):
            starts.append(place)
            breaks = index == len(words) - 1 and word.endswith("-")
            part = _folded(word) + ("" if breaks else " ")
            parts.append(part)
            place += len(part)
    return "".join(parts), starts


def _folded(text: str) -> str:
    return _SPACES.sub(" ", text.strip()).casefold().translate(_SHAPES)
