"""Draw whole pages."""

import json
from base64 import b64encode

from extractors.readers.page_picture import render_page
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, _file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Draw one page as WebP in base64; ``extra`` is JSON: its number and the width in pixels.

    Raises:
        DocumentError: the page cannot be drawn.
    """
    page, width = json.loads(extra)
    return b64encode(render_page(data, page, width)).decode("ascii")
