"""Documents of a few passages, for the tests of the header."""

from extractors.header import read_header
from models.contracts import ContractHeader
from models.document import Document, DocumentKind
from models.passage import Passage, PassageKind


def header_of(*texts: str) -> ContractHeader:
    """Read the header of passages ("# " begins a heading, which stands above those that follow)."""
    passages: list[Passage] = []
    heading: str | None = None
    for text in texts:
        kind = PassageKind.HEADING if text.startswith("# ") else PassageKind.CLAUSE
        body = text.removeprefix("# ")
        passages.append(Passage(body, kind=kind, heading=heading))
        heading = body if kind is PassageKind.HEADING else heading
    return read_header(Document("a.pdf", "", DocumentKind.PDF, passages=tuple(passages)))[0]
