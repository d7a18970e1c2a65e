"""Refuses a document of which nothing could be read."""

from extractors.readers.unread import no_text, nothing_read
from models.document import Document


def must_be_readable(document: Document) -> None:
    """Refuse a document of which no page holds text.

    Raises:
        DocumentError: PDF_NO_TEXT: every page is a picture or holds characters without a meaning.
    """
    if nothing_read(document):
        raise no_text(document)
