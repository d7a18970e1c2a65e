"""DOCX to Document: paragraphs, tables, numbering, notes, text boxes, tracked changes.

python-docx opens the package; what it does not show is read from the same XML.  Tracked
changes are read as accepted, and a document that still has open ones says so.  DOCX has no pages:
anchors name the place, "p42" for the 42nd paragraph of the body, "t3r2c1" for a cell, both 1-based.
"""

import hashlib
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from extractors.layout.passages import PassageMaker
from extractors.layout.tables import header_rows
from extractors.readers.detect import opened_zip
from extractors.readers.docx_names import qn
from extractors.readers.docx_numbering import Numbering
from models.document import Cell, Document, DocumentKind, Notice, Table
from models.errors import DocumentError, ErrorCode
from models.passage import Passage, PassageKind, Word

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

_TEXT = {qn("w:t"), qn("w:delInstrText")}
_SHORT = 90  # letters
_LABELLED = re.compile(
    r"[A-Z][\w ]{1,25}:\s"
)  # "Bill to: Acme Ltd, Accounts Payable, 12 Mill Road"
_BREAKS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
_SKIP = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BOX = qn("w:txbxContent")
_REVISIONS = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))
_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)
_EMPTY = re.compile(r"^\s*(?:(?:\d+ )?<[A-Z]+>|[^\w$€£¥₹])$")  # a filing's tag, a lone bullet
_TELLING = re.compile(r"[^\W\d]{3,}.*\s.*[^\W\d]{3,}|\d{3,}|\bNo\b")  # more than "Page 3"
_SPACES = re.compile(r"[^\S\t]+")
_MOST_CELLS = 200_000

Element = Any  # an lxml element of the document's XML


def read_docx(data: bytes, file: str) -> Document:
    """Read a DOCX; ``file`` is the name that errors and evidence carry.

    Raises:
        DocumentError: DOCX_DAMAGED, ZIP_TOO_LARGE or XML_DOCTYPE.
    """
    package = _opened(data, file)
    sha256 = hashlib.sha256(data).hexdigest()
    maker = PassageMaker(file, sha256)
    body = _Body(package, maker)
    passages = [*body.blocks(package.element.body), *body.notes()]
    passages += body.edges(" ".join(passage.text for passage in passages))
    return Document(
        file=file,
        sha256=sha256,
        kind=DocumentKind.DOCX,
        passages=tuple(passages),
        tables=tuple(body.tables),
        notices=tuple(_notices(package)),
    )


def _opened(data: bytes, file: str) -> "DocxDocument":
    archive = opened_zip(data, file)
    if archive is None:
        raise _damaged(file)
    with archive:
        _refuse_doctype(archive, file)
    try:
        package = docx.Document(io.BytesIO(data))
        if package.element.body is None:
            raise _damaged(file)
    except DocumentError:
        raise
    except (
        OpcError,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        zlib.error,
    ) as error:
        # python-docx raises all of these on damaged packages
        raise _damaged(file) from error
    return package


def _refuse_doctype(archive: zipfile.ZipFile, file: str) -> None:
    for name in archive.namelist():
        if not name.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(name) as part:
                head = part.read(4096)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            OSError,
            EOFError,
            ValueError,
            zlib.error,
        ) as error:
            raise _damaged(file) from error
        if _DOCTYPE.search(head):
            raise DocumentError(
                ErrorCode.XML_DOCTYPE,
                "a part of the document declares a document type, which attacks use.",
                where=file,
                do="Save it again in Word.",
            )


def _damaged(file: str) -> DocumentError:
    return DocumentError(
        ErrorCode.DOCX_DAMAGED,
        "the document is damaged and cannot be opened.",
        where=file,
        do="Open it in Word and save it again.",
    )


def _notices(package: "DocxDocument") -> Iterator[Notice]:
    count = sum(1 for _ in package.element.body.iter(*_REVISIONS))
    if count:
        yield Notice(
            "OPEN_REVISIONS",
            f"The document has {count} tracked changes that nobody accepted or refused; it was read as if all were accepted.",
        )


