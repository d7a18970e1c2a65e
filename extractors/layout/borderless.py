"""Borderless tables: rows whose cells stand under each other beside white strips.

A table is a run of rows with a white strip through all of them; prose never leaves one open.  A
table that is missed is still read as lines; prose taken for a table would be lost as a clause.
So lists, signature blocks and columns of prose are refused, and a table must hold figures.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.layout.cutting import (
    FIGURE,
    Row,
    cells_of,
    cut_at_figures,
    cut_at_starts,
    word_space,
)
from extractors.layout.rawtable import Cell, RawTable, box_of
from models.passage import Word

_STRIP = 0.55  # word heights: the narrowest strip between columns
_ROW_GAP = 2.6  # word heights between two rows of one table
_FEWEST_ROWS = 3
_MOST_SINGLE = 3  # rows with one cell in a row: a cell that wraps
_MOST_COLUMNS = 14
_PROSE = 25  # words: a cell with more is prose
_CROSSING = 0.12  # share of rows that may print across a strip
_MOSTLY = 0.7
_LONG_LABEL = 5  # words
_INDENT = 4.0  # points
_RUNNING = 4  # words
_MOST_RUNNING = 0.34  # share of the rows
_MARKED = 0.8  # share of the rows
_LONG_CELL = 90  # characters

_PLACE = re.compile(  # of an address
    r"\b[A-Z]{2},?\s+\d{5}\b|\(?\d{3}\)?[-. ]\s?\d{3}[-.]\d{4}|\b(?:Attn|Attention|Suite|Street|Avenue|Floor|Drive|Road|Fax|Facsimile|Telephone)\b|\bP\.?O\.? Box|@"
)
_MARKER = re.compile(
    r"^(?:(?:[•●▪◦‣·§*o–—-]|[“\"(]?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2}|[A-Z])[.)]|[“\"]?\d{1,2}(?:\.\d{1,2}){1,4}\.?|>>) ?)*$"
)  # opens an item of a list
_SIGNED = re.compile(
    r"^(?:By|Name|Title|Date|Its|Signature|Per|Print(?:ed)? Name)\b.{0,3}:|/s/|_{4,}"
)
_PRICE_HEAD = re.compile(r"\b(?:price|rate|fee|charge|amount|cost)s?\b", re.IGNORECASE)
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}")


def borderless_tables(page: int, rows: Sequence[Sequence[Word]]) -> list[RawTable]:
    """Return the borderless tables of a page's rows of words."""
    gaps = [[b.x0 - a.x1 for a, b in pairwise(row)] for row in rows]
    space = word_space(gaps)
    parts = [cells_of(row, spaces, space) for row, spaces in zip(rows, gaps, strict=True)]
    body = list(cut_at_starts([cells for cells in parts if cells], space))
    tables: list[RawTable] = []
    start = 0
    while start < len(body):
        end = _run(body, start) if len(body[start]) > 1 else start
        table = _table(page, body[start:end]) if end - start >= _FEWEST_ROWS else None
        if table is not None:
            tables.append(table)
            start = end
        else:
            start += 1
    return tables


def _run(rows: Sequence[Row], start: int) -> int:
    """Return the end of the rows from ``start`` on that share a white strip."""
    strips = [(a[-1].x1, b[0].x0) for a, b in pairwise(rows[start])]
    end, single = start + 1, 0
    while end < len(rows):
        row = rows[end]
        height = row[0][0].bottom - row[0][0].top
        single = single + 1 if len(row) == 1 else 0
        above = rows[end - 1][0][0]
        if row[0][0].top < above.top or single > _MOST_SINGLE:
            break  # the next column of a page begins above
        if row[0][0].top - above.bottom > _ROW_GAP * height:
            break
        strips = _left_open(strips, row, _STRIP * height)
        if not strips:
            break
        end += 1
    while end > start and len(rows[end - 1]) == 1:
        end -= 1
    return end


def _left_open(
    strips: Sequence[tuple[float, float]], row: Row, least: float
) -> list[tuple[float, float]]:
    for cell in row:
        x0, x1 = cell[0].x0, cell[-1].x1
        strips = [
            part
            for a, b in strips
            for part in (((a, min(b, x0)), (max(a, x1), b)) if x0 < b and x1 > a else ((a, b),))
            if part[1] - part[0] >= least
        ]
    return list(strips)


