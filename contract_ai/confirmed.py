"""Terms that a person confirmed, put back on the pages of their document."""

from models.contracts import Contract
from models.document import Document


def with_confirmed(known: Contract, read: Contract, document: Document) -> Contract:  # noqa: ARG001
    """Keep the confirmed terms; take the document, its doubts and its notices from reading it."""
    return known.model_copy(
        update={
            "document": read.document,
            "doubts": read.doubts,
            "notices": read.notices,
            "confirmed": True,
        }
    )