class _Body:
    """Walks the body once and counts paragraphs and tables."""

    def __init__(self, package: "DocxDocument", maker: PassageMaker) -> None:
        self.tables: list[Table] = []
        self._package = package
        self._maker = maker
        self._numbering = Numbering(package)
        self._paragraph = 0
        self._table = 0
        self._cells = 0
        self._caption = ""

    def blocks(self, parent: Element) -> Iterator[Passage]:
        """Yield passages of paragraphs and tables in document order."""
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                yield from self._paragraphs(child)
            elif child.tag == qn("w:tbl"):
                yield from self._rows(child)
            elif child.tag in (
                qn("w:sdt"),
                qn("w:ins"),
                qn("w:moveTo"),
                qn("w:customXml"),
                qn("w:smartTag"),
            ):
                content = child.find(qn("w:sdtContent"))
                yield from self.blocks(child if content is None else content)

    def notes(self) -> Iterator[Passage]:
        """Yield footnotes and endnotes."""
        for kind in ("footnotes", "endnotes"):
            for part in self._package.part.package.iter_parts():
                if not str(part.partname).endswith(f"/{kind}.xml"):
                    continue
                root = etree.fromstring(
                    part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
                )
                for number, note in enumerate(root, start=1):
                    text = " ".join(_texts(note))
                    made = self._maker.paragraph(
                        _words(text), anchor=f"{kind[:-1]}{number}", kind=PassageKind.FOOTNOTE
                    )
                    if made is not None and note.get(qn("w:type")) is None:
                        yield made

    def edges(self, said: str) -> Iterator[Passage]:
        """Yield what only a header or footer says: a number of the agreement, a cover line."""
        for part in self._package.part.package.iter_parts():
            name = PurePosixPath(str(part.partname)).stem
            root = getattr(part, "element", None)
            if root is None or root.tag not in (qn("w:hdr"), qn("w:ftr")):
                continue
            for number, paragraph in enumerate(root.iter(qn("w:p")), start=1):
                text = " ".join("".join(_texts(paragraph)).split())
                if text in said or not _TELLING.search(text):
                    continue
                said += text
                made = self._maker.paragraph(
                    _words(text), anchor=f"{name}p{number}", kind=PassageKind.CLAUSE
                )
                if made is not None:
                    yield made

    def _paragraphs(self, element: Element) -> Iterator[Passage]:
        self._paragraph += 1
        anchor = f"p{self._paragraph}"
        label = self._numbering.label(element)
        text = "".join(_texts(element))
        for line in _blocks(f"{label} {text}" if label and text.strip() else text):
            if _EMPTY.match(line):
                continue
            made = self._maker.paragraph(_words(line), anchor=anchor)
            if made is not None:
                self._caption = made.text
                yield replace(made, tabs=_tabs(line)) if "\t" in line else made
        for box in element.iter(_BOX):
            if not any(parent.tag in _SKIP for parent in box.iterancestors()):
                yield from self.blocks(box)

    def _rows(self, element: Element) -> Iterator[Passage]:
        self._table += 1
        name, number, caption = f"t{self._table}", len(self.tables), self._caption
        grid = list(_grid(element))
        width = max((len(row) for row in grid), default=0)
        cells: list[tuple[Cell, ...]] = []
        rows: list[Passage] = []
        nested: list[Element] = []
        self._cells += width * len(grid)
        if not width or self._cells > _MOST_CELLS:
            return
        for row, texts in enumerate(_padded(grid, width), start=1):
            words = [_words(_cell_text(cell)) for cell in texts]
            nested += [
                inner
                for cell in texts
                if cell is not None
                for inner in cell.iter(qn("w:tbl"))
                if _owner(inner) is cell
            ]
            cells.append(
                tuple(
                    Cell(
                        self._maker.cell(cell, number, row - 1, f"{name}r{row}c{column}"),
                        _cell_lines(texts[column - 1]),
                    )
                    for column, cell in enumerate(words, start=1)
                )
            )
            rows.append(self._maker.row(words, number, row - 1, f"{name}r{row}"))
        if width == 1:  # a frame around prose
            yield from self._framed(cells)
        else:
            self.tables.append(
                Table(
                    tuple(cells),
                    (),
                    ruled=True,
                    caption=caption,
                    header_rows=header_rows([[cell.text for cell in row] for row in cells]),
                )
            )
            yield from (row for row in rows if row.text.strip(" |"))
        for inner in nested:
            yield from self._rows(inner)

    def _framed(self, cells: Sequence[tuple[Cell, ...]]) -> Iterator[Passage]:
        for (cell,) in cells:
            made = self._maker.paragraph(
                [(None, piece.word) for piece in cell.passage.pieces], anchor=cell.passage.anchor
            )
            if made is not None:
                yield made


