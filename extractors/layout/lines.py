"""Lines from words: content-stream order is not trusted; lines by height, then by columns.

A line is a run of words on one height without a gap as wide as a column's; runs of one column
are read top to bottom before the next column where the page is set in columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from models.document import Line
from models.passage import Word

_SAME_HEIGHT = 0.55  # share of the smaller height by which two words must overlap
_GAP = 2.2  # a gap wider than this many line heights cuts a line
_MIN_COLUMN_LINES = 8
_GUTTER = 9.0  # points
_CLEAR = 6  # rows beside the strip for each row across it


def lines_of(words: Iterable[Word], width: float) -> tuple[Line, ...]:
    """Return the lines of one page in reading order; ``width`` is the page's, in points."""
    rows = rows_of(words)
    gutter = _gutter(rows, width)
    if gutter is None:
        return tuple(line for row in rows for line in _cut(row))
    return tuple(_by_columns(rows, gutter))


def rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """Group words whose middles lie on one height, top to bottom, each left to right."""
    rows: list[list[Word]] = []
    top = bottom = 0.0
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        overlap = min(bottom, word.bottom) - max(top, word.top)
        if rows and overlap > _SAME_HEIGHT * min(bottom - top, word.bottom - word.top):
            rows[-1].append(word)
        else:
            rows.append([word])
            top, bottom = word.top, word.bottom
    return [_ordered(row) for row in rows]


def _ordered(row: list[Word]) -> list[Word]:
    row.sort(key=lambda w: w.x0)
    return row


def _cut(row: Sequence[Word]) -> Iterable[Line]:
    """Cut a row at gaps that no word space explains."""
    limit = _GAP * median(w.bottom - w.top for w in row)
    start = 0
    for index in range(1, len(row)):
        if row[index].x0 - row[index - 1].x1 > limit:
            yield Line(tuple(row[start:index]))
            start = index
    yield Line(tuple(row[start:]))


def _gutter(rows: Sequence[Sequence[Word]], width: float) -> float | None:
    """The middle of a white strip that splits the page into two columns of prose.

    A strip counts only where many rows have words close to both its sides and almost none
    crosses it, and where both sides are prose: a price table has short cells on one side.
    """
    gaps = [
        gap
        for row in rows
        for gap in _gaps(row)
        if 0.3 * width < gap[0] < 0.7 * width or 0.3 * width < gap[1] < 0.7 * width
    ]
    if len(gaps) < _MIN_COLUMN_LINES:
        return None
    best: tuple[int, float] | None = None
    for x in {round((a + b) / 2) for a, b in gaps}:
        sides = sum(a <= x - _GUTTER / 2 and b >= x + _GUTTER / 2 for a, b in gaps)
        if sides < _MIN_COLUMN_LINES or (best is not None and sides <= best[0]):
            continue
        crossing = sum(row[0].x0 < x < row[-1].x1 for row in rows) - sides
        if sides > _CLEAR * crossing:
            best = (sides, float(x))
    if best is None or not _prose(rows, best[1]):
        return None
    return best[1]


def _gaps(row: Sequence[Word]) -> Iterator[tuple[float, float]]:
    for left, right in pairwise(row):
        if right.x0 - left.x1 >= _GUTTER:
            yield left.x1, right.x0


def _gap_at(row: Sequence[Word], x: float) -> float:
    left = max((w.x1 for w in row if w.x1 <= x), default=0.0)
    right = min((w.x0 for w in row if w.x0 >= x), default=left)
    return right - left


def _prose(rows: Sequence[Sequence[Word]], x: float) -> bool:
    """Both sides hold long runs of words."""
    left = [sum(w.x1 <= x for w in row) for row in rows if row[0].x0 < x]
    right = [sum(w.x0 >= x for w in row) for row in rows if row[-1].x1 > x]
    return bool(left and right) and min(median(left), median(right)) >= 4  # noqa: PLR2004 (words a line of prose)


def _by_columns(rows: Sequence[Sequence[Word]], x: float) -> Iterable[Line]:
    """Read blocks between rows that span the page: left column, then right."""
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        if (
            any(w.x0 < x < w.x1 for w in row)
            or _gap_at(row, x) < _GUTTER
            and row[0].x0 < x < row[-1].x1
        ):
            yield from (*left, *right)
            left, right = [], []
            yield from _cut(row)
            continue
        if part := [w for w in row if w.x1 <= x]:
            left += _cut(part)
        if part := [w for w in row if w.x0 >= x]:
            right += _cut(part)
    yield from (*left, *right)
