"""Whole PDF pages as pictures for people to read, as wide as asked for.

A page is drawn as a viewer shows it: the crop box, turned to reading orientation, so that a box
in the readers' coordinates lies on its words when it is multiplied by ``width / page width``.
"""

import io

from PIL import Image

from extractors.readers.render import loaded, opened_pdf

MOST_PIXELS = 12_000_000  # of one picture; a longer page is drawn coarser
_LONGEST = 16_000  # pixels of a side; WebP takes no more than 16,383
_SHADES = 15  # steps a colour in pictures of printed text
_STEPS = [round(value * _SHADES / 255) * 255 // _SHADES for value in range(256)]
_FLAT = 0.5  # share of a printed page that is bare paper; a scan's paper has many shades
_MOST_COLOURS = 4096
_QUALITY = 60


def render_page(data: bytes, page: int, width: int) -> bytes:
    """Draw one page as WebP.

    Args:
        data: the PDF's bytes.
        page: the page's number, 1-based.
        width: pixels; the height follows from the page.

    Raises:
        DocumentError: the file is no PDF that can be drawn, or has no such page.
    """
    document = opened_pdf(data, page)
    try:
        sheet = loaded(document, page)
        across, down = sheet.get_size()
        scale = min(
            width / across, (MOST_PIXELS / (across * down)) ** 0.5, _LONGEST / max(across, down)
        )
        picture = sheet.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    finally:
        document.close()
    return _encoded(picture)


def _encoded(picture: Image.Image) -> bytes:
    """Write printed text sharp and without loss in few shades, a scan as a photograph."""
    out = io.BytesIO()
    few = picture.point(_STEPS * 3)
    if _is_flat(few):
        few.save(out, "WEBP", lossless=True, method=0)
    else:
        picture.save(out, "WEBP", quality=_QUALITY, method=2)
    return out.getvalue()


def _is_flat(picture: Image.Image) -> bool:
    colours = picture.getcolors(_MOST_COLOURS)
    most = max((count for count, _ in colours), default=0) if colours else 0
    return most >= _FLAT * picture.width * picture.height
