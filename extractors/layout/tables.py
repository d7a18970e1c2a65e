"""Ruled tables: words into cells; tables that go on over page breaks joined."""

import re
from collections.abc import Sequence

from extractors.layout.lines import rows_of
from extractors.layout.rawtable import RawTable
from extractors.layout.rulings import grid
from models.evidence import BBox
from models.passage import Word

_MOST_HEADS = 4
_VALUE = re.compile(
    r"[$€£¥]\s?\.?\d|\b(?:USD|EUR|GBP|CHF|CAD|RMB|CNY)\s?\d|\d\s?%|^\W*\d[\d.,]*\W*$|\d(?:,\d{3})+|\d\.\d\d\b"
)
_YEAR = re.compile(r"^\W*(?:19|20)\d\d\W*$")
_ALIGNED = 24.0  # points by which a column may shift from one page to the next


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
    columns, tops = grid(cells)
    if len(columns) < 2:  # noqa: PLR2004 (one column is a frame around prose)
        return None, words
    box = BBox(
        min(c.x0 for c in cells),
        min(c.top for c in cells),
        max(c.x1 for c in cells),
        max(c.bottom for c in cells),
    )
    rows: list[list[list[Word]]] = [[[] for _ in columns] for _ in tops]
    rest: list[Word] = []
    for word in words:
        cell = _cell_of(word, cells, box)
        if cell is None:
            rest.append(word)
        else:
            rows[_index(tops, cell.top)][_index(columns, cell.x0)].append(word)
    filled = [row for row in rows if any(row)]
    used = [i for i in range(len(columns)) if any(row[i] for row in filled)]
    if len(filled) < 2 or len(used) < 2 or sum(bool(c) for row in filled for c in row) < 3:  # noqa: PLR2004 (a box around words)
        return None, words
    body = [[_reading(row[i]) for i in used] for row in filled]
    return RawTable(page, box, body, ruled=True, columns=[columns[i] for i in used]), rest


def _cell_of(word: Word, cells: Sequence[BBox], box: BBox) -> BBox | None:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    if not (box.x0 <= x <= box.x1 and box.top <= y <= box.bottom):
        return None
    return next((c for c in cells if c.x0 <= x <= c.x1 and c.top <= y <= c.bottom), None)


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _reading(words: list[Word]) -> list[Word]:
    return [word for row in rows_of(words) for word in row]


def joined(
    tables: Sequence[RawTable], last_on_page: set[int], first_on_page: set[int]
) -> list[list[RawTable]]:
    """Group tables that go on over a page break: same columns, last on a page, first on the next."""
    groups: list[list[RawTable]] = []
    for index, table in enumerate(tables):
        ends_page = index - 1 in last_on_page and index in first_on_page
        if groups and ends_page and _same_columns(groups[-1][-1], table):
            if _texts(table.rows[0]) == _texts(groups[-1][0].rows[0]):
                table.rows = table.rows[1:]  # the heading, printed again
            groups[-1].append(table)
        else:
            groups.append([table])
    return groups


def _same_columns(above: RawTable, below: RawTable) -> bool:
    return (
        below.page == above.page + 1
        and len(below.columns) == len(above.columns)
        and all(abs(a - b) < _ALIGNED for a, b in zip(above.columns, below.columns, strict=True))
    )


def is_rest_of_row(above: Sequence[Sequence[object]], row: Sequence[Sequence[object]]) -> bool:
    """Whether the first row on a page is the rest of the row that the page break cut."""
    return not row[0] and all(a or not b for a, b in zip(above, row, strict=True))


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """Count the rows on top that name the columns: words there, values below.

    >>> header_rows([["Role", "Rate"], ["Engineer", "$150"]]), header_rows([["Fee", "$10"]])
    (1, 0)
    >>> header_rows([["Role", "Option Year 1", "2024"], ["Engineer", "$150", "$160"]])
    1
    """
    top = next((i for i, row in enumerate(rows[:_MOST_HEADS]) if _holds_values(row)), None)
    if top is None:
        top = next(
            (
                i
                for i, row in enumerate(rows[:_MOST_HEADS])
                if any(c.isdigit() for text in row[1:] for c in text)
            ),
            1 if len(rows) > 1 else 0,
        )
    return top


def _holds_values(row: Sequence[str]) -> bool:
    """Whether a row holds sums, percents or numbers; a row of years names columns."""
    values = [text for text in row[1:] if _VALUE.search(text)]
    return bool(values) and not all(_YEAR.match(text) for text in values)


def _texts(row: Sequence[Sequence[Word]]) -> list[str]:
    return [" ".join(w.text for w in cell) for cell in row]
