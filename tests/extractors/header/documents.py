"""Documents of a few passages, for the tests of the header."""

from collections.abc import Iterable

from extractors.header import read_header
from models.contracts import ContractHeader
from models.document import Document, DocumentKind
from models.passage import Passage, PassageKind


def document_of(texts: Iterable[str]) -> Document:
    """Make a document of passages ("# " begins a heading, which stands above those that follow)."""
    passages: list[Passage] = []
    heading: str | None = None
    for text in texts:
        kind = PassageKind.HEADING if text.startswith("# ") else PassageKind.CLAUSE
        body = text.removeprefix("# ")
        passages.append(Passage(body, kind=kind, heading=heading))
        heading = body if kind is PassageKind.HEADING else heading
    return Document("a.pdf", "", DocumentKind.PDF, passages=tuple(passages))


def header_of(*texts: str) -> ContractHeader:
    """Read the header of such a document."""
    return read_header(document_of(texts))[0]
