"""The printed invoice as rows of segments: runs of words without a column's gap between them.

A PDF gives the positions; a DOCX, which has none, is laid out on an endless page with the same
meaning: a paragraph is a row, the cells of a table stand side by side.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from extractors.layout.lines import rows_of
from models.document import Document, DocumentKind
from models.evidence import UPRIGHT, BBox, Evidence, Turn
from models.passage import PassageKind, Word, line_boxes

_NARROW, _WIDE = 0.65, 0.9  # of the line's height: a gap between these and wider divides columns
_SPACES = 1.5  # times the usual space between words
_JOINED = 0.15  # of the line's height: a gap smaller than this is kerning, no space
_AMOUNT = re.compile(r"\d[.,]\d\d\b")
_SAME_PLACE = 4.0  # points
_UPRIGHT = 2.0  # height by width
_LONGEST_WORD = (
    300  # characters: what is longer is no word, and patterns would take minutes over it
)
_CHARACTER, _LINE = 5.0, 10.0  # a DOCX line, laid out
_PITCH = 12.0
_MARGIN = 40.0


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand together on one row.  ``row`` counts rows over the whole document."""

    words: tuple[Word, ...]
    page: int | None
    row: int
    anchor: str | None = None

    @property
    def text(self) -> str:
        """The words with single spaces; words that kerning broke are joined."""
        parts: list[str] = []
        for index, word in enumerate(self.words):
            if index:
                gap = word.x0 - self.words[index - 1].x1
                if gap > _JOINED * (word.bottom - word.top) or gap < -1.0:
                    parts.append(" ")
            parts.append(word.text)
        return "".join(parts)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.words[-1].x1

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """Height of the line."""
        return self.bottom - self.top

    def part(self, words: Sequence[Word]) -> "Segment":
        """Some of the words as a segment of their own."""
        return Segment(tuple(words), self.page, self.row, self.anchor)


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row, left to right."""

    index: int
    page: int | None
    segments: tuple[Segment, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of the row."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        """All segments, two spaces between them."""
        return "  ".join(segment.text for segment in self.segments)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(segment.bottom for segment in self.segments)

    @property
    def height(self) -> float:
        """Height of the tallest segment."""
        return max(segment.height for segment in self.segments)


@dataclass(slots=True)
class Canvas:
    """Every row of a document, page after page."""

    document: Document
    rows: list[Row] = field(default_factory=list)

    @property
    def segments(self) -> Iterator[Segment]:
        """Every segment in reading order."""
        for row in self.rows:
            yield from row.segments

    def evidence(self, *segments: Segment) -> Evidence:
        """Quote segments of one page as printed."""
        first = segments[0]
        words = [word for part in segments if part.page == first.page for word in part.words]
        boxes = line_boxes(words) if first.page is not None else ()
        return Evidence(
            quote=" ".join(word.text for word in words),
            file=self.document.file,
            sha256=self.document.sha256,
            page=first.page,
            boxes=tuple(map(self._turn(first.page).box, boxes)),
            anchor=first.anchor if first.page is None else None,
        )

    def _turn(self, number: int | None) -> Turn:
        """How a scanned page was straightened; no turn for any other."""
        pages = (page.turn for page in self.document.pages if page.number == number)
        return next(pages, UPRIGHT)


def canvas_of(document: Document) -> Canvas:
    """Lay a document out."""
    canvas = Canvas(document)
    if document.kind is DocumentKind.DOCX:
        _lay_out(canvas)
        return canvas
    for page in document.pages:
        words = [word for line in page.lines for word in line.words if not _upright(word)]
        rows = list(rows_of(words))
        gap = _column_gap(rows)
        for row in rows:
            _add(canvas, page.number, [(words, None) for words in _cut(row, gap)])
    return canvas


def repeated_rows(canvas: Canvas) -> frozenset[int]:
    """Rows that stand on several pages at one height: letterheads, footers, page numbers.

    Rows with amounts are none: a table may well repeat its own.
    """
    places: dict[tuple[str, int], list[Row]] = {}
    for row in canvas.rows:
        if row.page is not None and not _AMOUNT.search(row.text):
            key = (re.sub(r"\d", "0", row.text), round(row.top / _SAME_PLACE))
            places.setdefault(key, []).append(row)
    return frozenset(
        row.index for rows in places.values() if len({row.page for row in rows}) > 1 for row in rows
    )


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


def _column_gap(rows: Sequence[Sequence[Word]]) -> float:
    """The gap that divides columns on a page, by line heights: wider than its usual space.

    In letters of fixed pitch a space is as wide as two narrow columns are apart elsewhere.
    """
    gaps = [
        (right.x0 - left.x1) / (left.bottom - left.top)
        for row in rows
        for left, right in itertools.pairwise(row)
        if left.bottom > left.top
    ]
    spaces = [gap for gap in gaps if _JOINED < gap < _WIDE]
    return min(max(_SPACES * median(spaces), _NARROW), _WIDE) if spaces else _WIDE


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


def _lay_out(canvas: Canvas) -> None:
    """Lay out a DOCX: each passage a row, each table cell in its column."""
    top = 0.0
    widths = [
        _column_starts(canvas.document, index) for index in range(len(canvas.document.tables))
    ]
    for passage in canvas.document.passages:
        top += _PITCH
        if (
            passage.kind is PassageKind.ROW
            and passage.table is not None
            and passage.row is not None
        ):
            cells = canvas.document.tables[passage.table].rows[passage.row]
            starts = widths[passage.table]
            lines = [cell.lines or (cell.text,) for cell in cells]
            for place in range(max(map(len, lines))):
                top += _PITCH * (place > 0)
                _add(
                    canvas,
                    None,
                    [
                        (_placed(texts[place].split(), start, top), cell.passage.anchor)
                        for cell, texts, start in zip(cells, lines, starts, strict=False)
                        if place < len(texts)
                    ],
                )
        else:
            _add(canvas, None, [(_placed(passage.text.split(), 0.0, top), passage.anchor)])


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


def box_of(segments: Sequence[Segment]) -> BBox:
    """The box around segments."""
    return BBox(
        min(part.x0 for part in segments),
        min(part.top for part in segments),
        max(part.x1 for part in segments),
        max(part.bottom for part in segments),
    )