def _table(page: int, rows: Sequence[Row]) -> RawTable | None:
    if not _may_be_table(rows):
        return None
    rows = cut_at_figures(rows)
    edges = _columns(rows)
    if not 1 <= len(edges) < _MOST_COLUMNS:
        return None
    placed = [_placed(row, edges) for row in rows]
    body = _logical(placed)
    if not _is_table(body):
        return None
    words = [w for row in rows for cell in row for w in cell]
    columns = [
        min((w.x0 for row in body for w in row[i]), default=0.0) for i in range(len(edges) + 1)
    ]
    return RawTable(page, box_of(words), body, ruled=False, columns=columns)


def _columns(rows: Sequence[Row]) -> list[float]:
    """Return the middles of the strips between columns, which almost no row prints across."""
    spans = sorted((cell[0].x0, cell[-1].x1) for row in rows for cell in row)
    height = median(cell[0].bottom - cell[0].top for row in rows for cell in row)
    allowed = int(_CROSSING * len(rows))
    events = sorted([(x0, 1) for x0, _ in spans] + [(x1, -1) for _, x1 in spans])
    edges: list[float] = []
    open_cells, left = 0, None
    for x, step in events:
        if left is not None and step > 0 and open_cells + step > allowed:
            if x - left >= _STRIP * height:
                edges.append((left + x) / 2)
            left = None
        open_cells += step
        if step < 0 and open_cells <= allowed and left is None:
            left = x
    return edges


def _placed(row: Row, edges: Sequence[float]) -> list[Cell]:
    """Give words to columns; a cell is cut at a strip only where a gap stands there."""
    cells: list[Cell] = [[] for _ in range(len(edges) + 1)]
    for cell in row:
        column = sum(edge < cell[0].x1 for edge in edges)
        cells[column].append(cell[0])
        for before, word in pairwise(cell):
            there = sum(edge < (word.x0 + word.x1) / 2 for edge in edges)
            if there > column and word.x0 - before.x1 > 0.4 * (word.bottom - word.top):
                column = there
            cells[column].append(word)
    return cells


