"""Fonts and pictures inside a PDF: our own letters, and pictures put in as they are.

Pictures come from a child process that read a stranger's file, so nothing is decoded here: a
PNG's compressed rows are what a PDF holds as well, with a note on how they were filtered.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus.flowables import Flowable

from reports.wording import clean

REGULAR, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
MISSING = "\N{WHITE SQUARE}"
_PNG = b"\x89PNG\r\n\x1a\n"
_COLOURS = {0: ("DeviceGray", 1), 2: ("DeviceRGB", 3), 3: ("", 1)}
_HEAD = ">IIBBBBB"
_DEPTHS = frozenset({1, 2, 4, 8})


@dataclass(frozen=True, slots=True)
class Png:
    """A PNG taken apart: ``palette`` is empty where it has none; ``rows`` are still compressed."""

    width: int
    height: int
    depth: int
    colours: str
    channels: int
    palette: bytes
    rows: bytes


def read_png(data: bytes) -> Png | None:
    """Take a PNG apart; None where it is none, or of a kind that a PDF cannot take as it is."""
    if not data.startswith(_PNG):
        return None
    parts: dict[bytes, bytes] = {}
    for name, body in _chunks(data):
        parts[name] = parts.get(name, b"") + body
    head, palette, rows = (parts.get(name, b"") for name in (b"IHDR", b"PLTE", b"IDAT"))
    if len(head) != struct.calcsize(_HEAD) or not rows:
        return None
    width, height, depth, colour, _, _, interlaced = struct.unpack(_HEAD, head)
    colours, channels = _COLOURS.get(colour, ("", 0))
    if interlaced or not (width and height and channels and depth in _DEPTHS):
        return None
    if not colours and (not palette or len(palette) % 3):
        return None
    return Png(width, height, depth, colours, channels, palette, rows)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        yield name, data[place + 8 : place + 8 + length]
        place += length + 12


_Flowable: Any = Flowable
_ImageObject: Any = pdfdoc.PDFImageXObject


class Picture(_Flowable):  # type: ignore[misc]  # reportlab has no types
    """A PNG on the page, in points."""

    def __init__(self, png: Png, width: float, height: float) -> None:
        super().__init__()
        self.png, self.width, self.height = png, width, height

    def draw(self) -> None:
        """Put the picture where the page has room for it."""
        canvas = self.canv
        key = sha256(repr(self.png).encode()).hexdigest()
        name = canvas._doc.getXObjectName(key)  # noqa: SLF001 (what drawImage does as well)
        if name not in canvas._doc.idToObject:  # noqa: SLF001
            image = _Image(key, self.png)
            canvas._setXObjects(image)  # noqa: SLF001
            canvas._doc.Reference(image, name)  # noqa: SLF001
            canvas._doc.addForm(key, image)  # noqa: SLF001
        canvas.saveState()
        canvas.scale(self.width, self.height)
        canvas._code.append(f"/{name} Do")  # noqa: SLF001
        canvas.restoreState()
        canvas._formsinuse.append(key)  # noqa: SLF001
        canvas._currentPageHasImages = 1  # noqa: SLF001


class _Image(_ImageObject):  # type: ignore[misc]  # reportlab has no types
    """An image whose rows are those of the PNG."""

    def __init__(self, name: str, png: Png) -> None:
        super().__init__(name)
        self.png = png

    def format(self, document: object) -> bytes:
        """Write the object."""
        png = self.png
        stream = pdfdoc.PDFStream(content=png.rows)
        colours: object = pdfdoc.PDFName(png.colours)
        if not png.colours:
            last = len(png.palette) // 3 - 1
            table = pdfdoc.PDFString(png.palette, enc="raw")
            names = (pdfdoc.PDFName("Indexed"), pdfdoc.PDFName("DeviceRGB"))
            colours = pdfdoc.PDFArray([*names, last, table])
        stream.dictionary.dict.update(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Image"),
                "Width": png.width,
                "Height": png.height,
                "BitsPerComponent": png.depth,
                "ColorSpace": colours,
                "Filter": pdfdoc.PDFArray([pdfdoc.PDFName("FlateDecode")]),
                "DecodeParms": pdfdoc.PDFArray(
                    [
                        pdfdoc.PDFDictionary(
                            {
                                "Predictor": 15,
                                "Colors": png.channels,
                                "BitsPerComponent": png.depth,
                                "Columns": png.width,
                            }
                        )
                    ]
                ),
                "Length": len(png.rows),
            }
        )
        made: bytes = stream.format(document)
        return made


@cache
def register_fonts() -> frozenset[int]:
    """Make our letters known; return the characters they have."""
    known: frozenset[int] = frozenset()
    for name in (REGULAR, BOLD):
        with as_file(files("reports.paper") / "fonts" / f"{name}.ttf") as path:
            font = TTFont(name, str(path))
        pdfmetrics.registerFont(font)
        known = frozenset(font.face.charToGlyph)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR)
    return known


def printable(text: str) -> str:
    """Replace what our letters cannot show with an empty square."""
    known = register_fonts()
    return "".join(char if ord(char) in known or char == "\n" else MISSING for char in clean(text))
