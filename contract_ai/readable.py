"""Tells a document that could not be read at all from one that holds nothing of the kind."""

from models.document import Document
from models.errors import DocumentError, ErrorCode


def must_be_readable(document: Document) -> None:
    """Refuse a document of which no page holds text.

    Raises:
        DocumentError: every page is a picture or holds characters without a meaning.
    """
    pages = len(document.pages)
    if pages and len(document.unread_pages) == pages:
        what = "No page holds text that can be read; the pages look like pictures."
        do = "Run text recognition (OCR) on the file, or use the original."
        raise DocumentError(ErrorCode.PDF_NO_TEXT, what, where=document.file, do=do)
