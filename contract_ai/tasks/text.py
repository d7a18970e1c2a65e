"""Give the text of a document: a paragraph or table row a line, headings and rows as they stand."""

from extractors.readers.read import read_document
from models.document import Document
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
    """Read one document's text; nothing where a person confirmed its terms (``extra``).

    Raises:
        DocumentError: the file cannot be used.
    """
    return "" if extra else text_of(read_document(data, file, scans))


def text_of(document: Document) -> str:
    """Join the passages in reading order."""
    return "\n\n".join(passage.text for passage in document.passages if passage.text)