def _logical(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """Join the lines of wrapped cells into the rows they belong to."""
    names = _names(rows)
    done = [_merged(rows[:names])] if names else []
    above = _labels_above(rows[names:])
    opens = _opening_word(rows[names:])
    for row in rows[names:]:
        label = above and len(done) > bool(names) and not any(done[-1][1:])
        wrapped = len(done) > bool(names) and _is_rest(done[-1], row, opens)
        if label or wrapped or (len(done) > bool(names) and _goes_on(done[-1], row)):
            done[-1] = _merged([done[-1], row])
        else:
            done.append(row)
    return done


def _opening_word(rows: Sequence[list[Cell]]) -> str | None:
    """The word that opens nearly every row of figures: "Milestone 1: ...", "Milestone 2: ..."."""
    words = [row[0][0].text for row in rows if row[0] and _has_figures(row)]
    word, count = Counter(words).most_common(1)[0] if words else ("", 0)
    return word if count > 1 and count >= _MARKED * (len(words) - 1) else None


def _is_rest(above: list[Cell], row: list[Cell], opens: str | None) -> bool:
    """Whether a label alone is the rest of the one above: rows open with another word."""
    alone = bool(row[0]) and not any(row[1:])
    return (
        opens is not None
        and alone
        and bool(above[0])
        and any(above[1:])
        and above[0][0].text == opens != row[0][0].text
        and row[0][0].text.lower() not in ("total", "totals", "subtotal", "sum")
    )


def _labels_above(rows: Sequence[list[Cell]]) -> bool:
    """Whether every row of values has its label on a line of its own above it."""
    alone = [not any(row[1:]) for row in rows]
    pairs = len(rows) // 2
    return pairs > 1 and alone == [True, False] * pairs


def _merged(rows: Sequence[list[Cell]]) -> list[Cell]:
    return [[word for cell in column for word in cell] for column in zip(*rows, strict=True)]


def _names(rows: Sequence[list[Cell]]) -> int:
    """Count the lines on top that name the columns, where nearly all rows below hold figures."""
    top = next((i for i, row in enumerate(rows[:4]) if _has_figures(row)), 0)
    top = next((i for i, row in enumerate(rows[1:top], start=1) if not any(row[1:])), top)
    below = sum(_has_figures(row) for row in rows[top:])
    return top if below >= _MOSTLY * (len(rows) - top) else 0


def _goes_on(above: list[Cell], row: list[Cell]) -> bool:
    filled = [i for i, cell in enumerate(row) if cell]
    word = row[filled[0]][0]
    gap = word.top - max(w.bottom for cell in above for w in cell)
    if gap > _ROW_GAP / 3 * (word.bottom - word.top):
        return False
    if not row[0]:  # the label does not begin again
        again = any(_figure(row[i]) and _figure(above[i]) and len(row[i]) == 1 for i in filled)
        return all(above[i] for i in filled) and not again
    wraps = word.text[0].islower() or word.text[0] == "("
    if wraps and len(filled) > 1 and all(above[i] for i in filled):
        return not any(_figure(row[i]) and _figure(above[i]) for i in filled[1:])
    if not any(above[1:]):  # a label of several lines, its values beside the last
        return wraps or len(above[0]) >= _LONG_LABEL
    return filled == [0] and (wraps or word.x0 > above[0][0].x0 + _INDENT if above[0] else wraps)


def _figure(cell: Cell) -> bool:
    return any(not w.text.isalpha() and any(map(str.isdigit, w.text)) for w in cell)


def _has_figures(row: Sequence[Cell]) -> bool:
    return any(_figure(cell) for cell in row[1:])


def _may_be_table(rows: Sequence[Row]) -> bool:
    """Whether rows hold as many figures as any table does, however they are laid out."""
    held = sum(any(map(_figure, row)) for row in rows)
    return held > 1 or (
        held == 1 and any(_PRICE_HEAD.search(w.text) for row in rows for cell in row for w in cell)
    )


def _is_table(rows: Sequence[list[Cell]]) -> bool:
    texts = [[" ".join(w.text for w in cell) for cell in row] for row in rows]
    if _is_one_price(texts):
        return True
    marked = _marked(texts)
    columns = list(zip(*texts, strict=True))[marked:]
    full = [row for row in texts if sum(map(bool, row[marked:])) > 1]
    if len(columns) < 2 or len(full) < _FEWEST_ROWS - 1:  # noqa: PLR2004 (a list, no table)
        return False
    return (
        not _is_other(full, len(columns))
        and not _is_prose(columns)
        and _holds_figures(full, marked)
    )


def _is_one_price(texts: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are a heading that names a price, and one row with the figure below it."""
    if len(texts) != 2 or not all(all(row) for row in texts):  # noqa: PLR2004 (the heading and its row)
        return False
    heads, cells = texts
    last = len(cells) - 1
    return bool(
        _PRICE_HEAD.search(heads[last])
        and FIGURE.match(cells[last])
        and not FIGURE.match(cells[0])
        and len(cells[0].split()) <= _LONG_LABEL
    )


def _marked(rows: Sequence[Sequence[str]]) -> int:
    """Count the leading columns that hold hardly more than the marks of a list."""
    width = len(rows[0])
    for index in range(width):
        if sum(bool(_MARKER.match(row[index])) for row in rows) < _MARKED * len(rows):
            return index
    return width


def _is_other(rows: Sequence[Sequence[str]], columns: int) -> bool:
    """A signature block, a list with leaders, or addresses side by side."""
    cells = [text for row in rows for text in row if text]
    signed = sum(bool(_SIGNED.search(text)) for text in cells)
    leaders = sum(bool(_LEADERS.search(text)) for text in cells)
    places = sum(bool(_PLACE.search(text)) for text in cells)
    return signed > 1 or leaders > len(rows) / 3 or (columns == 2 and places > 1)  # noqa: PLR2004 (side by side)


def _is_prose(columns: Sequence[Sequence[str]]) -> bool:
    lengths = [[len(text.split()) for text in column if text] for column in columns]
    running = sum(
        text[:1].islower() and len(text.split()) >= _RUNNING
        for column in columns[1:]
        for text in column
    )
    if running > _MOST_RUNNING * len(columns[0]):
        return True  # sentences that go on beyond a wide space
    long = sum(median(column or [0]) > _PROSE / 4 for column in lengths)
    return long > len(columns) / 2 or any(size > 2 * _PROSE for col in lengths for size in col)


def _holds_figures(rows: Sequence[Sequence[str]], marked: int) -> bool:
    with_figures = sum(
        any(len(text) < _LONG_CELL and any(map(str.isdigit, text)) for text in row[marked + 1 :])
        for row in rows
    )
    share = 0.4 if len(rows[0]) - marked == 2 else 0.2  # noqa: PLR2004 (label and value)
    return with_figures >= max(2, share * len(rows))
