"""PDF to Document: words by pdfium, lines, tables, furniture, passages.

Raises ``DocumentError`` with PDF_ENCRYPTED, PDF_DAMAGED, PDF_NO_PAGES or PDF_TOO_MANY_PAGES.
A page without text, or with characters that have no meaning, is named in the notices.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pypdf
import pypdfium2.raw as pdfium
from pypdf.errors import PyPdfError

from extractors.layout.furniture import furniture
from extractors.layout.lines import lines_of
from extractors.layout.passages import PassageMaker, PlacedLine, paragraphs
from extractors.layout.rulings import ruled_tables
from extractors.layout.tables import RawTable, joined, split_borderless, split_ruled
from extractors.readers.pdf_words import PageWords, page_words
from models.document import Cell, Document, DocumentKind, Line, Notice, Page, Table, TextLayer
from models.errors import DocumentError, ErrorCode
from models.evidence import BBox
from models.passage import Passage, Word

MOST_PAGES = 2000
_BROKEN = 0.2  # share of meaningless characters from which a page's text is not trusted
_PASSWORD_ERROR = 4
_MOST_WORDS = 60_000  # a page with more is no page of a contract
_CAPTION_GAP = 40.0

_library_ready = False


@dataclass(slots=True)
class _RawPage:
    number: int
    words: PageWords
    lines: tuple[Line, ...]
    tables: list[RawTable] = field(default_factory=list)
    layer: TextLayer = TextLayer.GOOD


def read_pdf(data: bytes, file: str) -> Document:
    """Read a PDF; ``file`` is the name that errors and evidence carry."""
    sha256 = hashlib.sha256(data).hexdigest()
    with _opened(data, file) as document:
        count = _page_count(document, file)
        pages = [_page(document, index) for index in range(count)]
    marks = furniture([p.lines for p in pages], [p.words.height for p in pages])
    maker = PassageMaker(file, sha256)
    passages, tables = _passages(pages, marks, maker)
    return Document(
        file=file,
        sha256=sha256,
        kind=DocumentKind.PDF,
        pages=tuple(
            Page(p.number, p.words.width, p.words.height, p.lines, p.layer, mark)
            for p, mark in zip(pages, marks, strict=True)
        ),
        passages=tuple(passages),
        tables=tuple(tables),
        notices=tuple(_notices(pages)),
    )


def pdf_attachments(data: bytes) -> dict[str, bytes]:
    """Return the files attached to a PDF by name; none where the PDF cannot tell."""
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


def _page(document: pdfium.FPDF_DOCUMENT, index: int) -> _RawPage:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        nothing = PageWords(612.0, 792.0, 0, [], 0, 0, BBox)
        return _RawPage(index + 1, nothing, (), layer=TextLayer.BROKEN)
    try:
        words = page_words(page)
        layer = _layer(words)
        if layer is not TextLayer.GOOD or len(words.words) > _MOST_WORDS:
            return _RawPage(index + 1, words, (), layer=layer)
        ruled = ruled_tables(page, words.to_view)
    finally:
        pdfium.FPDF_ClosePage(page)
    tables, rest = split_ruled(index + 1, ruled, words.words)
    borderless, rest = split_borderless(index + 1, rest)
    lines = lines_of(words.words, words.width)
    return _RawPage(
        index + 1, words, lines, sorted([*tables, *borderless], key=lambda t: t.box.top), layer
    )


def _layer(words: PageWords) -> TextLayer:
    if not words.count:
        return TextLayer.BROKEN if words.broken else TextLayer.MISSING
    letters = sum(len(word.text) for word in words.words)
    return TextLayer.BROKEN if words.broken > _BROKEN * (letters + words.broken) else TextLayer.GOOD


def _notices(pages: Sequence[_RawPage]) -> Iterator[Notice]:
    for page in pages:
        if page.layer is TextLayer.MISSING:
            yield Notice(
                "PAGE_WITHOUT_TEXT",
                f"Page {page.number} is a picture or empty: no text was read from it.",
                page.number,
            )
        elif page.layer is TextLayer.BROKEN:
            yield Notice(
                "PAGE_TEXT_BROKEN",
                f"Page {page.number} holds characters without a meaning: its text was not used.",
                page.number,
            )


def _passages(
    pages: Sequence[_RawPage], marks: Sequence[frozenset[int]], maker: PassageMaker
) -> tuple[list[Passage], list[Table]]:
    raw, placed = _placed(pages, marks)
    groups = joined(raw, *_neighbours(placed))
    group_of = {id(part): number for number, group in enumerate(groups) for part in group}
    passages: list[Passage] = []
    tables: list[Table] = []
    caption = ""
    for paragraph in paragraphs(placed):
        spot = paragraph[0].table
        if spot is None:
            made = maker.paragraph([(p.page, word) for p in paragraph for word in p.line.words])
            if made is not None:
                passages.append(made)
                caption = made.text
            continue
        group = groups[group_of[id(raw[spot])]]
        if raw[spot] is group[0]:
            table, rows = _table(group, len(tables), maker, caption)
            tables.append(table)
            passages += rows
    return passages, tables


def _placed(
    pages: Sequence[_RawPage], marks: Sequence[frozenset[int]]
) -> tuple[list[RawTable], list[PlacedLine]]:
    """Lines outside of tables, with each table's place among them."""
    raw: list[RawTable] = []
    placed: list[PlacedLine] = []
    for page, mark in zip(pages, marks, strict=True):
        owner = {_key(w): t for t in page.tables for row in t.rows for cell in row for w in cell}
        seen: set[int] = set()
        for index, line in enumerate(page.lines):
            if index in mark:
                continue
            table = owner.get(_key(line.words[0])) if owner else None
            if table is None:
                words = (
                    tuple(w for w in line.words if _key(w) not in owner) if owner else line.words
                )
                placed.append(PlacedLine(page.number, Line(words)))
            elif id(table) not in seen:
                seen.add(id(table))
                raw.append(table)
                placed.append(PlacedLine(page.number, line, len(raw) - 1))
    return raw, placed


def _key(word: Word) -> tuple[float, float]:
    return (word.x0, word.top)


def _neighbours(placed: Sequence[PlacedLine]) -> tuple[set[int], set[int]]:
    """Tables that end a page, and tables that begin one."""
    last: set[int] = set()
    first: set[int] = set()
    for index, item in enumerate(placed):
        if item.table is None:
            continue
        if index == 0 or placed[index - 1].page != item.page:
            first.add(item.table)
        if index + 1 == len(placed) or placed[index + 1].page != item.page:
            last.add(item.table)
    return last, first


def _table(
    group: Sequence[RawTable], number: int, maker: PassageMaker, caption: str
) -> tuple[Table, list[Passage]]:
    cells: list[tuple[Cell, ...]] = []
    rows: list[Passage] = []
    for part in group:
        for row in part.rows:
            words = [[(part.page, word) for word in cell] for cell in row]
            cells.append(tuple(Cell(maker.cell(cell, number, len(cells))) for cell in words))
            rows.append(maker.row(words, number, len(rows)))
    pages = tuple(dict.fromkeys(part.page for part in group))
    return Table(tuple(cells), pages, group[0].ruled, caption, header_rows(cells)), rows


def header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Count the rows on top that name the columns: words without figures, then figures below."""
    for index, row in enumerate(rows[:3]):
        figures = sum(any(c.isdigit() for c in cell.text) for cell in row[1:])
        if figures:
            return index
    return 1 if len(rows) > 1 else 0
