"""PDF to Document: words by pdfium, lines, tables, furniture, passages.

Raises ``DocumentError`` with PDF_ENCRYPTED, PDF_DAMAGED, PDF_NO_PAGES or PDF_TOO_MANY_PAGES.
A page without text, or with characters that have no meaning, is read as text recognition read
it (`models.scans`); where there is none it is named in the notices.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from extractors.layout.borderless import borderless_tables
from extractors.layout.columns import by_columns, gutter
from extractors.layout.contents import contents_rows
from extractors.layout.flow import FlowPage, passages_of
from extractors.layout.furniture import furniture
from extractors.layout.lines import lines_of, page_rows, printed_lines, rows_of
from extractors.layout.margin import margin_words
from extractors.layout.passages import PassageMaker
from extractors.layout.rawtable import RawTable
from extractors.layout.rulings import ruled_tables
from extractors.layout.tables import split_ruled
from extractors.readers.page_key import page_key, shows_picture
from extractors.readers.pdf_words import PageWords, page_words, view_of
from extractors.readers.uncollected import uncollected
from extractors.readers.unread import INSTALL
from models.document import Document, DocumentKind, Line, Notice, Page, TextLayer, Unsure
from models.errors import DocumentError, ErrorCode
from models.evidence import UPRIGHT, BBox, Turn
from models.passage import Word
from models.scans import NO_SCANS, PagesWanted, ScannedPage, Scans, WantedPage

MOST_PAGES = 2000
_BROKEN = 0.2  # share of meaningless characters from which a page's text is not trusted
_LETTER = (612.0, 792.0)
_PASSWORD_ERROR = 4
_MOST_WORDS = 60_000  # a page with more is no page of a contract
_FEW_WORDS = 60  # a stamp or an envelope's number over a scanned page, not its text
_MORE = 1.5  # recognition must read so much more than such a stamp to take its place

_library_ready = False


@dataclass(frozen=True, slots=True)
class _Known:
    """The document's hash, and what text recognition read in it."""

    sha256: str
    scans: Scans


@dataclass(slots=True)
class _RawPage:
    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    tables: list[RawTable] = field(default_factory=list)
    strip: float | None = None  # between two columns of prose
    rest: list[list[Word]] = field(default_factory=list)  # rows that are in no ruled table
    contents: set[int] = field(default_factory=set)  # ids of the words in a table of contents
    layer: TextLayer = TextLayer.GOOD
    skipped: str = ""  # why a page was not read at all
    turn: Turn = UPRIGHT
    unsure: tuple[Unsure, ...] = ()
    key: str = ""  # of a page for text recognition; empty where there is nothing to recognise
    unread: str = ""  # why its picture was not read

    margin: set[int] = field(default_factory=set)  # ids of line numbers and marks of quotation

    def listed(self) -> Iterator[int]:
        """Indexes of the lines in a table of contents or in the margin."""
        if aside := self.contents | self.margin:
            for index, line in enumerate(self.lines):
                if id(line.words[0]) in aside:
                    yield index


def read_pdf(data: bytes, file: str, scans: Scans = NO_SCANS) -> Document:
    """Read a PDF; ``file`` is the name that errors and evidence carry.

    A document without any text is returned as well, with a notice a page: the caller decides.

    Raises:
        DocumentError: PDF_ENCRYPTED, PDF_DAMAGED, PDF_NO_PAGES or PDF_TOO_MANY_PAGES.
        PagesWanted: text recognition can be had, and these pages need it.
    """
    with uncollected():
        return _read(data, file, scans)


def _read(data: bytes, file: str, scans: Scans) -> Document:
    sha256 = hashlib.sha256(data).hexdigest()
    pages: list[_RawPage] = []
    with _opened(data, file) as document:
        for index in range(_page_count(document, file)):
            contents = bool(pages and pages[-1].contents)
            pages.append(_page(document, index, _Known(sha256, scans), contents=contents))
    _ask(pages, scans)
    texts = [[line.text for line in page.lines] for page in pages]
    repeated = furniture([p.lines for p in pages], texts, [p.height for p in pages])
    marks = [mark.union(p.listed()) for p, mark in zip(pages, repeated, strict=True)]
    for page, mark in zip(pages, marks, strict=True):
        _add_borderless(page, mark)
    flow = [
        FlowPage(p.number, p.lines, said, mark, p.tables, p.strip)
        for p, said, mark in zip(pages, texts, marks, strict=True)
    ]
    passages, tables = passages_of(flow, PassageMaker(file, sha256, _turns(pages)))
    return Document(
        file=file,
        sha256=sha256,
        kind=DocumentKind.PDF,
        pages=tuple(
            Page(p.number, p.width, p.height, p.lines, p.layer, mark, p.turn, p.unsure)
            for p, mark in zip(pages, marks, strict=True)
        ),
        passages=tuple(passages),
        tables=tuple(tables),
        notices=tuple(_notices(pages)),
    )


