"""Give the text of every page line by line, to be searched."""

from extractors.readers.pdf import read_pages
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, _extra: str, scans: Scans = NO_SCANS) -> Json:
    """Return the lines of each page, the first page's first; words are parted by single spaces.

    Raises:
        DocumentError: the file cannot be used, or is no PDF.
        PagesWanted: text recognition must read some of its pages first.
    """
    pages = read_pages(data, file, (), scans)
    return {"pages": [[line.text for line in page.lines] for page in pages]}
