"""Draw parts of pages with the words that prove something marked."""

import json
from base64 import b64encode

from extractors.readers.render import render_crop
from models.errors import DocumentError
from models.evidence import BBox
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, _file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Draw pictures of one document, each in base64, or null where it cannot be drawn.

    ``extra`` is JSON: the form of the pictures, pixels a point, and a list of [page, boxes].
    """
    pictures: list[Json] = []
    form, scale, spots = json.loads(extra)
    for page, boxes in spots:
        try:
            words = tuple(BBox(*box) for box in boxes)
            picture = render_crop(data, page, words, scale=scale, form=form)
        except DocumentError:
            pictures.append(None)
        else:
            pictures.append(b64encode(picture).decode("ascii"))
    return pictures
