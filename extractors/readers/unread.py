"""Tells a document that could not be read at all from one that holds nothing of the kind."""

from collections.abc import Sequence

from models.document import Document
from models.errors import DocumentError, ErrorCode

INSTALL = "Install tesseract to have it read (Debian, Ubuntu: apt-get install tesseract-ocr)."
"""Said of each page that only waits for a program; docs/errors.md tells it for other systems."""


def nothing_read(document: Document) -> bool:
    """Whether no page of a document holds text that was read."""
    return bool(document.pages) and len(document.unread_pages) == len(document.pages)


def no_text(document: Document) -> DocumentError:
    """Return the error for such a document: which pages, and what to do."""
    what = f"{_pages(document.unread_pages)} no text that can be read; they look like pictures."
    if any(INSTALL in notice.message for notice in document.notices):
        do = INSTALL
    else:
        do = "Scan the original again, or put a confirmed reading into terms/."
    return DocumentError(ErrorCode.PDF_NO_TEXT, what, where=document.file, do=do)


def _pages(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} holds"
    return f"Pages {numbers[0]} to {numbers[-1]} hold"
