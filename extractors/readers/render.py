"""Pictures of PDF pages around the words that prove something, for people to look at.

Boxes are in the readers' coordinates: points from the top left of the cropped page, upright.
The picture shows the page's whole text width, so that the reader sees the sentence in its
place, and it is cut between two lines of text where the page leaves room for that.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from models.errors import DocumentError, ErrorCode
from models.evidence import BBox

MARKER = (255, 226, 110)  # multiplied with the page, so that the words under it stay black
MARKER_EDGE = (138, 83, 0)
MAX_HEIGHT = 420.0  # points; longer stretches are cut, the quote beside the picture is whole
MAX_PIXELS = 4_000_000
MAX_WIDTH = 1600
PREVIEW_SCALE = 0.5
INK = 40  # of 255: darker than the paper by this much is print
RULE = 255 * 0.45  # a column of print is never that dark from top to bottom
PADDING = 6.0  # points
PRINT_COLOURS = 8
PNG_COLOURS = 16  # half a byte a pixel


@dataclass(frozen=True, slots=True)
class _Band:
    """A strip of the page, in points from the top."""

    top: float
    bottom: float


def render_crop(  # noqa: PLR0913 (each says one thing of the picture)
    data: bytes,
    page: int,
    boxes: Sequence[BBox],
    scale: float = 1.75,
    margin: float = 30.0,
    *,
    form: str = "webp",
) -> bytes:
    """Draw the part of a page around ``boxes``, with the boxes marked.

    Args:
        data: the PDF's bytes.
        page: the page's number, 1-based.
        boxes: the words to mark; at least one.
        scale: pixels a point, made smaller for very large pages.
        margin: points shown above and below the words.
        form: "webp", or "png" with few colours, which a PDF can hold as it is.

    Raises:
        DocumentError: the file is no PDF that can be drawn, or has no such page.
    """
    if not boxes:
        msg = "a picture needs at least one box"
        raise ValueError(msg)
    document = opened_pdf(data, page)
    try:
        sheet = loaded(document, page)
        left, right = _text_width(sheet)
        left = max(min([left, *(box.x0 - PADDING for box in boxes)]), 0.0)
        right = min(max([right, *(box.x1 + PADDING for box in boxes)]), sheet.get_width())
        scale = _affordable(scale, right - left)
        strips = [
            _strip(sheet, band, (left, right), boxes, scale)
            for band in _bands(boxes, margin, sheet.get_height())
        ]
    finally:
        document.close()
    picture = _stack(strips)
    return _encode(picture) if form == "webp" else _encode_png(picture)


def opened_pdf(data: bytes, page: int) -> pdfium.PdfDocument:
    """Open a PDF to draw one of its pages, 1-based; the caller closes it.

    Raises:
        DocumentError: the file is no PDF that can be drawn, or has no such page.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _undrawable(page) from error
    if not 1 <= page <= len(document):
        document.close()
        raise DocumentError(
            ErrorCode.PDF_DAMAGED,
            f"There is no page {page}.",
            where=f"page {page}",
            do="Read the file again; it may have changed.",
        )
    return document


def loaded(document: pdfium.PdfDocument, page: int) -> pdfium.PdfPage:
    """Load a page, 1-based.

    Raises:
        DocumentError: the page is damaged.
    """
    try:
        return document[page - 1]
    except pdfium.PdfiumError as error:
        raise _undrawable(page) from error


def _undrawable(page: int) -> DocumentError:
    return DocumentError(
        ErrorCode.PDF_DAMAGED,
        "The page cannot be drawn.",
        where=f"page {page}",
        do="Open the file in a viewer and save it again.",
    )


def _text_width(sheet: pdfium.PdfPage) -> tuple[float, float]:
    """Return where print begins and ends on the page, from left to right in points."""
    scale = min(PREVIEW_SCALE, MAX_WIDTH / max(sheet.get_size()))
    preview = sheet.render(scale=scale, grayscale=True).to_pil()
    found = _ink(preview).getbbox()
    if found is None:
        return 0.0, sheet.get_width()
    return found[0] / scale - PADDING, found[2] / scale + PADDING


def _ink(picture: Image.Image) -> Image.Image:
    """Return white where something is printed, black where the paper shows."""
    gray = picture.convert("L")
    paper = gray.getextrema()[1]
    return gray.point(
        [255 if isinstance(paper, int) and v < paper - INK else 0 for v in range(256)]
    )


def _affordable(scale: float, width: float) -> float:
    return min(scale, MAX_WIDTH / width, MAX_PIXELS / (width * MAX_HEIGHT * scale))


