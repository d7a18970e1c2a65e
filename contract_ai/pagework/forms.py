"""What a page is shown from: sizes, words with boxes, blocks of text.

A child's answer is checked against these forms, and they are what is kept on disk.
"""

from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Size(StrEnum):
    """How large a page is drawn."""

    NORMAL = "1x"
    SHARP = "2x"  # for screens with two pixels a dot


WIDTHS = {Size.NORMAL: 850, Size.SHARP: 1700}
"""Pixels from the left edge of the page to its right edge."""


class PageSize(NamedTuple):
    """Width and height in points of a page as a viewer shows it."""

    width: float
    height: float


class PlacedWord(NamedTuple):
    """A word and its box in points from the top left of the page as a viewer shows it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Outline(_Form):
    """What a document is: ``kind`` is pdf, docx, xml, csv, xlsx, json or unknown.

    ``pages`` are empty where the format has no pages: it is then read as a `Flow`.
    """

    kind: str
    pages: tuple[PageSize, ...] = ()


class PageWords(_Form):
    """The words of one page in reading order.

    ``width`` and ``height`` are in points; those of a scanned page are of the straightened page,
    its words lie on the page as seen all the same.  ``lines`` are [first, end) indexes of words.
    ``layer`` is good, ocr, missing or broken; words of the last two are none.  ``quarters`` turns
    to the right bring a page upright that was scanned lying on its side.
    """

    page: Annotated[int, Field(ge=1)]
    width: float
    height: float
    layer: str
    quarters: Annotated[int, Field(ge=0, le=3)] = 0
    words: tuple[PlacedWord, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()


class Texts(_Form):
    """The lines of every page, words parted by single spaces."""

    pages: tuple[tuple[str, ...], ...] = ()


class FlowCell(_Form):
    """One cell of a row; ``anchor`` is empty where evidence names only the row."""

    anchor: str
    text: str


class Block(_Form):
    """One paragraph, table row or element of a document without pages.

    ``kind`` is heading, clause, row, footnote, or field (an XML element that holds text).
    ``anchor`` is what evidence names ("p42", "t3r2", "row 7", an element path); where several
    blocks share one, ``nth`` (from 0) tells them apart.  ``level`` is a heading's, from 1.
    ``name`` is an element's or a sheet's.  Rows of one ``table`` belong together.
    """

    kind: str
    anchor: str
    nth: int = 0
    text: str = ""
    name: str = ""
    level: int = 0
    section: str | None = None
    cells: tuple[FlowCell, ...] = ()
    table: int | None = None


class Flow(_Form):
    """A document without pages, from top to bottom; ``left_out`` blocks are too many to show."""

    blocks: tuple[Block, ...] = ()
    left_out: int = 0


class Selection(_Form):
    """What a person selected in a document.

    On a page: the indexes of ``words`` as `PageWords` gives them.  Elsewhere: the characters from
    ``start`` to ``end`` of the block or cell named ``anchor`` (the ``nth`` one of that name).
    """

    page: int | None = None
    words: tuple[int, ...] = ()
    anchor: str = ""
    nth: int = 0
    start: int = 0
    end: int = 0

    @property
    def place(self) -> list[object]:
        """As the task reads it: [page, words], or [anchor, nth, start, end]."""
        if self.page is not None:
            return [self.page, list(self.words)]
        return [self.anchor, self.nth, self.start, self.end]
