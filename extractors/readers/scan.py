"""Text recognition of one page: drawn, cleaned, straightened, read, and read again if turned.

The recogniser itself is given from outside: it starts a program, which is not ours to do here.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from extractors.readers.scan_picture import (
    Straight,
    cleaned,
    has_print,
    in_columns,
    scale_for,
    straightened,
    turned,
    without_rules,
)
from extractors.readers.scan_words import certain, words_of
from models.errors import DocumentError, ErrorCode
from models.evidence import Turn
from models.scans import ScannedPage, ScannedWord

Recognise = Callable[[Image.Image, str], str]
"""Reads a grey picture with one of the layouts below; gives tesseract's TSV."""
Direction = Callable[[Image.Image], int]
"""Tells by how many degrees, clockwise, a picture must be turned to be upright; 0 if unsure."""
SecondReader = Callable[[Sequence[Image.Image]], Sequence[str]]
"""Reads small pictures of single words once more."""

BLOCK = "6"  # one block of lines: keeps the cells of a table's row, which the others lose
COLUMNS = "3"  # looks for columns by itself
MOST_IMAGE_PIXELS = 100_000_000
_POOR = 0.75  # a page read with less certainty may lie on its side
_AIR = 6  # pixels around a word that is read again


def scan_page(
    data: bytes,
    number: int,
    recognise: Recognise,
    direction: Direction,
    second: SecondReader | None = None,
) -> ScannedPage:
    """Read one page of a PDF, by its number from 1.

    Raises:
        DocumentError: PDF_DAMAGED: there is no such page, or it cannot be drawn;
            IMAGE_TOO_LARGE.
    """
    picture, scale = _drawn(data, number)
    picture = cleaned(picture)
    if not has_print(picture):
        return ScannedPage(width=picture.width / scale, height=picture.height / scale)
    straight, words = _read(Straight(picture), recognise, scale)
    if certain(words) < _POOR:
        degrees = direction(picture)
        if degrees:
            other, found = _read(turned(picture, degrees), recognise, scale)
            if certain(found) > certain(words):
                straight, words = other, found
    if second is not None:
        words = _compared(words, straight.picture, scale, second)
    turn = straight.turn
    return ScannedPage(
        width=straight.picture.width / scale,
        height=straight.picture.height / scale,
        turn=Turn(turn.a, turn.b, turn.c / scale, turn.d, turn.e, turn.f / scale),
        words=tuple(words),
    )


def _drawn(data: bytes, number: int) -> tuple[Image.Image, float]:
    """Draw a page as a viewer shows it, in grey; with the pixels a point."""
    try:
        document = pdfium.PdfDocument(data)
        try:
            page = document[number - 1]
            _check_pictures(page, number)
            scale = scale_for(*page.get_size())
            picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        finally:
            document.close()
    except (pdfium.PdfiumError, IndexError) as error:
        raise DocumentError(
            ErrorCode.PDF_DAMAGED,
            "The page cannot be drawn.",
            where=f"page {number}",
            do="Open the file in a viewer and save it again.",
        ) from error
    return picture.convert("L"), scale


def _check_pictures(page: pdfium.PdfPage, number: int) -> None:
    """Refuse a page with a picture that would fill the memory; its size is known undecoded."""
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
    largest = max((math.prod(one.get_px_size()) for one in pictures), default=0)
    if largest > MOST_IMAGE_PIXELS:
        raise DocumentError(
            ErrorCode.IMAGE_TOO_LARGE,
            f"It holds a picture of {largest:,} pixels; the limit is {MOST_IMAGE_PIXELS:,}.",
            where=f"page {number}",
            do="Scan it again at 300 dots an inch.",
        )


def _read(
    start: Straight, recognise: Recognise, scale: float
) -> tuple[Straight, list[ScannedWord]]:
    level = straightened(start.picture)
    layout = COLUMNS if in_columns(level.picture) else BLOCK
    words = words_of(recognise(level.picture, layout), scale)
    plain = without_rules(level.picture)
    if plain is not level.picture:  # whichever reads more with more certainty
        other = words_of(recognise(plain, layout), scale)
        words = max(words, other, key=lambda found: certain(found) * len(found))
    return replace(level, turn=start.turn.after(level.turn)), words


def _compared(
    words: list[ScannedWord], picture: Image.Image, scale: float, second: SecondReader
) -> list[ScannedWord]:
    """Read every figure once more; where the readings differ the figure is unsure."""
    places = [i for i, word in enumerate(words) if any(char.isdigit() for char in word.text)]
    crops = [_crop(picture, words[i], scale) for i in places]
    for i, text in zip(places, second(crops), strict=True):
        word = words[i]
        if _digits(text) != _digits(word.text):
            readings = dict.fromkeys((*(word.readings or (word.text,)), text))
            words[i] = word._replace(readings=tuple(readings))
    return words


def _crop(picture: Image.Image, word: ScannedWord, scale: float) -> Image.Image:
    left, top = math.floor(word.x0 * scale) - _AIR, math.floor(word.top * scale) - _AIR
    right, bottom = math.ceil(word.x1 * scale) + _AIR, math.ceil(word.bottom * scale) + _AIR
    return picture.crop(
        (max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height))
    )


def _digits(text: str) -> str:
    """What two readings of a figure must agree in: its digits and the marks between them."""
    return "".join(char for char in text.rstrip(".,;:") if char.isdigit() or char in ".,%/")