def read_pages(
    data: bytes, file: str, numbers: Sequence[int] = (), scans: Scans = NO_SCANS
) -> tuple[Page, ...]:
    """Read the words and lines of some pages, 1-based, as `read_pdf` reads them; none means all.

    What repeats on every page is not told apart (``Page.furniture``): that takes the others.

    Raises:
        DocumentError: as `read_pdf` does.
        PagesWanted: text recognition can be had, and some of these pages need it.
    """
    known = _Known(hashlib.sha256(data).hexdigest(), scans)
    with uncollected(), _opened(data, file) as document:
        count = _page_count(document, file)
        indexes = [n - 1 for n in numbers if 1 <= n <= count] if numbers else range(count)
        pages = [_page(document, index, known, contents=False) for index in indexes]
    _ask(pages, scans)
    return tuple(
        Page(p.number, p.width, p.height, p.lines, p.layer, turn=p.turn, unsure=p.unsure)
        for p in pages
    )


def page_sizes(data: bytes, file: str) -> tuple[tuple[float, float], ...]:
    """Return each page's width and height in points, as a viewer shows it; reads no page.

    Raises:
        DocumentError: as `read_pdf` does.
    """
    size = pdfium.FS_SIZEF()
    with _opened(data, file) as document:
        return tuple(
            (size.width, size.height)
            if pdfium.FPDF_GetPageSizeByIndexF(document, index, size)
            else _LETTER
            for index in range(_page_count(document, file))
        )


def pdf_attachments(data: bytes) -> dict[str, bytes]:
    """Return the files attached to a PDF by name; none where the PDF cannot tell.

    pypdf is imported for the first PDF that has some: most have none.
    """
    with suppress(DocumentError), _opened(data, "") as document:
        if not pdfium.FPDFDoc_GetAttachmentCount(document):
            return {}
    import pypdf  # noqa: PLC0415 (see above)
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        return {name: parts[0] for name, parts in reader.attachments.items() if parts}
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        return {}  # pypdf raises these on damaged name trees: such a PDF has no attachment for us


@contextmanager
def _opened(data: bytes, file: str) -> Iterator[pdfium.FPDF_DOCUMENT]:
    global _library_ready  # noqa: PLW0603 (pdfium is one library per process)
    if not _library_ready:
        pdfium.FPDF_InitLibrary()
        _library_ready = True
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() == _PASSWORD_ERROR:
            raise DocumentError(
                ErrorCode.PDF_ENCRYPTED,
                "the PDF asks for a password.",
                where=file,
                do="Save a copy without a password and add that.",
            )
        raise _damaged(file)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _damaged(file: str) -> DocumentError:
    return DocumentError(
        ErrorCode.PDF_DAMAGED,
        "the PDF is damaged and cannot be opened.",
        where=file,
        do="Open it in a viewer and save it again, or ask for it again.",
    )


def _page_count(document: pdfium.FPDF_DOCUMENT, file: str) -> int:
    count = pdfium.FPDF_GetPageCount(document)
    if count <= 0:
        raise DocumentError(
            ErrorCode.PDF_NO_PAGES,
            "the PDF has no page.",
            where=file,
            do="Ask for the document again.",
        )
    if count > MOST_PAGES:
        raise DocumentError(
            ErrorCode.PDF_TOO_MANY_PAGES,
            f"the PDF has {count} pages; the limit is {MOST_PAGES}.",
            where=file,
            do="Split it and add the parts.",
        )
    return int(count)


