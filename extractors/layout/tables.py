"""Tables from a page's words: ruled ones from their cells, borderless ones from aligned gaps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.layout.lines import rows_of
from extractors.layout.rulings import grid
from models.evidence import BBox
from models.passage import Word

_COLUMN_GAP = 1.6  # line heights between two cells of a borderless row
_FEWEST_ROWS = 3
_ALIGNED = 6.0  # points by which cells of a column may start or end apart
_FIGURES = re.compile(
    r"[$€£]\s?\d|\d[\d,.]*\s?%|^\(?\d[\d,.]*\)?$|\d{1,3}(?:,\d{3})+|\d+\.\d{2}\b|^\d{1,6}$|\b(?:USD|EUR|GBP)\b"
)
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|_{4,}")
_LONGEST_CELL = 28  # words: more is prose


@dataclass(slots=True)
class RawTable:
    """Cells of words: rows of columns, on one page."""

    page: int
    box: BBox
    rows: list[list[list[Word]]]
    ruled: bool
    columns: list[float] = field(default_factory=list)


def split_ruled(
    page: int, tables: Sequence[Sequence[BBox]], words: Sequence[Word]
) -> tuple[list[RawTable], list[Word]]:
    """Give words to ruled cells; return the tables and the words outside of all of them."""
    found: list[RawTable] = []
    rest = list(words)
    for cells in tables:
        table, rest = _fill(page, cells, rest)
        if table is not None:
            found.append(table)
    return found, rest


def _fill(
    page: int, cells: Sequence[BBox], words: list[Word]
) -> tuple[RawTable | None, list[Word]]:
    box = BBox(
        min(c.x0 for c in cells),
        min(c.top for c in cells),
        max(c.x1 for c in cells),
        max(c.bottom for c in cells),
    )
    columns, tops = grid(cells)
    if len(columns) < 2 or len(tops) < 1:  # noqa: PLR2004 (one column is a frame around prose)
        return None, words
    rows: list[list[list[Word]]] = [[[] for _ in columns] for _ in tops]
    rest: list[Word] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        cell = next((c for c in cells if c.x0 <= x <= c.x1 and c.top <= y <= c.bottom), None)
        if cell is None:
            rest.append(word)
        else:
            rows[_index(tops, cell.top)][_index(columns, cell.x0)].append(word)
    filled = [row for row in rows if any(row)]
    if len(filled) < 2 or sum(map(bool, filled[0])) + sum(map(bool, filled[-1])) < 3:  # noqa: PLR2004 (a box, no table)
        return None, words
    used = [i for i in range(len(columns)) if any(row[i] for row in filled)]
    if len(used) < 2:  # noqa: PLR2004 (one column)
        return None, words
    body = [[_reading(row[i]) for i in used] for row in filled]
    return RawTable(page, box, body, ruled=True, columns=[columns[i] for i in used]), rest


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _reading(words: list[Word]) -> list[Word]:
    return [word for row in rows_of(words) for word in row]


def split_borderless(page: int, words: Sequence[Word]) -> tuple[list[RawTable], list[Word]]:
    """Find runs of rows whose cells stand under each other; prose is left alone."""
    rows = [_cells(row) for row in rows_of(words)]
    tables: list[RawTable] = []
    taken: set[int] = set()
    start = 0
    while start < len(rows):
        end = _run(rows, start)
        table = _borderless(page, rows[start:end]) if end - start >= _FEWEST_ROWS else None
        if table is not None:
            tables.append(table)
            taken |= {id(word) for row in rows[start:end] for cell in row for word in cell}
            start = end
        else:
            start += 1
    return tables, [word for word in words if id(word) not in taken]


def _cells(row: Sequence[Word]) -> list[list[Word]]:
    limit = _COLUMN_GAP * max(min(w.bottom - w.top for w in row), 4.0)
    cells = [[row[0]]]
    for last, word in zip(row, row[1:], strict=False):
        if word.x0 - last.x1 > limit:
            cells.append([])
        cells[-1].append(word)
    return cells


def _run(rows: Sequence[Sequence[Sequence[Word]]], start: int) -> int:
    """Return the end of the rows that may form one table with row ``start``."""
    if len(rows[start]) < 2:  # noqa: PLR2004 (a row has two cells)
        return start
    end, single = start + 1, 0
    while end < len(rows):
        gap = rows[end][0][0].top - rows[end - 1][0][0].bottom
        height = rows[end][0][0].bottom - rows[end][0][0].top
        single = single + 1 if len(rows[end]) < 2 else 0  # noqa: PLR2004 (wrapped cell)
        if gap > 2.5 * height or single > 2 or any(len(cell) > _LONGEST_CELL for cell in rows[end]):  # noqa: PLR2004 (wrapped cell of three lines)
            break
        if single and sum(map(len, rows[end])) > 12:  # noqa: PLR2004 (a line of prose)
            break
        end += 1
    while end > start and len(rows[end - 1]) < 2:  # noqa: PLR2004 (no trailing prose)
        end -= 1
    return end


def _borderless(page: int, rows: Sequence[Sequence[Sequence[Word]]]) -> RawTable | None:
    full = [row for row in rows if len(row) > 1]
    if len(full) < _FEWEST_ROWS:
        return None
    texts = [[" ".join(w.text for w in cell) for cell in row] for row in full]
    if sum(bool(_LEADERS.search(t)) for row in texts for t in row) > len(full) / 3:
        return None
    with_figures = sum(any(_FIGURES.search(t) for t in row[1:]) for row in texts)
    if with_figures < max(2, 0.5 * (len(full) - 1)):
        return None
    columns = _columns(full)
    if not 2 <= len(columns) <= 12 or not _is_aligned(full, columns):  # noqa: PLR2004 (bounds of a table)
        return None
    body: list[list[list[Word]]] = []
    for row in rows:
        cells: list[list[Word]] = [[] for _ in columns]
        for cell in row:
            cells[_column_of(cell, columns)] += cell
        wrapped = (
            body
            and len(row) == 1
            and row[0][0].x0 < columns[1][0]
            and not _FIGURES.search(row[0][0].text)
        )
        if wrapped:
            body[-1][_column_of(row[0], columns)] += row[0]
        else:
            body.append(cells)
    words = [w for row in rows for cell in row for w in cell]
    box = BBox(
        min(w.x0 for w in words),
        min(w.top for w in words),
        max(w.x1 for w in words),
        max(w.bottom for w in words),
    )
    return RawTable(page, box, body, ruled=False, columns=[c[0] for c in columns])


def _columns(rows: Sequence[Sequence[Sequence[Word]]]) -> list[tuple[float, float]]:
    """Merge the cells' spans that overlap, over all rows of at least the usual number of cells."""
    usual = sorted(len(row) for row in rows)[len(rows) // 2]
    spans = sorted((cell[0].x0, cell[-1].x1) for row in rows if len(row) >= usual for cell in row)
    merged: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if merged and x0 < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _column_of(cell: Sequence[Word], columns: Sequence[tuple[float, float]]) -> int:
    x0, x1 = cell[0].x0, cell[-1].x1
    return max(
        range(len(columns)),
        key=lambda i: (min(x1, columns[i][1]) - max(x0, columns[i][0]), -abs(x0 - columns[i][0])),
    )


def _is_aligned(
    rows: Sequence[Sequence[Sequence[Word]]], columns: Sequence[tuple[float, float]]
) -> bool:
    """Cells of each column after the first start or end at one place in most rows."""
    for index in range(1, len(columns)):
        cells = [cell for row in rows for cell in row if _column_of(cell, columns) == index]
        if len(cells) < 2:  # noqa: PLR2004 (a column of one cell says nothing)
            continue
        starts, ends = [c[0].x0 for c in cells], [c[-1].x1 for c in cells]
        if max(_most_alike(starts), _most_alike(ends)) < 0.5 * len(cells):
            return False
    return True


def _most_alike(values: Sequence[float]) -> int:
    return max(sum(abs(v - w) <= _ALIGNED for w in values) for v in values)


def joined(
    tables: Sequence[RawTable], last_on_page: set[int], first_on_page: set[int]
) -> list[list[RawTable]]:
    """Group tables that go on over a page break: same columns, last on a page, first on the next."""
    groups: list[list[RawTable]] = []
    for index, table in enumerate(tables):
        before = groups[-1][-1] if groups else None
        if (
            before is not None
            and index in first_on_page
            and index - 1 in last_on_page
            and table.page == before.page + 1
            and len(table.columns) == len(before.columns)
            and all(
                abs(a - b) < 4 * _ALIGNED
                for a, b in zip(table.columns, before.columns, strict=True)
            )
        ):
            if _texts(table.rows[0]) == _texts(groups[-1][0].rows[0]):
                table.rows = table.rows[1:]  # the heading, printed again
            groups[-1].append(table)
        else:
            groups.append([table])
    return groups


def _texts(row: Sequence[Sequence[Word]]) -> list[str]:
    return [" ".join(w.text for w in cell) for cell in row]
