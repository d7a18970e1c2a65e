"""Makes files of a look: HTML laid out by WeasyPrint, drawn pages, Word, scans."""

import io
import random
from pathlib import Path

import pypdfium2
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image, ImageFilter

from benchmarks.invoices import drawn, word
from benchmarks.invoices.sheet import Sheet

_LOOKS = Path(__file__).parent / "looks"
_DPI, _POINTS = 200, 72
_MOST_SKEW, _BLUR, _SPECKS = 0.6, 0.5, 300  # degrees, pixels, specks a page
_TEMPLATES = Environment(
    loader=FileSystemLoader(_LOOKS), undefined=StrictUndefined, autoescape=True, trim_blocks=True
)


def rendered(look: str, render: str, sheet: Sheet) -> tuple[str, bytes]:
    """Return the file's ending and its bytes."""
    if render == "docx":
        return ".docx", word.DOCUMENTS[look](sheet)
    if render == "drawn":
        return ".pdf", drawn.PAGES[look](sheet)
    html = _TEMPLATES.get_template(f"{look}.html").render(s=sheet, b=sheet.bill)
    from weasyprint import HTML  # noqa: PLC0415 (its system libraries are needed for these looks only)

    data: bytes = HTML(string=html).write_pdf()
    return ".pdf", _scanned(data, sheet.bill.number) if render == "scan" else data


def _scanned(data: bytes, seed: str) -> bytes:
    """Turn pages into slightly crooked, blurred, specked pictures."""
    dice = random.Random(seed)  # noqa: S311 (specks on paper, no secrets)
    pages = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        picture = page.render(scale=_DPI / _POINTS, grayscale=True).to_pil()
        picture = picture.rotate(
            dice.uniform(-_MOST_SKEW, _MOST_SKEW), Image.Resampling.BICUBIC, fillcolor=255
        )
        picture = picture.filter(ImageFilter.GaussianBlur(_BLUR))
        for _ in range(_SPECKS):
            place = dice.randrange(picture.width), dice.randrange(picture.height)
            picture.putpixel(place, dice.randrange(160))
        pages.append(picture)
    document.close()
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=_DPI, save_all=True, append_images=pages[1:])
    return out.getvalue()
