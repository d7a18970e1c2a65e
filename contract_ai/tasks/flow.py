"""Give a document without pages as blocks to read, each with the anchor that evidence names."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from extractors.invoices.xml_node import local_name
from extractors.readers.detect import FileKind, detect
from extractors.readers.docx import read_docx
from extractors.readers.spreadsheet import Sheet, read_sheets
from extractors.readers.xmltree import parse_xml
from models.document import Document
from models.forms import Form, Json
from models.passage import Passage, PassageKind
from models.scans import NO_SCANS, Scans

_DEEPEST = 6  # levels of headings a page can show
_MOST_BLOCKS = 20_000  # of a table or an XML file; a person reads no more


def run(data: bytes, file: str, _extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Read a DOCX, XML, CSV or XLSX; a document with pages has no blocks.

    Raises:
        DocumentError: the file cannot be used.
    """
    kind = detect(data, file)
    blocks: list[Json] = []
    if kind is FileKind.DOCX:
        blocks += _passages(read_docx(data, file))
    elif kind is FileKind.XML:
        blocks += _elements(parse_xml(data, file))
    elif kind in (FileKind.CSV, FileKind.XLSX):
        blocks += _sheets(read_sheets(data, file))
    return {"blocks": blocks[:_MOST_BLOCKS], "left_out": max(len(blocks) - _MOST_BLOCKS, 0)}


def _passages(document: Document) -> Iterator[Form]:
    seen: Counter[str] = Counter()
    for passage in document.passages:
        anchor = passage.anchor or ""
        block: Form = {
            "kind": passage.kind.value,
            "anchor": anchor,
            "nth": seen[anchor],
            "text": _quoted(passage),
            "level": _level(passage),
            "section": passage.section,
            "cells": _cells(document, passage),
            "table": passage.table,
        }
        seen[anchor] += 1
        yield block


def _quoted(passage: Passage) -> str:
    """The text as quotes have it: of a table row the words alone, without the bars between cells."""
    if passage.kind is not PassageKind.ROW:
        return passage.text
    return " ".join(piece.word.text for piece in passage.pieces)


def _level(passage: Passage) -> int:
    """Count the headings above a heading, itself included; 0 for what is none."""
    if passage.kind is not PassageKind.HEADING:
        return 0
    return min((passage.heading or "").count(" > ") + 1, _DEEPEST)


def _cells(document: Document, passage: Passage) -> list[Json]:
    if passage.table is None or passage.row is None:
        return []
    cells = document.tables[passage.table].rows[passage.row]
    return [{"anchor": cell.passage.anchor or "", "text": cell.text} for cell in cells]


def _elements(root: etree._Element) -> Iterator[Form]:
    """One block an element that holds text or other elements, with the path a person finds it by."""
    waiting = [(root, f"/{local_name(root)}", 1)]
    while waiting:
        element, path, depth = waiting.pop()
        text = " ".join((element.text or "").split())
        if text or len(element):
            yield {
                "kind": "field" if text else "heading",
                "anchor": path,
                "text": text,
                "name": local_name(element),
                "level": min(depth, _DEEPEST),
            }
        waiting += reversed(list(_children(element, path, depth)))


def _children(
    element: etree._Element, path: str, depth: int
) -> Iterator[tuple[etree._Element, str, int]]:
    """Name children as evidence does: the second of a name and those after it are counted."""
    counts: Counter[str] = Counter()
    for child in element:
        name = local_name(child)
        counts[name] += 1
        index = f"[{counts[name]}]" if counts[name] > 1 else ""
        yield child, f"{path}/{name}{index}", depth + 1


def _sheets(sheets: list[Sheet]) -> Iterator[Form]:
    for number, sheet in enumerate(sheets):
        prefix = f"{sheet.name} " if len(sheets) > 1 else ""
        for place, row in enumerate(sheet.rows, start=1):
            texts = ["" if cell is None else str(cell) for cell in row]
            if any(texts):
                yield {
                    "kind": "row",
                    "anchor": f"{prefix}row {place}",
                    "text": "; ".join(filter(None, texts)),
                    "name": sheet.name,
                    "cells": [{"anchor": "", "text": text} for text in texts],
                    "table": number,
                }
