"""Lines from words: content-stream order is not trusted; rows by height, cut at wide gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

import numpy as np

from models.document import Line
from models.passage import Word

_SAME_HEIGHT = 0.55  # share of the smaller height by which two words must overlap
_GAP = 2.2  # a gap wider than this many word heights cuts a line
_left = attrgetter("x0")

Row = list[Word]
Column = np.ndarray[tuple[int], np.dtype[np.float64]]
Sides = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Order = np.ndarray[tuple[int], np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of a page, with what is asked of all of its words at once.

    ``words`` are those of all rows, ``starts`` says where each row begins among them, and the
    last of it where they end.  ``gaps`` are the points between a word and the one before it in
    its row, minus infinity for the first; ``heights`` are those of the first words, a row.
    """

    rows: list[Row]
    words: list[Word]
    starts: list[int]
    gaps: Column
    heights: Column

    def wide(self, least: float) -> int:
        """Count the gaps of at least so many points."""
        return int(np.count_nonzero(self.gaps >= least))


def page_rows(words: list[Word], sides: Sides | None = None) -> PageRows:
    """Group the words of a page as `rows_of` does; ``sides``: their x0, top, x1 and bottom."""
    if sides is None or not np.isfinite(sides).all():
        rows = rows_of(words)
        words = [word for row in rows for word in row]
        starts = [0]
        for row in rows:
            starts.append(starts[-1] + len(row))
        sides = np.array([word[1:] for word in words], dtype=np.float64).reshape(-1, 4).T
    else:
        order, starts = _rows(sides[0], sides[1], sides[3])
        words = list(map(words.__getitem__, order.tolist()))
        rows = [words[a:b] for a, b in pairwise(starts)]
        sides = sides[:, order]
    x0, top, x1, bottom = sides
    gaps = np.full(len(words), -np.inf)
    with np.errstate(invalid="ignore"):
        gaps[1:] = x0[1:] - x1[:-1]
        gaps[starts[:-1]] = -np.inf
        heights = (bottom - top)[starts[:-1]]
    return PageRows(rows, words, starts, gaps, heights)


def _rows(x0: Column, top: Column, bottom: Column) -> tuple[Order, list[int]]:
    """The order of words by rows, and where each row begins; the same as `rows_of` finds."""
    order = (top + bottom).argsort(kind="stable")
    if not len(order):
        return order, [0]
    tops, bottoms, lefts = top[order], bottom[order], x0[order]
    heights = bottoms - tops
    alike = (tops[1:] == tops[:-1]) & (bottoms[1:] == bottoms[:-1])
    alike &= (heights > _SAME_HEIGHT * heights)[1:]
    other = np.flatnonzero(~alike) + 1  # a word like the one before it is in the same row
    starts, high, low = [0], float(tops[0]), float(bottoms[0])
    changes = zip(other.tolist(), tops[other].tolist(), bottoms[other].tolist(), strict=True)
    for index, above, below in changes:
        overlap = min(low, below) - max(high, above)
        if not overlap > _SAME_HEIGHT * min(low - high, below - above):
            starts.append(index)
            high, low = above, below
    begins = np.zeros(len(order), dtype=np.bool_)
    begins[starts] = True
    if ((lefts[1:] < lefts[:-1]) & ~begins[1:]).any():
        order = order[np.lexsort((lefts, begins.cumsum()))]
    return order, [*starts, len(order)]


def printed_lines(page: PageRows) -> list[Line]:
    """Return the lines of a page: its rows, cut at gaps that no word space explains."""
    limits = (_GAP * page.heights).repeat(np.diff(page.starts))
    starts = sorted({*page.starts, *np.flatnonzero(page.gaps > limits).tolist()})
    return [Line(tuple(page.words[a:b])) for a, b in pairwise(starts)]


def lines_of(rows: Iterable[Row]) -> list[Line]:
    """Return the lines of rows, as `printed_lines` does."""
    return [line for row in rows for line in _cut(row)]


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Group words whose middles lie on one height, top to bottom, each left to right."""
    rows: list[Row] = []
    row: Row = []
    top = bottom = 0.0
    for word in sorted(words, key=_middle):
        high, low = word.top, word.bottom
        overlap = min(bottom, low) - max(top, high)
        if row and overlap > _SAME_HEIGHT * min(bottom - top, low - high):
            row.append(word)
        else:
            row = [word]
            rows.append(row)
            top, bottom = high, low
    for row in rows:
        row.sort(key=_left)
    return rows


def _middle(word: Word) -> float:
    return word.top + word.bottom


def _cut(row: Row) -> list[Line]:
    """Cut a row at gaps that no word space explains."""
    first = row[0]
    limit = _GAP * (first.bottom - first.top)
    lines: list[Line] = []
    start, end = 0, first.x1
    for index, word in enumerate(row):
        if word.x0 - end > limit:
            lines.append(Line(tuple(row[start:index])))
            start = index
        end = word.x1
    lines.append(Line(tuple(row[start:] if start else row)))
    return lines
