"""Where in a source document a fact was read."""

from dataclasses import dataclass
from typing import NamedTuple


class BBox(NamedTuple):
    """A box in PDF points (1/72 inch) from the top left of the cropped page, as read upright."""

    x0: float
    top: float
    x1: float
    bottom: float


class Turn(NamedTuple):
    """How a straightened page lies on the page as seen: x' = a x + b y + c, y' = d x + e y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def box(self, box: BBox) -> BBox:
        """Return the box on the page as seen that covers this box of the straightened page."""
        corners = [(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
        across = [self.a * x + self.b * y + self.c for x, y in corners]
        down = [self.d * x + self.e * y + self.f for x, y in corners]
        return BBox(min(across), min(down), max(across), max(down))

    def after(self, first: "Turn") -> "Turn":
        """Return the turn that does ``first`` and then this one."""
        a, b, c, d, e, f = self
        g, h, i, j, k, m = first
        return Turn(
            a * g + b * j,
            a * h + b * k,
            a * i + b * m + c,
            d * g + e * j,
            d * h + e * k,
            d * i + e * m + f,
        )


UPRIGHT = Turn()


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
