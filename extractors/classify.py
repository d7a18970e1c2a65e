"""Says what a file is from its content, so that a flat folder needs no sorting.

Spreadsheets are told by their headings, XML and JSON by their form, PDF and DOCX by what
invoices have (a number, a table of lines, a total) and contracts have (clauses, parties, duties).
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from extractors.invoices.draft import Home
from extractors.invoices.facturx import attached_invoice
from extractors.invoices.printed.canvas import Canvas, canvas_of
from extractors.invoices.printed.columns import headings
from extractors.invoices.printed.labels import Labels
from extractors.invoices.printed.totals import sums_in
from extractors.invoices.printed.values import identifier
from extractors.invoices.printed.wording import INVOICE_TITLE
from extractors.invoices.sheet_columns import find_layout, folded
from extractors.invoices.structured import is_invoice_xml
from extractors.readers.detect import FileKind, detect
from extractors.readers.pdf import pdf_attachments
from extractors.readers.read import read_document
from extractors.readers.spreadsheet import read_sheets
from extractors.readers.xmltree import parse_xml
from models.document import Document
from models.invoices import InvoiceSource

Kind = Literal["contract", "invoice", "facts", "unknown"]

# Headings that only this kind of fact has; each set is enough.
_FACTS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "meter quantity",
        "hours date",
        "hours role",
        "milestone accepted_on",
        "paid_on amount",
        "number amount valid_from",
        "number amount valid_to",
        "category incurred_on",
        "invoice_number approved_by",
        "invoice_number limit",
    )
)
_MOST_PREAMBLE = 25
_CONTRACT_TITLE = re.compile(
    r"\b(?:agreement|contract|statement of work|order form|amendment|addendum|terms and conditions|work order"
    r"|vertrag|rahmenvertrag|contrat|overeenkomst|contrato|contratto)\b",
    re.IGNORECASE,
)
_DUTIES = re.compile(
    r"\b(?:shall|hereby|hereto|hereof|hereunder|whereas|witnesseth|in witness whereof|the parties|each party|either party"
    r"|governing law|termination|confidential(?:ity)?|indemnif\w+|liability|effective date)\b",
    re.IGNORECASE,
)
_TITLE_ROWS = 14
_LONG_TITLE = 80
_MANY_DUTIES = 5
_INVOICE_PAGES = 30


def classify(data: bytes, file: str) -> Kind:
    """Tell what a file is.

    Raises:
        DocumentError: the file is damaged or not what its name promises.
    """
    match detect(data, file):
        case FileKind.XML:
            return "invoice" if is_invoice_xml(parse_xml(data, file)) else "unknown"
        case FileKind.JSON:
            return _json(data)
        case FileKind.CSV | FileKind.XLSX:
            return _table(data, file)
        case FileKind.PDF:
            home = Home.of(data, file, InvoiceSource.PDF)
            if attached_invoice(pdf_attachments(data), home) is not None:
                return "invoice"
            return _document(read_document(data, file))
        case FileKind.DOCX:
            return _document(read_document(data, file))
    return "unknown"


def _json(data: bytes) -> Kind:
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError):
        return "unknown"
    first = loaded[0] if isinstance(loaded, list) and loaded else loaded
    schema = first.get("schema") if isinstance(first, Mapping) else None
    return "invoice" if schema == "invoice/1" else "unknown"


def _table(data: bytes, file: str) -> Kind:
    for sheet in read_sheets(data, file):
        for row in sheet.rows[:_MOST_PREAMBLE]:
            names = {folded(cell) for cell in row}
            if any(facts <= names for facts in _FACTS):
                return "facts"
        if find_layout(sheet.rows) is not None:
            return "invoice"
    return "unknown"


def _document(document: Document) -> Kind:
    canvas = canvas_of(document)
    texts = [row.text for row in canvas.rows]
    duties = len({match.lower() for text in texts for match in _DUTIES.findall(text)})
    contract = _titled(texts, _CONTRACT_TITLE) + min(duties, 2 * _MANY_DUTIES)
    if duties >= 2 * _MANY_DUTIES or len(document.pages) > _INVOICE_PAGES:
        return "contract"
    invoice = _invoice_points(canvas, texts)
    if invoice >= 4 and invoice > contract - _MANY_DUTIES:  # noqa: PLR2004 (two witnesses of an invoice)
        return "invoice"
    if contract >= 3:  # noqa: PLR2004 (a title and two duties, or three duties)
        return "contract"
    return "unknown"


def _invoice_points(canvas: Canvas, texts: list[str]) -> int:
    labels = Labels(canvas)
    numbered = labels.best("number", identifier) is not None
    lines = bool(headings(canvas))
    totals = {found.key for found in sums_in(canvas, ".", frozenset())}
    return 2 * (_titled(texts, INVOICE_TITLE) + numbered + lines + ("total" in totals)) - 2 * (
        not numbered and not _titled(texts, INVOICE_TITLE)
    )


def _titled(texts: Iterable[str], title: re.Pattern[str]) -> int:
    top = list(texts)[:_TITLE_ROWS]
    return int(any(title.search(text) and len(text) < _LONG_TITLE for text in top))