def _grid(table: Element) -> Iterator[list[Element | None]]:
    """Rows of cells; a merged cell stands in its first column and row, None in the others."""
    for row in table.iterchildren(qn("w:tr"), qn("w:sdt"), qn("w:ins")):
        for tr in [row] if row.tag == qn("w:tr") else row.iter(qn("w:tr")):
            if tr.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            yield list(_row_cells(tr))


def _padded(grid: list[list[Element | None]], width: int) -> Iterator[list[Element | None]]:
    for row in grid:
        yield row + [None] * (width - len(row))


def _row_cells(row: Element) -> Iterator[Element | None]:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    yield from [None] * _number(before)
    for child in row.iterchildren(qn("w:tc"), qn("w:sdt")):
        for cell in [child] if child.tag == qn("w:tc") else child.iter(qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            below = merge is not None and merge.get(qn("w:val")) != "restart"
            yield None if below else cell
            yield from [None] * (_number(span) - 1)


def _number(element: Element | None) -> int:
    text = "0" if element is None else element.get(qn("w:val"), "1")
    return min(int(text), 100) if text.isdigit() else 1


def _cell_text(cell: Element | None) -> str:
    if cell is None:
        return ""
    return " ".join(_cell_lines(cell))


def _cell_lines(cell: Element | None) -> tuple[str, ...]:
    """The paragraphs of a cell and the lines that soft breaks set apart, empty ones left out."""
    if cell is None:
        return ()
    paragraphs = ["".join(_texts(p)) for p in cell.iter(qn("w:p")) if _owner(p) is cell]
    lines = [" ".join(line.split()) for text in paragraphs for line in text.split("\n")]
    return tuple(line for line in lines if line)


def _owner(element: Element) -> Element | None:
    return next(element.iterancestors(qn("w:tc")), None)


def _texts(element: Element) -> Iterator[str]:
    """Yield the accepted text of an element; text boxes are read on their own."""
    for child in element.iterchildren():
        if child.tag in _SKIP or child.tag == _BOX:
            continue
        if child.tag in _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag == qn("w:sym"):
            yield " "
        elif len(child):
            yield from _texts(child)
            if child.tag == qn("w:p"):
                yield " "


def _blocks(text: str) -> Iterator[str]:
    """Lines of a paragraph that soft breaks set apart, with their tabs; broken prose is one."""
    lines = [_SPACES.sub(" ", line).strip(" ") for line in text.split("\n")]
    lines = [line for line in lines if line.strip()]
    if len(lines) > 1 and all(map(_stands_alone, lines)):
        yield from lines
    elif lines:
        yield " ".join(lines)


def _stands_alone(line: str) -> bool:
    """Whether a line may be one of an address, a list or sums: "zzgl. 19 % MwSt.: 77,82 EUR"."""
    short = len(line) < _SHORT and (not line.lstrip()[0].islower() or ":" in line)
    return short or bool(_LABELLED.match(line))


def _tabs(line: str) -> tuple[int, ...]:
    r"""Return the places of the words that a tab stands before.

    >>> _tabs("Fees\t\t900.00"), _tabs("\tLeeds")
    ((1, 1), (0,))
    """
    parts = line.split("\t")[:-1]
    return tuple(itertools.accumulate(len(part.split()) for part in parts))


def _words(text: str) -> list[tuple[int | None, Word]]:
    return [(None, Word(word, 0.0, 0.0, 0.0, 0.0)) for word in text.split()]
