"""Lines from words: content-stream order is not trusted; rows by height, cut at wide gaps."""

from collections.abc import Iterable, Sequence

from extractors.layout.columns import by_columns
from models.document import Line
from models.passage import Word

_SAME_HEIGHT = 0.55  # share of the smaller height by which two words must overlap
_GAP = 2.2  # a gap wider than this many word heights cuts a line

Row = list[Word]


def lines_of(rows: Sequence[Row], strip: float | None) -> tuple[Line, ...]:
    """Return the lines of a page's rows in reading order; ``strip`` parts two columns of prose."""
    if strip is not None:
        rows = by_columns(rows, strip)
    lines: list[Line] = []
    for row in rows:
        lines += _cut(row)
    return tuple(lines)


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


def _left(word: Word) -> float:
    return word.x0


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
