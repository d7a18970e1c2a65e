"""The printed invoice as rows of segments: runs of words without a column's gap between them.

`laying_out` makes it of a document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from models.document import Document
from models.evidence import UPRIGHT, Evidence, Turn
from models.passage import Word, line_boxes

JOINED = 0.15  # of the line's height: a gap smaller than this is kerning, no space
_AMOUNT = re.compile(r"\d[.,]\d\d\b")
_SAME_PLACE = 4.0  # points


@dataclass(frozen=True)
class Segment:
    """Words that stand together on one row.  ``row`` counts rows over the whole document.

    What is made of the words is asked again and again, so it is made once.
    """

    words: tuple[Word, ...]
    page: int | None
    row: int
    anchor: str | None = None

    @cached_property
    def text(self) -> str:
        """The words with single spaces; words that kerning broke are joined."""
        parts: list[str] = []
        for index, word in enumerate(self.words):
            if index:
                gap = word.x0 - self.words[index - 1].x1
                if gap > JOINED * (word.bottom - word.top) or gap < -1.0:
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

    @cached_property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @cached_property
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


@dataclass(frozen=True)
class Row:
    """One printed row, left to right."""

    index: int
    page: int | None
    segments: tuple[Segment, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of the row."""
        return tuple(word for segment in self.segments for word in segment.words)

    @cached_property
    def text(self) -> str:
        """All segments, two spaces between them."""
        return "  ".join(segment.text for segment in self.segments)

    @cached_property
    def top(self) -> float:
        """Upper edge."""
        return min(segment.top for segment in self.segments)

    @cached_property
    def bottom(self) -> float:
        """Lower edge."""
        return max(segment.bottom for segment in self.segments)

    @cached_property
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
