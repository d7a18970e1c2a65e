"""Pages set in two columns of prose, read column by column; tables are left as they are."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.layout.lines import PageRows
from models.passage import Word

_FEWEST_ROWS = 8
_GUTTER = 9.0  # points
_CLEAR = 6  # rows beside the strip for each row across it
_PROSE = 4  # words in half of the lines of either side

Rows = Sequence[list[Word]]


def gutter(page: PageRows, width: float) -> float | None:
    """Return the middle of a white strip between two columns of prose, None for one column.

    A strip counts only where many rows have words close to both its sides and almost none
    crosses it, and where both sides are prose: a price table has short cells on one side.
    """
    if page.wide(_GUTTER) < _FEWEST_ROWS:
        return None
    rows = page.rows
    gaps = [
        (left.x1, right.x0)
        for row in rows
        for left, right in pairwise(row)
        if right.x0 - left.x1 >= _GUTTER and 0.3 * width < (left.x1 + right.x0) / 2 < 0.7 * width
    ]
    if len(gaps) < _FEWEST_ROWS:
        return None
    best, most = None, _FEWEST_ROWS - 1
    for x in {round((a + b) / 2) for a, b in gaps}:
        sides = sum(a <= x - _GUTTER / 2 and b >= x + _GUTTER / 2 for a, b in gaps)
        if sides <= most:
            continue
        crossing = sum(row[0].x0 < x < row[-1].x1 for row in rows) - sides
        if sides > _CLEAR * crossing:
            best, most = float(x), sides
    return best if best is not None and _is_prose(rows, best) else None


def _is_prose(rows: Rows, x: float) -> bool:
    left = [sum(w.x1 <= x for w in row) for row in rows if row[0].x0 < x]
    right = [sum(w.x0 >= x for w in row) for row in rows if row[-1].x1 > x]
    return bool(left and right) and min(median(left), median(right)) >= _PROSE


def by_columns(rows: Rows, x: float) -> list[list[Word]]:
    """Order rows for reading: between rows that span the page, left column, then right."""
    done: list[list[Word]] = []
    left: list[list[Word]] = []
    right: list[list[Word]] = []
    for row in rows:
        before = [w for w in row if w.x1 <= x]
        after = [w for w in row if w.x0 >= x]
        apart = not before or not after or after[0].x0 - before[-1].x1 >= _GUTTER
        if apart and len(before) + len(after) == len(row):
            if before:
                left.append(before)
            if after:
                right.append(after)
        else:
            done += [*left, *right, row]
            left, right = [], []
    return [*done, *left, *right]
