"""Paragraphs from lines: joined over line ends, hyphens and page breaks."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.layout.sections import Item, heading_of, starts_item
from models.document import Line

_STOPS = tuple(".;:!?")
_AFTER_STOP = "\"”’')]"
_LISTED = tuple(f"{mark} {word}" for mark in ";," for word in ("and", "or", "and/or"))
_REFERS = re.compile(  # what a line ends with when the number that follows only refers
    r"(?:\b(?:sections?|articles?|clauses?|paragraphs?|exhibits?|schedules?|appendix|annex|no\.|in|of|to|under|by|with|from|see|this|the|§)|[^;,] (?:and|or))$",
    re.IGNORECASE,
)
_LONE_NUMBER = re.compile(  # set apart from its text
    r"^(?:\(?[a-zA-Z]{1,2}[.)]|\(?[ivx]{1,5}[.)]|\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|\(\d{1,2}\)|[•●▪◦·§])$"
)
_PART = re.compile(
    r"^(?:article|section|exhibit|schedule|annex|appendix|part)\s+[\w.-]{1,6}[.:]?$", re.IGNORECASE
)
_WIDE_GAP = 1.45  # times the usual distance of lines
_FULL = 0.85  # share of the usual right edge from which a line counts as full
_MAX_WORDS = 900
_MANY_LINES = 30  # fewer never hold so many words
_NUMBER_LENGTH = 9


class PlacedLine(NamedTuple):
    """A line with its page; ``table`` where a table stands instead of a line.

    ``column`` is 1 or 2 on pages of two columns, else 0; ``after_break``: furniture stood between
    the line before and this one.
    """

    page: int
    line: Line
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    table: int | None = None
    after_break: bool = False
    column: int = 0


def paragraphs(lines: Sequence[PlacedLine]) -> Iterator[list[PlacedLine]]:
    """Group lines into paragraphs; a table's place is a group of its own."""
    measure = _Measure(lines)
    current: list[PlacedLine] = []
    for line in lines:
        if current and measure.breaks(current, line):
            yield current
            current = []
        current.append(line)
    if current:
        yield current


class _Measure:
    """The document's usual distance of lines and right edges of text."""

    def __init__(self, lines: Sequence[PlacedLine]) -> None:
        text = [line for line in lines if line.table is None]
        steps = [
            step
            for a, b in pairwise(text)
            if a.page == b.page and 4 < (step := b.top - a.top) < 40  # noqa: PLR2004 (points, one line)
        ]
        self._step = median(steps) if steps else 14.0
        self._rights = {column: _edge(text, column) for column in {p.column for p in text}}

    def breaks(self, current: Sequence[PlacedLine], new: PlacedLine) -> bool:
        """Whether ``new`` opens another paragraph."""
        last = current[-1]
        if new.table is not None or last.table is not None:
            return True
        if len(current) == 1 and len(last.text) < _NUMBER_LENGTH and _LONE_NUMBER.match(last.text):
            return False
        torn = last.page != new.page or new.after_break or new.top < last.top - 2
        if not torn:
            if new.top < last.bottom - 2 and new.x0 > last.x1:
                return False  # the same printed line, cut at a tab
            usual = max(self._step, 0.9 * (last.bottom - last.top))
            if new.top - last.top > _WIDE_GAP * usual:
                return True
        return self._opens(current, new, torn=torn)

    def _opens(self, current: Sequence[PlacedLine], new: PlacedLine, *, torn: bool) -> bool:
        """Whether the words open a paragraph, on a line at the usual distance."""
        text = current[-1].text
        closed = text.rstrip(_AFTER_STOP).endswith(_STOPS) or text.endswith(_LISTED)
        full = current[-1].x1 >= _FULL * self._rights[current[-1].column]
        item = starts_item(new.text)
        if len(new.text) < _NUMBER_LENGTH and _LONE_NUMBER.match(new.text):
            item = max(item, Item.MAYBE)
        if item is not Item.NO:
            inside = not closed and bool(_REFERS.search(text))
            return not inside and (item is Item.YES or closed or not full)
        if new.text[0].islower() and not closed:
            return False
        if _ends_title(current, new, full=full):
            return True
        if full and not torn:
            return closed and _words(current) > _MAX_WORDS
        return closed or (new.text.isupper() and heading_of(new.text) is not None)


def _edge(lines: Sequence[PlacedLine], column: int) -> float:
    """The right edge that most full lines of a column reach."""
    rights = sorted(line.x1 for line in lines if line.column == column)
    return rights[int(0.9 * len(rights))]


def _words(lines: Sequence[PlacedLine]) -> int:
    return sum(len(line.line.words) for line in lines) if len(lines) > _MANY_LINES else 0


def _ends_title(current: Sequence[PlacedLine], new: PlacedLine, *, full: bool) -> bool:
    """Whether the lines so far are a title, and the new line is not more of it."""
    text = current[-1].text
    if _PART.match(text):
        return len(current) == 1
    if full or len(current) > 3:  # noqa: PLR2004 (titles are short)
        return False
    if text.isupper():
        return not new.text.isupper() and all(p.text.isupper() for p in current)
    return len(current) == 1 and heading_of(text) is not None
