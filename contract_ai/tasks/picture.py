"""Draw whole pages."""

import json
from base64 import b64encode

from extractors.readers.page_picture import render_page
from models.forms import Json
from models.scans import NO_SCANS, Scans

_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>endobj 4 0 obj<</Length 31>>stream\n"
    b"BT /F 9 Tf 9 9 Td (Page) Tj ET\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type1"
    b"/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R>>"
)


def warm() -> None:
    """Draw a page of our own, so that children share the fonts that are looked for at first use."""
    render_page(_PAGE, 1, 72)


def run(data: bytes, _file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Draw one page as WebP in base64; ``extra`` is JSON: its number and the width in pixels.

    Raises:
        DocumentError: the page cannot be drawn.
    """
    page, width = json.loads(extra)
    return b64encode(render_page(data, page, width)).decode("ascii")
