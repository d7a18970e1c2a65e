"""WeasyPrint, told what it may use: our fonts, pictures by name, and nothing else.

Imported only where a PDF is wanted: its import fails where the system has no Pango.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import pydyf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

from reports.paper.glyphs import FONTS, font
from reports.paper.png import Png

VARIANT = "pdf/ua-1"
PIXEL = 96 / 72  # of CSS, a point
_FONT = "font:"
_Fetcher: Any = URLFetcher


def write(
    sheets: Sequence[str], style: str, pictures: Mapping[str, Png], *, pixels_a_point: float
) -> bytes:
    """Lay out sheets of HTML, each with its own page numbers, and write them as one PDF.

    ``pictures`` are those that the sheets name, by their address.
    """
    fetcher, letters = _OursOnly(), FontConfiguration()
    css = CSS(string=style, font_config=letters, url_fetcher=fetcher)
    held = {address: _Picture(png, pixels_a_point) for address, png in pictures.items()}
    made = [
        HTML(string=sheet, url_fetcher=fetcher).render(
            font_config=letters, stylesheets=[css], cache=dict(held), pdf_variant=VARIANT
        )
        for sheet in sheets
    ]
    pages = [page for document in made for page in document.pages]
    written: bytes = made[0].copy(pages).write_pdf(pdf_variant=VARIANT)
    return written


class _OursOnly(_Fetcher):  # type: ignore[misc]  # weasyprint has no types
    """Fetches our fonts and refuses every other address: nothing leaves, no file is opened."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return a font of ours.

        Raises:
            URLFetchingError: the address is none of ours.
        """
        del headers
        name = url.removeprefix(_FONT)
        if not url.startswith(_FONT) or name not in FONTS:
            raise URLFetchingError(url)
        return URLFetcherResponse(url, font(name), {"Content-Type": "font/ttf"})


class _Picture:
    """A PNG as the layout sees it: its size, and the object that goes into the PDF."""

    def __init__(self, png: Png, pixels_a_point: float) -> None:
        self._png = png
        self._scale = PIXEL / pixels_a_point
        self.id = sha256(repr(png).encode()).hexdigest()[:32]

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, ...]:
        """Return width and height in pixels of CSS, and the one by the other."""
        png = self._png
        return png.width * self._scale, png.height * self._scale, png.width / png.height

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:  # noqa: ANN401 (weasyprint has no types)
        """Put the picture where the page has room for it."""
        name = stream.add_image(self, interpolate=True, ratio=1)
        stream.transform(width, 0, 0, -height, 0, height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate: bool, _ratio: float) -> Any:  # noqa: ANN401, FBT001 (as weasyprint calls it)
        """Return the picture's rows as they are, and how to read them."""
        png = self._png
        colours: object = f"/{png.colours}"
        if not png.colours:
            last = len(png.palette) // 3 - 1
            colours = pydyf.Array(["/Indexed", "/DeviceRGB", last, f"<{png.palette.hex()}>"])
        told = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": png.width,
            "Height": png.height,
            "BitsPerComponent": png.depth,
            "ColorSpace": colours,
            "Interpolate": "true" if interpolate else "false",
            "Filter": "/FlateDecode",
            "DecodeParms": pydyf.Dictionary(
                {
                    "Predictor": 15,
                    "Colors": png.channels,
                    "BitsPerComponent": png.depth,
                    "Columns": png.width,
                }
            ),
        }
        return pydyf.Stream([png.rows], told)
