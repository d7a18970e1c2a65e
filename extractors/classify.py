"""Says what a file is from its content, so that a flat folder needs no sorting.

Spreadsheets are told by their headings, XML and JSON by their form, PDF and DOCX by what
invoices have (a number, a table of lines, a total) and contracts have (clauses, parties, duties).
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from extractors.bank.read import holds_statement
from extractors.bank.table import is_bank_table
from extractors.invoices.draft import Home
from extractors.invoices.facturx import attached_invoice
from extractors.invoices.printed.canvas import Canvas
from extractors.invoices.printed.headings import headings
from extractors.invoices.printed.labels import Labels
from extractors.invoices.printed.laying_out import canvas_of
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
from models.scans import NO_SCANS, Scans

Kind = Literal["contract", "invoice", "facts", "bank", "unknown"]

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
    r"|proposal|grant|engagement letter|letter of intent|lease|rate card|price schedule|fee schedule"
    r"|vertrag|rahmenvertrag|contrat|overeenkomst|contrato|contratto)\b",
    re.IGNORECASE,
)
_DUTIES = re.compile(
    r"\b(?:shall|hereby|hereto|hereof|hereunder|whereas|witnesseth|in witness whereof|the parties|each party|either party"
    r"|governing law|termination|confidential(?:ity)?|indemnif\w+|liability|effective date|scope of work|deliverables?"
    r"|milestones?|grantee|grantor|licensor|licensee|lessor|lessee|undertakes?|agrees?)\b",
    re.IGNORECASE,
)
_TITLE_ROWS = 14
_LONG_TITLE = 80
_MANY_DUTIES = 10
_INVOICE_DUTIES = 6
_INVOICE_PAGES = 30


def classify(data: bytes, file: str, scans: Scans = NO_SCANS) -> Kind:
    """Tell what a file is.

    Raises:
        DocumentError: the file is damaged or not what its name promises.
        PagesWanted: text recognition must read some of its pages first.
    """
    kind: Kind = "unknown"
    found = detect(data, file)
    match found:
        case FileKind.XML | FileKind.CSV if holds_statement(data):
            kind = "bank"
        case FileKind.XML:
            kind = "invoice" if is_invoice_xml(parse_xml(data, file)) else "unknown"
        case FileKind.JSON:
            kind = _json(data)
        case FileKind.CSV | FileKind.XLSX:
            kind = _table(data, file)
        case FileKind.PDF if _holds_invoice(data, file):
            kind = "invoice"
        case FileKind.PDF | FileKind.DOCX:
            kind = _document(read_document(data, file, scans))
    return kind


def _holds_invoice(data: bytes, file: str) -> bool:
    home = Home.of(data, file, InvoiceSource.PDF)
    return attached_invoice(pdf_attachments(data), home) is not None


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
        if is_bank_table(sheet.rows):
            return "bank"
    return "unknown"


def _document(document: Document) -> Kind:
    canvas = canvas_of(document)
    texts = [row.text for row in canvas.rows]
    duties = len({match.lower() for text in texts for match in _DUTIES.findall(text)})
    if duties >= _MANY_DUTIES or len(document.pages) > _INVOICE_PAGES:
        return "contract"
    if _is_invoice(canvas, texts) and duties < _INVOICE_DUTIES:
        return "invoice"
    title = _titled(texts, _CONTRACT_TITLE)
    return "contract" if duties + 2 * title >= 2 else "unknown"  # noqa: PLR2004 (a title, or two duties)


def _is_invoice(canvas: Canvas, texts: list[str]) -> bool:
    """Whether two of an invoice's four marks are there, its title or its number among them."""
    number = Labels(canvas).best("number", identifier)
    named = number is not None and len(number.label.text) > len("Number")
    titled = bool(_titled(texts, INVOICE_TITLE))
    lines = bool(headings(canvas))
    total = any(found.key == "total" for found in sums_in(canvas, ".", frozenset()))
    return (named or titled) and named + titled + lines + total >= 2  # noqa: PLR2004 (two marks)


def _titled(texts: Iterable[str], title: re.Pattern[str]) -> int:
    top = list(texts)[:_TITLE_ROWS]
    return int(any(title.search(text) and len(text) < _LONG_TITLE for text in top))
