"""Where in a source document a fact was read."""

from dataclasses import dataclass
from typing import NamedTuple


class BBox(NamedTuple):
    """A box in PDF points (1/72 inch) from the top left of the cropped page, as read upright."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote and where it stands.

    ``page`` is 1-based and ``boxes`` holds one box a line, covering exactly the quoted words;
    a quote never spans pages.  DOCX, CSV and XML have no pages: ``anchor`` then names the place
    ("p42", "t3r2c1", "row 7", an element path).  ``file`` is the document's file name and
    ``sha256`` the hash of its bytes.
    """

    quote: str
    file: str = ""
    sha256: str = ""
    page: int | None = None
    boxes: tuple[BBox, ...] = ()
    anchor: str | None = None
    section: str | None = None
