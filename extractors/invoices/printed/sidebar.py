"""A sidebar: parties, dates and references in a column of their own beside the line table.

Its rows have nothing to do with those of the table, so the page is read as two: the sidebar, then
the rest.  A column of the table is no sidebar: in a sidebar stand labels ("Client", "Due on"),
and the table has its words and its amounts without it.
"""

from collections.abc import Iterator, Sequence

from extractors.invoices.printed.canvas import Row, Segment
from extractors.invoices.printed.column_roles import role_of
from extractors.invoices.printed.columns import heading
from extractors.invoices.printed.labels import labels_in
from extractors.layout.lines import rows_of
from models.passage import Word

_GUTTER = 8.0  # points, at least
_WIDEST = 0.42  # share of the printed width
_LABELS = frozenset(
    "number issue_date due_date customer supplier contract_reference purchase_order corrects".split()
)
_ENOUGH = 2  # labels


def apart(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words of a sidebar and those of the rest; all together where there is none.

    Of several places to cut, that which leaves the table most of its columns.
    """
    best, most = [list(words)], 0
    for edge in _gutters(words):
        left = [word for word in words if word.x0 < edge]
        right = [word for word in words if word.x0 >= edge]
        for side, rest in ((left, right), (right, left)):
            if _width(side) <= _WIDEST * _width(words):
                columns = _columns_beside(side, rest)
                if columns > most:
                    best, most = [side, rest], columns
    return best


def _width(words: Sequence[Word]) -> float:
    return max(word.x1 for word in words) - min(word.x0 for word in words)


def _gutters(words: Sequence[Word]) -> Iterator[float]:
    """Yield where a strip from the top of the page to its foot holds no word."""
    reach: float | None = None
    for word in sorted(words, key=lambda word: word.x0):
        if reach is not None and word.x0 - reach >= _GUTTER:
            yield word.x0
        reach = word.x1 if reach is None else max(reach, word.x1)


def _columns_beside(side: Sequence[Word], rest: Sequence[Word]) -> int:
    """How many columns a table has that is whole without a sidebar; 0 where it is no sidebar."""
    heads = [(count, row) for row in rows_of(rest) if (count := _columns(row))]
    if not heads:
        return 0
    columns, head = max(heads, key=lambda found: found[0])
    beside = [row for row in rows_of(side) if row[-1].bottom > head[0].top]
    named = {key for row in beside for key in _labelled(row)}
    level = (row for row in beside if row[0].top < head[0].bottom)
    if len(named) < _ENOUGH or any(role_of(segment.text) for segment in map(_whole, level)):
        return 0
    return columns


def _labelled(row: Sequence[Word]) -> Iterator[str]:
    for label in labels_in(_whole(row)):
        if label.key in _LABELS and label.leads and (label.bare or label.colon):
            yield label.key


def _columns(row: Sequence[Word]) -> int:
    """How many columns a row heads, one of them the words of the lines."""
    columns = heading(Row(0, None, (_whole(row),))) or ()
    return len(columns) if any(column.role == "description" for column in columns) else 0


def _whole(row: Sequence[Word]) -> Segment:
    return Segment(tuple(row), None, 0)
