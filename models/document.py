"""A document as read: pages, words, lines, tables and the passages made of them."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.evidence import UPRIGHT, BBox, Turn
from models.passage import Passage, Word


class DocumentKind(StrEnum):
    """The format a document was read from."""

    PDF = "pdf"
    DOCX = "docx"


class TextLayer(StrEnum):
    """Whether a page's characters can be trusted."""

    GOOD = "good"
    MISSING = "missing"  # a picture without text
    BROKEN = "broken"  # characters without a meaning (fonts without ToUnicode)
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one printed line, left to right; columns are separate lines."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join([word.text for word in self.words])

    @property
    def box(self) -> BBox:
        """The box around all words."""
        words = self.words
        return BBox(
            words[0].x0, min([w.top for w in words]), words[-1].x1, max([w.bottom for w in words])
        )


@dataclass(frozen=True, slots=True)
class Unsure:
    """A figure that text recognition is not sure of: where it is seen, and what it could be."""

    box: BBox
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright; sizes in points.

    ``lines`` are in reading order and hold every word, page header and footer included;
    ``furniture`` are the indexes of the lines that are running headers, footers and page
    numbers.  A page read by text recognition was straightened first: its words and sizes are
    those of the straight page, ``turn`` leads to the page as seen, on which evidence lies.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    text_layer: TextLayer = TextLayer.GOOD
    furniture: frozenset[int] = frozenset()
    turn: Turn = UPRIGHT
    unsure: tuple[Unsure, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell.  A merged cell stands in its first column; the others are empty.

    ``lines`` are its paragraphs and broken lines, where the format tells them; else empty.
    """

    passage: Passage
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The cell's text, single spaces."""
        return self.passage.text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, every row with the same number of cells.

    ``caption`` is the line right above; ``pages`` are 1-based, empty where there are none.
    ``header_rows`` counts the rows on top that name the columns (0: none recognised).
    """

    rows: tuple[tuple[Cell, ...], ...]
    pages: tuple[int, ...] = ()
    ruled: bool = True
    caption: str = ""
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about how the document was read.

    Codes: PAGE_WITHOUT_TEXT, PAGE_TEXT_BROKEN, PAGE_PICTURE, OPEN_REVISIONS, NOT_ENGLISH,
    PAGES_SKIPPED.
    """

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One read file.  ``passages`` leave out furniture and are in reading order."""

    file: str
    sha256: str
    kind: DocumentKind
    pages: tuple[Page, ...] = ()
    passages: tuple[Passage, ...] = ()
    tables: tuple[Table, ...] = ()
    notices: tuple[Notice, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)

    @property
    def unread_pages(self) -> tuple[int, ...]:
        """Numbers of the pages of which nothing could be read."""
        bad = (TextLayer.MISSING, TextLayer.BROKEN)
        return tuple(page.number for page in self.pages if page.text_layer in bad)
