"""Cuts rows of words into cells: at wide gaps, and where the rows around show that a cell begins.

A label or a line that fills its column leaves hardly more than a space before the next cell.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from statistics import median

from extractors.layout.rawtable import Cell
from models.passage import Word

_CELL_GAP = 1.5  # word heights between two cells of a row
_SPACES = 2.5  # usual spaces between two cells, where text is set wide
_SAMPLE = 60  # rows
_AROUND, _WIDER = 3, 1.3  # rows that show where cells begin; usual spaces before such a cell
_FIGURE_GAP = 0.3  # of that gap between two figures
_NARROW = 0.2  # of a word height: the least room before a figure of the next column
_DASHES = re.compile(r"^(?:[-=_.*~–—]{3,}|<[A-Z]{1,7}>)$")  # a rule of characters, a filing's tag
_RULING = frozenset("-=_.*~–—<")
_JOINING = frozenset("$ € £ US$ USD EUR GBP (".split())  # printed apart from its figure
_CLOSING = frozenset("% ) )%".split())
FIGURE = re.compile(r"^[$€£(]*\d[\d.,’']*[%)]*$")

Row = list[list[Word]]


def word_space(gaps: Sequence[Sequence[float]]) -> float:
    """The usual space between two words: typewriter text is set wide."""
    some = [gap for row in gaps[:_SAMPLE] for gap in row]
    return median(some) if some else 0.0


def cells_of(row: Sequence[Word], gaps: Sequence[float], space: float) -> Row:
    """Cut a row at wide gaps; rules of dashes are left out, "$" stays with its figure.

    ``gaps`` are those between its words; most rows have none that could cut them.
    """
    if not _RULING.isdisjoint([word.text[0] for word in row]) and any(
        _DASHES.match(word.text) for word in row
    ):
        row = [w for w in row if not _DASHES.match(w.text) and w.text != "-"]
        if not row:
            return []
        gaps = [b.x0 - a.x1 for a, b in pairwise(row)]
    first = row[0]
    limit = max(_CELL_GAP * (first.bottom - first.top), _SPACES * space, 6.0)
    if not gaps or max(gaps) <= _FIGURE_GAP * limit:
        return [list(row)]
    cells: Row = [[first]]
    for before, word, gap in zip(row, row[1:], gaps, strict=False):
        if gap > _FIGURE_GAP * limit and (
            (gap > limit and not _belongs(before, word))
            or (FIGURE.match(word.text) and FIGURE.match(before.text))
        ):
            cells.append([word])
        else:
            cells[-1].append(word)
    return cells


def cut_at_starts(rows: Sequence[Row], space: float) -> Iterator[Row]:
    """Cut a row where the cells of the rows around it begin, also where no wide gap cuts it.

    A label that fills its column leaves hardly more than a space before the next one; such a row
    begins a cell at every start that the others show.
    """
    starts = [{round(cell[0].x0) for cell in row[1:]} for row in rows]
    for place, row in enumerate(rows):
        near = Counter(
            x for other in starts[max(place - _AROUND, 0) : place + _AROUND + 1] for x in other
        )
        shown = {x for x, count in near.items() if count > 1}
        cut = [part for cell in row for part in _parts_at(cell, shown, _WIDER * space)]
        sure = len(shown) > 1 or all(_begins_figure(part[0]) for part in cut[1:])
        yield cut if len(cut) == len(shown) + 1 and sure else row


def _parts_at(cell: Cell, starts: AbstractSet[int], gap: float) -> Iterator[Cell]:
    first = 0
    for index, (before, word) in enumerate(pairwise(cell), start=1):
        if round(word.x0) in starts and word.x0 - before.x1 > gap:
            yield cell[first:index]
            first = index
    yield cell[first:]


def cut_at_figures(rows: Sequence[Row]) -> Sequence[Row]:
    """Cut a cell at a figure that begins where figures of other rows begin, close as it is.

    A full line of the cell before leaves the figure hardly more room than a space.
    """
    starts = Counter(
        round(cell[0].x0) for row in rows for cell in row[1:] if _begins_figure(cell[0])
    )
    known = {x + step for x, count in starts.items() if count > 1 for step in (-1, 0, 1)}
    if not known:
        return rows
    return [[part for cell in row for part in _parts(cell, known)] for row in rows]


def _parts(cell: Cell, known: set[int]) -> Iterator[Cell]:
    start = 0
    for index, word in enumerate(cell):
        if index and round(word.x0) in known and _begins_figure(word):
            gap = word.x0 - cell[index - 1].x1
            if gap > _NARROW * (word.bottom - word.top) and not _belongs(cell[index - 1], word):
                yield cell[start:index]
                start = index
    yield cell[start:]


def _begins_figure(word: Word) -> bool:
    return word.text in _JOINING or bool(FIGURE.match(word.text))


def _belongs(before: Word, word: Word) -> bool:
    """Whether a word far from the one before it is still its cell: "$ 5,000", "7 %"."""
    if before.text in _JOINING:
        return word.text[0].isdigit()
    return word.text in _CLOSING and before.text[-1].isdigit()
