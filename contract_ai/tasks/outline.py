"""Say how many pages a document has and how large they are, without reading them."""

from extractors.readers.detect import FileKind, detect
from extractors.readers.pdf import page_sizes
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, _extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Return the kind and the sizes [width, height] in points; none where there are no pages.

    Raises:
        DocumentError: the file cannot be used.
    """
    kind = detect(data, file)
    sizes = page_sizes(data, file) if kind is FileKind.PDF else ()
    return {"kind": kind.name.lower(), "pages": [list(size) for size in sizes]}
