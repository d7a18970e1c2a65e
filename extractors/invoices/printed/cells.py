"""Puts the words of a row into the columns of its table."""

import re
from collections.abc import Sequence

from extractors.invoices.printed.canvas import Row, Segment
from extractors.invoices.printed.columns import Column
from models.passage import Word

_CONTINUED = 0.6  # of the line's height: a gap no wider than this joins words
_PRICE_OF_ONE = re.compile(  # "300.00 per hour", "£300.00 / h"
    r"\W{0,2}\d[\d.,' ]*\s?(?:/|per|p\.)\s?[^\W\d]{1,12}\.?", re.IGNORECASE
)
_FIGURES = frozenset(("quantity", "unit_price", "position"))
_TEXTS = frozenset(("description", "name", "unit", "code", "other"))
_NUMBERS = frozenset(("position", "name", "code"))
_CODED = frozenset(("unit", "tax_rate"))
_SHORT = 3  # digits of a line's number
_FAR, _SAME_EDGE = 40.0, 3.0  # points

Cells = dict[int, list[Word]]  # index of the column -> words, left to right


def cells_of(row: Row, columns: Sequence[Column]) -> Cells:
    """Assign every word of a row to a column.

    A segment that stands over one column goes there whole; one that touches several is divided
    by words; one that touches none goes to the column it is nearest to, words to the left.
    """
    cells: Cells = {}
    for segment in row.segments:
        if _numbers(segment, columns):
            continue
        whole = _between(segment, columns)
        if whole is None:
            whole = _words_between(segment, columns, cells)
        touched = _touched(segment, columns)
        figure = _figure_before(segment, columns, touched) if whole is None else None
        if figure is not None and figure not in cells:
            cells[figure] = [segment.words[0]]
            cells.setdefault(figure + 1, []).extend(segment.words[1:])
            continue
        if whole is None:
            whole = _home(segment, row, columns, touched)
        if whole is not None:
            cells.setdefault(whole, []).extend(segment.words)
            continue
        before: tuple[int, Word] | None = None
        for word in segment.words:
            index = _column_of(word, columns, before)
            cells.setdefault(index, []).append(word)
            before = index, word
    _spread(cells, row, columns)
    return cells


def _touched(segment: Segment, columns: Sequence[Column]) -> list[int]:
    """The columns whose headings a segment stands under, in part or whole.

    A lone figure under the end of a description's heading belongs to the figures beside it: lines
    of two rows have their figures below the words.
    """
    touched = [i for i, column in enumerate(columns) if _overlap(segment, column) > 0]
    if len(touched) > 1 and len(segment.words) == 1 and _is_figure(segment.words[0]):
        return [i for i in touched if columns[i].role != "description"]
    return touched


def _home(
    segment: Segment, row: Row, columns: Sequence[Column], touched: Sequence[int]
) -> int | None:
    """The column where all words of a segment belong, None where each has its own.

    Words that begin under the description, end the row and end with no figure are all of it, though
    they run under other headings: "Ball valve 3-piece DN25".
    """
    for index in touched:
        begins = abs(segment.x0 - columns[index].x0) < _SAME_EDGE
        words = segment is row.segments[-1] and not _is_figure(segment.words[-1])
        if columns[index].role == "description" and begins and words:
            return index
    return touched[0] if len(touched) == 1 and _fits(segment, columns, touched[0]) else None


def _figure_before(
    segment: Segment, columns: Sequence[Column], touched: Sequence[int]
) -> int | None:
    """The column of figures left of a text column that a figure and a word both stand under.

    "2.000 CTR" under "UOM", "95.00 SR" under "Tax": the figure ends at the right edge of its cell.
    """
    first, *rest = segment.words
    if len(touched) != 1 or touched[0] == 0 or not rest or not _is_figure(first):
        return None
    words = not any(c.isdecimal() or c == "%" for word in rest for c in word.text)  # "6 m³"
    left = columns[touched[0] - 1].role in ("quantity", "unit_price")
    return touched[0] - 1 if words and left and columns[touched[0]].role in _CODED else None


