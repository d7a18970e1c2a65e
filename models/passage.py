"""A stretch of document text that still knows where each of its words stands."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from models.evidence import BBox, Evidence, Turn

_START = itemgetter(0)
_BACK = 2.0  # points that a word may reach into the one before it on its line


class Word(NamedTuple):
    """One word as printed; the box is in points from the top left, reading orientation."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


class Piece(NamedTuple):
    """A word inside a passage: it starts at ``start`` in the passage's text.

    ``page`` is 1-based, None where the format has no pages; ``word`` then has a zero box.
    """

    start: int
    page: int | None
    word: Word


class PassageKind(StrEnum):
    """What part of a document a passage is."""

    HEADING = "heading"
    CLAUSE = "clause"
    ROW = "row"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, a clause (one paragraph or list item) or a table row, in reading order.

    ``text`` has single spaces between words and words broken at a line end joined again; a
    table row reads "cell | cell | cell".  ``pieces`` are its words as printed, so that a quote
    is always the document's own text.  ``section`` is the number ("4.2"), ``heading`` the
    nearest heading above.  ``table`` and ``row`` index into ``Document.tables`` for a row.
    ``turns`` lead from a straightened page to the page as seen, for scanned pages by number.
    ``tabs`` are the words, by their place, that a tab stands before, one more for each further tab;
    a DOCX has them.
    """

    text: str
    pieces: tuple[Piece, ...] = ()
    kind: PassageKind = PassageKind.CLAUSE
    file: str = ""
    sha256: str = ""
    section: str | None = None
    heading: str | None = None
    anchor: str | None = None
    table: int | None = None
    row: int | None = None
    turns: Mapping[int, Turn] = field(default_factory=dict, compare=False, repr=False)
    tabs: tuple[int, ...] = field(default=(), compare=False, repr=False)

    @property
    def page(self) -> int | None:
        """The page on which the passage begins."""
        return self.pieces[0].page if self.pieces else None

    def evidence(self, start: int, end: int, *, at: int | None = None) -> Evidence:
        """Quote the words that ``text[start:end]`` touches.

        A stretch over a page break is cut to the page that holds character ``at`` (default
        ``start``): put ``at`` on the value that the quote must prove.
        """
        if not self.pieces:
            return self._evidence(self.text[start:end].strip(), None, ())
        first = self._piece(start)
        last = max(self._piece(max(end - 1, start)), first)
        anchor = first if at is None else self._piece(at)
        page = self.pieces[min(anchor, last)].page
        words = [p.word for p in self.pieces[first : last + 1] if p.page == page]
        boxes = line_boxes(words) if page is not None else ()
        if page is not None and page in self.turns:
            boxes = tuple(map(self.turns[page].box, boxes))
        return self._evidence(" ".join(word.text for word in words), page, boxes)

    def _piece(self, place: int) -> int:
        """The index of the piece that holds a character, or of the first one."""
        return max(bisect_right(self.pieces, place, key=_START) - 1, 0)

    def _evidence(self, quote: str, page: int | None, boxes: tuple[BBox, ...]) -> Evidence:
        return Evidence(
            quote=quote,
            file=self.file,
            sha256=self.sha256,
            page=page,
            boxes=boxes,
            anchor=self.anchor if page is None else None,
            section=self.section,
        )


def line_boxes(words: list[Word]) -> tuple[BBox, ...]:
    """Return one box a printed line around words that follow each other.

    A new box begins where a word starts left of the one before it or their middles lie apart.
    """
    if not words:
        return ()
    boxes: list[BBox] = []
    _, left, top, right, bottom = words[0]
    for _, x0, high, x1, low in words[1:]:
        if x0 >= right - _BACK and top <= (high + low) / 2 <= bottom:
            right = x1
            top = min(top, high)
            bottom = max(bottom, low)
        else:
            boxes.append(BBox(left, top, right, bottom))
            left, top, right, bottom = x0, high, x1, low
    boxes.append(BBox(left, top, right, bottom))
    return tuple(boxes)
