"""Reads every invoice of a file, whatever its format."""

from collections.abc import Sequence

from extractors.invoices.draft import Home
from extractors.invoices.facturx import attached_invoice
from extractors.invoices.hybrid import Page, compared
from extractors.invoices.json_form import read_json_invoices
from extractors.invoices.printed.laying_out import canvas_of
from extractors.invoices.printed.read import printed_amounts, read_printed
from extractors.invoices.sheet import read_sheet_invoices
from extractors.invoices.structured import read_xml_invoice
from extractors.readers.detect import FileKind, detect
from extractors.readers.docx import read_docx
from extractors.readers.pdf import pdf_attachments, read_pdf
from models.customs import AS_WRITTEN, Customs
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceSource
from models.lessons import Lesson
from models.scans import NO_SCANS, Scans


def read_invoices(
    data: bytes,
    file: str,
    scans: Scans = NO_SCANS,
    customs: Customs = AS_WRITTEN,
    lessons: Sequence[Lesson] = (),
) -> list[Invoice]:
    """Read one file, which may hold many invoices.

    ``customs`` tell what tables leave open; ``lessons`` help to read printed invoices.

    Raises:
        DocumentError: the file cannot be used, or no invoice is found in it.
        PagesWanted: text recognition must read some of its pages first.
    """
    kind = detect(data, file)
    match kind:
        case FileKind.XML:
            return [read_xml_invoice(data, Home.of(data, file, InvoiceSource.UBL))]
        case FileKind.CSV:
            return read_sheet_invoices(data, Home.of(data, file, InvoiceSource.CSV), customs)
        case FileKind.XLSX:
            return read_sheet_invoices(data, Home.of(data, file, InvoiceSource.XLSX), customs)
        case FileKind.JSON:
            return read_json_invoices(data, Home.of(data, file, InvoiceSource.JSON))
        case FileKind.PDF:
            return [_pdf(data, Home.of(data, file, InvoiceSource.PDF), scans, lessons)]
        case FileKind.DOCX:
            home = Home.of(data, file, InvoiceSource.DOCX)
            return [read_printed(read_docx(data, file), home, lessons)]
    raise DocumentError(
        ErrorCode.KIND_UNKNOWN,
        f"this is {kind.value}, which no reader of invoices takes.",
        where=file,
        do="Give the invoice as PDF, DOCX, XML, CSV, XLSX or JSON.",
    )


def _pdf(data: bytes, home: Home, scans: Scans, lessons: Sequence[Lesson]) -> Invoice:
    """Read the XML attached to a PDF, else the page itself."""
    attached = attached_invoice(pdf_attachments(data), home)
    document = read_pdf(data, home.file, scans)
    if attached is None:
        return read_printed(document, home, lessons)
    try:
        printed = read_printed(document, home)
    except DocumentError:
        printed = None  # a page without text: the XML speaks alone
    texts = [segment.text for segment in canvas_of(document).segments]
    return compared(attached, printed, Page.of(texts, printed_amounts(document)))
