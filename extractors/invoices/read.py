"""Reads every invoice of a file, whatever its format."""

from extractors.invoices.draft import Home
from extractors.invoices.json_form import read_json_invoices
from extractors.invoices.sheet import read_sheet_invoices
from extractors.invoices.structured import read_xml_invoice
from extractors.readers.detect import FileKind, detect
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceSource


def read_invoices(data: bytes, file: str) -> list[Invoice]:
    """Read one file, which may hold many invoices.

    Raises:
        DocumentError: the file cannot be used, or no invoice is found in it.
    """
    kind = detect(data, file)
    match kind:
        case FileKind.XML:
            return [read_xml_invoice(data, Home.of(data, file, InvoiceSource.UBL))]
        case FileKind.CSV:
            return read_sheet_invoices(data, Home.of(data, file, InvoiceSource.CSV))
        case FileKind.XLSX:
            return read_sheet_invoices(data, Home.of(data, file, InvoiceSource.XLSX))
        case FileKind.JSON:
            return read_json_invoices(data, Home.of(data, file, InvoiceSource.JSON))
    raise DocumentError(
        ErrorCode.KIND_UNKNOWN,
        f"this is {kind.value}, which no reader of invoices takes.",
        where=file,
        do="Give the invoice as PDF, DOCX, XML, CSV, XLSX or JSON.",
    )