def _page(document: pdfium.FPDF_DOCUMENT, index: int, known: _Known, *, contents: bool) -> _RawPage:
    """Read one page; ``contents``: the page before ended in a table of contents."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raw = _RawPage(index + 1, *_LETTER, layer=TextLayer.BROKEN)
        raw.skipped = "is damaged"
        return raw
    try:
        view = view_of(page)
        found = page_words(page, view)
        raw = _RawPage(index + 1, view.width, view.height, layer=_layer(found))
        if len(found.words) > _MOST_WORDS:
            raw.layer, raw.skipped = TextLayer.BROKEN, f"holds more than {_MOST_WORDS:,} words"
            return raw
        words = _recognised(raw, found, page, known)
        if raw.layer not in (TextLayer.GOOD, TextLayer.OCR):
            return raw
        ruled = ruled_tables(page, view.turn) if raw.layer is TextLayer.GOOD else ()
    finally:
        pdfium.FPDF_ClosePage(page)
    _lay_out(raw, found if words is found.words else PageWords(words), ruled, contents=contents)
    return raw


def _recognised(
    raw: _RawPage, found: PageWords, page: pdfium.FPDF_PAGE, known: _Known
) -> list[Word]:
    """The words of a page: its own, or those of text recognition where it has none to trust."""
    stamped = raw.layer is TextLayer.GOOD and len(found.words) < _FEW_WORDS
    if raw.layer is TextLayer.GOOD and not (stamped and shows_picture(page)):
        return found.words
    raw.key = page_key(page, raw.number, known.sha256, text=bool(found.words or found.broken))
    raw.unread = known.scans.failed.get(raw.number, "")
    scanned = known.scans.pages.get(raw.number)
    if scanned is None:
        return found.words
    words = [Word(*word[:5]) for word in scanned.words]
    if _letters(words) <= (_MORE * _letters(found.words) if stamped else 0):
        raw.key = ""  # its picture was read and says no more
        return found.words
    raw.layer = TextLayer.OCR
    raw.width, raw.height, raw.turn = scanned.width, scanned.height, scanned.turn
    raw.unsure = tuple(_unsure(scanned))
    return words


def _unsure(scanned: ScannedPage) -> Iterator[Unsure]:
    for word in scanned.words:
        if word.readings:
            box = BBox(word.x0, word.top, word.x1, word.bottom)
            yield Unsure(scanned.turn.box(box), word.readings)


def _ask(pages: Sequence[_RawPage], scans: Scans) -> None:
    """Ask for the pages that text recognition has not read.

    Raises:
        PagesWanted: there are such pages, and it can be had.
    """
    done = scans.pages.keys() | scans.failed.keys()
    wanted = tuple(WantedPage(p.number, p.key) for p in pages if p.key and p.number not in done)
    if scans.asked and wanted:
        raise PagesWanted(wanted)


def _turns(pages: Sequence[_RawPage]) -> dict[int, Turn]:
    return {page.number: page.turn for page in pages if page.turn != UPRIGHT}


def _lay_out(
    raw: _RawPage, printed: PageWords, ruled: Sequence[Sequence[BBox]], *, contents: bool
) -> None:
    found = page_rows(printed.words, printed.sides)
    raw.margin = margin_words(found.rows, raw.width, raw.height)
    aside = [word for word in printed.words if id(word) in raw.margin] if raw.margin else []
    if aside:
        found = page_rows([word for word in printed.words if id(word) not in raw.margin])
    rows = found.rows
    raw.strip = gutter(found, raw.width)
    lines = printed_lines(found) if raw.strip is None else lines_of(by_columns(rows, raw.strip))
    raw.lines = (*lines, *(Line((word,)) for word in aside))
    listed = contents_rows(rows, continued=contents)
    if listed:
        raw.contents = {id(word) for index in listed for word in rows[index]}
        rows = [row for index, row in enumerate(rows) if index not in listed]
    if ruled:
        words = [word for row in rows for word in row]
        raw.tables, rest = split_ruled(raw.number, ruled, words)
        rows = rows_of(rest) if raw.tables else rows
    raw.rest = rows if raw.strip is None else by_columns(rows, raw.strip)


def _add_borderless(raw: _RawPage, marks: frozenset[int]) -> None:
    """Look for borderless tables in what is neither furniture nor ruled."""
    skipped = {id(word) for index in marks for word in raw.lines[index].words}
    rows = [kept for row in raw.rest if (kept := [w for w in row if id(w) not in skipped])]
    raw.tables += borderless_tables(raw.number, rows if skipped else raw.rest)
    raw.tables.sort(key=lambda table: table.box.top)
    raw.rest = []


def _layer(found: PageWords) -> TextLayer:
    if not found.words:
        return TextLayer.BROKEN if found.broken else TextLayer.MISSING
    broken = bool(found.broken) and found.broken > _BROKEN * (_letters(found.words) + found.broken)
    return TextLayer.BROKEN if broken else TextLayer.GOOD


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _notices(pages: Sequence[_RawPage]) -> Iterator[Notice]:
    for page in pages:
        told = _told(page)
        if told is not None:
            yield Notice(told[0], f"Page {page.number} {told[1]}", page.number)


def _told(page: _RawPage) -> tuple[str, str] | None:
    """The code and the words of what a person should know about how a page was read."""
    why = f"text recognition did not read it: {page.unread}" if page.unread else INSTALL
    after = f" {why[0].upper()}{why[1:]}" if page.key else ""
    if page.skipped:
        return "PAGES_SKIPPED", f"{page.skipped} and was not read."
    if page.layer is TextLayer.MISSING:
        return "PAGE_WITHOUT_TEXT", f"is a picture or empty: no text was read from it.{after}"
    if page.layer is TextLayer.BROKEN:
        what = "holds characters without a meaning: its text was not used."
        return "PAGE_TEXT_BROKEN", f"{what}{after}"
    if page.layer is TextLayer.GOOD and page.key:
        return "PAGE_PICTURE", f"holds a picture that was not read, only the text over it.{after}"
    return None
