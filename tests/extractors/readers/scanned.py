"""PDFs that are pictures of other PDFs, as scanners make them."""

import io
import random

import pypdfium2 as pdfium
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DPI = 200


def picture_of(data: bytes, page: int = 1, dpi: int = DPI) -> Image.Image:
    """Draw a page as a viewer shows it, in grey."""
    document = pdfium.PdfDocument(data)
    picture: Image.Image = document[page - 1].render(scale=dpi / 72, grayscale=True).to_pil()
    document.close()
    return picture.convert("L")


def scanned(
    data: bytes,
    *,
    askew: float = 0.0,
    turned: int = 0,
    specks: int = 0,
    blur: float = 0.0,
    stamp: str = "",
    dpi: int = DPI,
) -> bytes:
    """Return a PDF of pictures of its pages.

    ``askew`` is in degrees counter-clockwise, ``turned`` in quarters of a turn, ``specks`` how
    many fall on a page; ``stamp`` is text that lies over each picture as text.
    """
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    for index in range(len(pdfium.PdfDocument(data))):
        picture = picture_of(data, index + 1, dpi)
        picture = picture.rotate(askew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        picture = picture.rotate(90 * turned, expand=True)
        dice = random.Random(index)  # noqa: S311 (specks on paper, no secret)
        for _ in range(specks):
            x, y = dice.randrange(picture.width), dice.randrange(picture.height)
            picture.putpixel((x, y), dice.randrange(120))
        if blur:
            picture = picture.filter(ImageFilter.GaussianBlur(blur))
        size = (picture.width * 72 / dpi, picture.height * 72 / dpi)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        if stamp:
            canvas.drawString(20, 12, stamp)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
