"""Read every invoice of a file: bytes to a list of invoice/1."""

from contract_ai.hints import unpacked
from contract_ai.readable import must_be_readable
from extractors.invoices.read import read_invoices
from extractors.readers.detect import FileKind, detect
from extractors.readers.read import read_document
from models.customs import Customs
from models.errors import DocumentError, ErrorCode
from models.forms import Json, invoice_form
from models.lessons import LESSONS
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
    """Read one file, which may hold many invoices.

    ``extra`` holds what was answered about tables and what people taught about suppliers'
    printed invoices.

    Raises:
        DocumentError: the file cannot be used, no page of it holds text, or it has no invoice.
    """
    try:
        answered, taught = unpacked(extra)
        lessons = LESSONS.validate_json(taught) if taught else ()
        invoices = read_invoices(data, file, scans, Customs.read(answered), lessons)
    except DocumentError as error:
        if error.code is ErrorCode.INVOICE_NOT_FOUND and detect(data, file) is FileKind.PDF:
            must_be_readable(read_document(data, file, scans))
        raise
    return [invoice_form(invoice) for invoice in invoices]
