"""Lays a document out as a canvas.

A PDF gives the positions; a DOCX, which has none, is laid out on an endless page with the same
meaning: a paragraph is a row, the cells of a table stand side by side.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from extractors.invoices.printed.canvas import JOINED, Canvas, Row, Segment
from extractors.invoices.printed.sidebar import apart
from extractors.layout.lines import rows_of
from models.document import Document, DocumentKind
from models.passage import Passage, PassageKind, Word

_NARROW, _WIDE = 0.65, 0.9  # of the line's height: a gap between these and wider divides columns
_SPACES, _WIDER = 1.5, 1.3  # times the usual space between words
_NEAR_ROWS, _SAME_START = 4, 2  # rows that show a column's edge, at least so many of so many
_SPACED = 4  # letters of a word at least
_UPRIGHT = 2.0  # height by width
_LONGEST_WORD = (
    300  # characters: what is longer is no word, and patterns would take minutes over it
)
_CHARACTER, _LINE = 5.0, 10.0  # a DOCX line, laid out
_PITCH, _APART = 12.0, 3  # a table of lines stands apart from what follows it
_FEW_ROWS = 2  # of a table for a letterhead or for details
_MARGIN = 40.0


def canvas_of(document: Document) -> Canvas:
    """Lay a document out."""
    canvas = Canvas(document)
    if document.kind is DocumentKind.DOCX:
        _lay_out(canvas)
        return canvas
    for page in document.pages:
        words = [word for line in page.lines for word in line.words if not _upright(word)]
        for part in apart(words):
            rows = list(rows_of(part))
            space = _usual_space(rows)
            gap = min(max(_SPACES * space, _NARROW), _WIDE)
            runs = [list(_cut(row, gap)) for row in rows]
            for row in _cut_at_edges(runs, _WIDER * space):
                _add(canvas, page.number, [(_unspaced(words), None) for words in row])
    return canvas


def _unspaced(words: list[Word]) -> list[Word]:
    """Letters set far apart as the one word they are: "I N V O I C E"."""
    if len(words) < _SPACED or not all(
        len(word.text) == 1 and word.text.isalpha() for word in words
    ):
        return words
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    text = "".join(word.text for word in words)
    return [Word(text, words[0].x0, top, words[-1].x1, bottom)]


def _upright(word: Word) -> bool:
    """Whether a word is set upwards, as notes in a margin are."""
    tall = word.bottom - word.top > _UPRIGHT * (word.x1 - word.x0)
    return tall and len(word.text) > 2  # noqa: PLR2004 (a narrow sign is tall too)


def _add(
    canvas: Canvas, page: int | None, runs: Sequence[tuple[Sequence[Word], str | None]]
) -> None:
    index = len(canvas.rows)
    segments = tuple(Segment(tuple(words), page, index, anchor) for words, anchor in runs if words)
    if segments:
        canvas.rows.append(Row(index, page, segments))


def _usual_space(rows: Sequence[Sequence[Word]]) -> float:
    """The usual space between the words of a page, by line heights.

    In letters of fixed pitch a space is as wide as two narrow columns are apart elsewhere.
    """
    gaps = [
        (right.x0 - left.x1) / (left.bottom - left.top)
        for row in rows
        for left, right in itertools.pairwise(row)
        if left.bottom > left.top
    ]
    spaces = [gap for gap in gaps if JOINED < gap < _WIDE]
    return median(spaces) if spaces else _WIDE


def _cut(row: Sequence[Word], gap: float) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in row:
        height = word.bottom - word.top
        if run and word.x0 - run[-1].x1 > gap * height:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _cut_at_edges(rows: list[list[list[Word]]], gap: float) -> Iterator[list[list[Word]]]:
    """Cut a run at the edge of a column that rows near it show, where a gap is wider than a space.

    A long line of one column may end so near to the next that no gap divides them.
    """
    edges = [[round(run[0].x0) for run in row[1:]] for row in rows]
    for index, row in enumerate(rows):
        near = edges[max(index - _NEAR_ROWS, 0) : index] + edges[index + 1 : index + 1 + _NEAR_ROWS]
        starts = Counter(itertools.chain.from_iterable(near))
        shown = {x for x, times in starts.items() if times >= _SAME_START}
        yield [part for run in row for part in _at_edges(run, shown, gap)] if shown else row


def _at_edges(run: list[Word], shown: set[int], gap: float) -> Iterator[list[Word]]:
    first = 0
    for place in range(1, len(run)):
        word, before = run[place], run[place - 1]
        if round(word.x0) in shown and word.x0 - before.x1 > gap * (word.bottom - word.top):
            yield run[first:place]
            first = place
    yield run[first:]


def _lay_out(canvas: Canvas) -> None:
    """Lay out a DOCX: each passage a row, each table cell in its column."""
    top = 0.0
    widths = [
        _column_starts(canvas.document, index) for index in range(len(canvas.document.tables))
    ]
    tabbed = _tabbed(canvas.document.passages)
    table: int | None = None
    for place, passage in enumerate(canvas.document.passages):
        left = passage.table != table
        top += _PITCH * (_APART if left and _holds_lines(canvas.document, table) else 1)
        table = passage.table
        if (
            passage.kind is PassageKind.ROW
            and passage.table is not None
            and passage.row is not None
        ):
            cells = canvas.document.tables[passage.table].rows[passage.row]
            starts = widths[passage.table]
            lines = [cell.lines or (cell.text,) for cell in cells]
            for line in range(max(map(len, lines))):
                top += _PITCH * (line > 0)
                _add(
                    canvas,
                    None,
                    [
                        (_placed(texts[line].split(), start, top), cell.passage.anchor)
                        for cell, texts, start in zip(cells, lines, starts, strict=False)
                        if line < len(texts)
                    ],
                )
        else:
            parts = zip(_parts(passage), tabbed.get(place, [0.0]), strict=False)
            _add(canvas, None, [(_placed(part, x, top), passage.anchor) for part, x in parts])


def _tabbed(passages: Sequence[Passage]) -> dict[int, list[float]]:
    """Where the parts of paragraphs with tabs begin, by the paragraph's place.

    Paragraphs that follow each other are the rows of one table, each tab leads to its next column.
    """
    starts: dict[int, list[float]] = {}
    for told, run in itertools.groupby(enumerate(passages), lambda one: bool(one[1].tabs)):
        rows = list(run)
        if told:
            parts = [[len(" ".join(part)) for part in _parts(passage)] for _, passage in rows]
            widths = [max(column) for column in itertools.zip_longest(*parts, fillvalue=0)]
            ends = itertools.accumulate(width * _CHARACTER + _MARGIN for width in widths)
            edges = [0.0, *ends]
            starts |= {place: edges for place, _ in rows}
    return starts


def _parts(passage: Passage) -> list[list[str]]:
    """The words of a paragraph, cut at its tabs."""
    words = passage.text.split()
    return [words[a:b] for a, b in itertools.pairwise([0, *passage.tabs, len(words)])]


def _holds_lines(document: Document, table: int | None) -> bool:
    return table is not None and len(document.tables[table].rows) > _FEW_ROWS


def _column_starts(document: Document, table: int) -> list[float]:
    """Where each column begins: right of the widest cell of the one before."""
    rows = document.tables[table].rows
    starts, x = [], 0.0
    for column in range(len(rows[0]) if rows else 0):
        starts.append(x)
        widest = max(len(text) for row in rows for text in row[column].lines or (row[column].text,))
        x += widest * _CHARACTER + _MARGIN
    return starts


def _placed(texts: Sequence[str], x: float, top: float) -> list[Word]:
    words = []
    for whole in texts:
        text = whole[:_LONGEST_WORD]
        words.append(Word(text, x, top, x + len(text) * _CHARACTER, top + _LINE))
        x += (len(text) + 1) * _CHARACTER
    return words
