"""Learn where the values of a supplier's printed invoice stand, from a person's corrections."""

import json

from extractors.invoices.draft import Home
from extractors.invoices.printed.read import learn_printed
from extractors.invoices.printed.taught import CannotLearn
from extractors.readers.read import read_document
from models.document import DocumentKind
from models.errors import DocumentError, ErrorCode
from models.forms import Json
from models.invoices import InvoiceSource
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
    """Return lessons; ``extra`` is JSON: the corrected values by field.

    Raises:
        DocumentError: the file cannot be used, or a correction teaches nothing.
    """
    document = read_document(data, file, scans)
    source = InvoiceSource.DOCX if document.kind is DocumentKind.DOCX else InvoiceSource.PDF
    try:
        lessons = learn_printed(document, Home.of(data, file, source), json.loads(extra))
    except CannotLearn as error:
        do = "Write the value as it is printed, dates as 2026-03-31, amounts as 1500.00."
        raise DocumentError(ErrorCode.LESSON_UNUSABLE, str(error), where=file, do=do) from error
    return [lesson.model_dump(mode="json") for lesson in lessons]