def _bands(boxes: Sequence[BBox], margin: float, height: float) -> list[_Band]:
    """Join boxes that lie near each other; keep within the height a reader is shown."""
    bands: list[_Band] = []
    for box in sorted(boxes, key=lambda one: one.top):
        top, bottom = max(box.top - margin, 0.0), min(box.bottom + margin, height)
        if bands and top <= bands[-1].bottom:
            bands[-1] = _Band(bands[-1].top, max(bands[-1].bottom, bottom))
        elif bottom > top:
            bands.append(_Band(top, bottom))
    kept: list[_Band] = []
    room = MAX_HEIGHT
    for band in bands:
        if room < margin:
            break
        kept.append(_Band(band.top, min(band.bottom, band.top + room)))
        room -= kept[-1].bottom - band.top
    return kept or [_Band(0.0, min(height, MAX_HEIGHT))]


def _strip(
    sheet: pdfium.PdfPage,
    band: _Band,
    sides: tuple[float, float],
    boxes: Sequence[BBox],
    scale: float,
) -> Image.Image:
    width, height = sheet.get_size()
    left, right = sides
    crop = (left, max(height - band.bottom, 0.0), max(width - right, 0.0), band.top)
    strip: Image.Image = sheet.render(scale=scale, crop=crop).to_pil().convert("RGB")
    inside = (box for box in boxes if box.bottom > band.top and box.top < band.bottom)
    marks = [_pixels(box, left, band.top, scale) for box in inside]
    first = min((mark[1] for mark in marks), default=0)
    last = max((mark[3] for mark in marks), default=strip.height)
    top, bottom = _clean_cut(strip, first, last, round(PADDING * scale))
    for mark in marks:
        _mark(strip, mark)
    return strip.crop((0, top, strip.width, bottom))


def _pixels(box: BBox, left: float, top: float, scale: float) -> tuple[int, int, int, int]:
    """Return a box with a point of air around it, in the pixels of a strip."""
    return (
        round((box.x0 - left - 1) * scale),
        round((box.top - top - 1) * scale),
        round((box.x1 - left + 1) * scale),
        round((box.bottom - top + 1) * scale),
    )


def _clean_cut(strip: Image.Image, first: int, last: int, air: int) -> tuple[int, int]:
    """Find where to cut: between lines of print, outside the marked rows, with little blank."""
    rows = _without_rules(_ink(strip)).getprojection()[1]
    first, last = max(first, 0), min(last, strip.height)
    blank = next((y for y in range(first) if not rows[y]), 0)
    print_from = next((y for y in range(blank, first) if rows[y]), first)
    top = max(print_from - air, blank)
    blank = next((y for y in range(strip.height, last, -1) if not rows[y - 1]), strip.height)
    print_to = next((y for y in range(blank, last, -1) if rows[y - 1]), last)
    bottom = min(print_to + air, blank)
    return top, bottom


def _without_rules(ink: Image.Image) -> Image.Image:
    """Take out the upright lines of a table, which leave no row blank between two others."""
    height = ink.height
    columns = ink.resize((ink.width, 1), Image.Resampling.BOX).tobytes()
    draw = ImageDraw.Draw(ink)
    for x, share in enumerate(columns):
        if share > RULE:
            draw.line((x, 0, x, height), fill=0)
    return ink


def _mark(strip: Image.Image, mark: tuple[int, int, int, int]) -> None:
    x0, top = max(mark[0], 0), max(mark[1], 0)
    x1, bottom = min(mark[2], strip.width), min(mark[3], strip.height)
    if x1 <= x0 or bottom <= top:
        return
    part = strip.crop((x0, top, x1, bottom))
    strip.paste(ImageChops.multiply(part, Image.new("RGB", part.size, MARKER)), (x0, top))
    ImageDraw.Draw(strip).line((x0, bottom - 1, x1 - 1, bottom - 1), fill=MARKER_EDGE, width=2)


def _stack(strips: list[Image.Image]) -> Image.Image:
    """Put strips under each other with a dotted rule where part of the page is left out."""
    if len(strips) == 1:
        return strips[0]
    gap = 9
    height = sum(strip.height for strip in strips) + gap * (len(strips) - 1)
    sheet = Image.new("RGB", (strips[0].width, height), "white")
    draw = ImageDraw.Draw(sheet)
    y = 0
    for number, strip in enumerate(strips):
        if number:
            for x in range(0, sheet.width, 12):
                draw.line((x, y + gap // 2, x + 5, y + gap // 2), fill=(150, 150, 150))
            y += gap
        sheet.paste(strip, (0, y))
        y += strip.height
    return sheet


def _encode(picture: Image.Image) -> bytes:
    """Write printed text in few colours without loss, a scan's shades as a photograph."""
    text, photo = io.BytesIO(), io.BytesIO()
    few = picture.quantize(PRINT_COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(text, "WEBP", lossless=True, method=4)
    picture.save(photo, "WEBP", quality=55, method=4)
    return min(text.getvalue(), photo.getvalue(), key=len)


def _encode_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.quantize(PNG_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
