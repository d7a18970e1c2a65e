"""Reads a PDF or DOCX, by its content."""

from extractors.readers.detect import FileKind, detect
from extractors.readers.docx import read_docx
from extractors.readers.pdf import read_pdf
from models.document import Document
from models.errors import DocumentError, ErrorCode
from models.scans import NO_SCANS, Scans


def read_document(data: bytes, file: str, scans: Scans = NO_SCANS) -> Document:
    """Read a document.

    Raises:
        DocumentError: it is no PDF or DOCX, or damaged.
        PagesWanted: text recognition must read some of its pages first.
    """
    kind = detect(data, file)
    if kind is FileKind.PDF:
        return read_pdf(data, file, scans)
    if kind is FileKind.DOCX:
        return read_docx(data, file)
    raise DocumentError(
        ErrorCode.KIND_UNKNOWN,
        f"this is {kind.value}, not a PDF or DOCX document.",
        where=file,
        do="Give the contract as PDF or DOCX.",
    )