def _numbers(segment: Segment, columns: Sequence[Column]) -> bool:
    """Whether a segment is the number of a line, left of every heading: such columns have none."""
    first = columns[0]
    return (
        segment.x1 <= first.x0
        and segment.text.rstrip(".").isdigit()
        and len(segment.text) <= _SHORT
    )


def _spread(cells: Cells, row: Row, columns: Sequence[Column]) -> None:
    """Give the first of two figures in one column to the empty column of figures before it."""
    starts = {segment.words[0] for segment in row.segments}
    for index in range(len(columns) - 1, 0, -1):
        words = cells.get(index, [])
        apart = len(words) > 1 and all(_is_figure(word) and word in starts for word in words)
        empty = index - 1 not in cells and columns[index - 1].role in _FIGURES
        if apart and empty and columns[index].role in _FIGURES | {"amount"}:
            cells[index - 1] = words[:1]
            cells[index] = words[1:]


def _is_figure(word: Word) -> bool:
    return any(c.isdigit() for c in word.text) and not any(c.isalpha() for c in word.text)


def _between(segment: Segment, columns: Sequence[Column]) -> int | None:
    """The column of figures that a lone figure ends, where text begins right of it.

    Its heading begins at the left edge of its cell, the figure ends at the right edge.
    """
    if (
        len(segment.words) > 1
        or not segment.text.strip("-(").replace(",", "").replace(".", "").rstrip(")-").isdigit()
    ):
        return None
    left = [i for i, column in enumerate(columns) if column.x1 <= segment.x0]
    right = [i for i, column in enumerate(columns) if column.x0 >= segment.x1]
    if not left or not right or len(left) + len(right) < len(columns):
        return None
    figures = columns[left[-1]].role in _FIGURES
    return left[-1] if figures and columns[right[0]].role in _TEXTS else None


def _words_between(segment: Segment, columns: Sequence[Column], cells: Cells) -> int | None:
    """The description that words right of a filled cell of its number belong to.

    Headings may be centred over columns whose words begin at the left edge.
    """
    left = [i for i, column in enumerate(columns) if column.x1 <= segment.x0]
    place = left[-1] + 1 if left else len(columns)
    if place >= len(columns) or columns[place].x0 < segment.x1 or left[-1] not in cells:
        return None
    numbered = columns[left[-1]].role in _NUMBERS and columns[place].role == "description"
    return place if numbered and any(c.isalpha() for c in segment.text) else None


def _fits(segment: Segment, columns: Sequence[Column], index: int) -> bool:
    """Whether a segment that touches one heading may go there whole.

    Text that begins far left of a heading and only ends under it is not all of that column.
    """
    column = columns[index]
    return (
        len(segment.words) == 1
        or column.role == "description"
        or (column.role == "unit_price" and bool(_PRICE_OF_ONE.fullmatch(segment.text)))
        or (segment.x0 > column.x0 - _FAR and segment.x1 < column.x1 + _FAR)
    )


def _overlap(segment: Segment, column: Column) -> float:
    return min(segment.x1, column.x1) - max(segment.x0, column.x0)


def _column_of(word: Word, columns: Sequence[Column], before: tuple[int, Word] | None) -> int:
    overlaps = [min(word.x1, c.x1) - max(word.x0, c.x0) for c in columns]
    best = max(range(len(columns)), key=overlaps.__getitem__)
    numeric = any(c.isdigit() for c in word.text) and not word.text[0].isalpha()
    if before is not None:
        gap = word.x0 - before[1].x1
        joined = gap <= _CONTINUED * (word.bottom - word.top)
        role = columns[before[0]].role
        if joined and (overlaps[best] <= 0 or (role == "description" and not numeric)):
            return before[0]
    if overlaps[best] > 0:
        return best
    if numeric:
        return min(range(len(columns)), key=lambda i: _distance(word, columns[i]))
    left = [i for i, column in enumerate(columns) if column.x0 <= word.x0]
    return left[-1] if left else 0


def _distance(word: Word, column: Column) -> float:
    return max(column.x0 - word.x1, word.x0 - column.x1)


def text_of(words: Sequence[Word]) -> str:
    """The words with single spaces."""
    return " ".join(word.text for word in words)
