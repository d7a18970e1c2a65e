"""Pages are drawn upright, and the readers' boxes lie on their words in the picture."""

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.page_picture import MOST_PIXELS, render_page
from extractors.readers.pdf import page_sizes, read_pages
from models.errors import DocumentError, ErrorCode
from tests.extractors.readers.pdfs import cropped, made, prose, raw, turned

TEXT = made(prose("Invoices are due net 30.", "Late amounts bear 1.5% a month."))


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _ink(picture: Image.Image) -> Image.Image:
    return ImageOps.invert(picture.convert("L")).point([255 * (v > 128) for v in range(256)])


@pytest.mark.parametrize("width", [425, 850, 1700])
@pytest.mark.parametrize(
    "data",
    [
        *(turned(TEXT, degrees) for degrees in (0, 90, 180, 270)),
        cropped(TEXT, (50, 300, 500, 780)),
        cropped(turned(TEXT, 90), (10, 20, 780, 600)),
    ],
)
def test_all_ink_lies_in_the_boxes_of_words(data: bytes, width: int) -> None:
    ink = _ink(_opened(render_page(data, 1, width)))
    (page,), (size,) = read_pages(data, "a.pdf"), page_sizes(data, "a.pdf")
    assert size == pytest.approx((page.width, page.height), abs=0.01)
    scale = ink.width / size[0]
    assert ink.width == pytest.approx(width, abs=1)
    words = [word for line in page.lines for word in line.words]
    assert len(words) == 11
    marks = Image.new("L", ink.size)
    for word in words:
        box = [round(edge * scale) for edge in word[1:]]
        assert ink.crop((box[0], box[1], box[2], box[3])).getbbox() is not None
        ImageDraw.Draw(marks).rectangle([box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2], fill=255)
    ink.paste(0, mask=marks)
    assert ink.getbbox() is None


def test_printed_text_is_small_and_sharp() -> None:
    data = render_page(TEXT, 1, 1700)
    assert len(data) < 40_000
    colours = _opened(data).getcolors(100)
    assert colours is not None
    assert max(colours)[1] == (255, 255, 255)


def test_a_scan_is_a_photograph() -> None:
    noise = Image.frombytes("L", (600, 800), random.Random(1).randbytes(480_000))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400), invariant=True)
    canvas.drawImage(ImageReader(noise), 0, 0, 300, 400)
    canvas.save()
    picture = render_page(out.getvalue(), 1, 850)
    assert b"VP8 " in picture[:40]  # the kind of WebP that may lose something


@pytest.mark.parametrize("size", [(14_000, 14_000), (20, 14_000), (14_000, 20)])
def test_a_poster_does_not_fill_the_memory(size: tuple[int, int]) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=True)
    canvas.drawString(5, 5, "Poster")
    canvas.save()
    picture = _opened(render_page(out.getvalue(), 1, 9_000))
    assert picture.width * picture.height <= MOST_PIXELS * 1.01
    assert max(picture.size) <= 16_383


@pytest.mark.parametrize(
    ("data", "page"), [(b"%PDF-1.4\nnothing", 1), (TEXT, 2), (TEXT, 0), (raw(b"")[:60], 1)]
)
def test_a_page_that_cannot_be_drawn_is_said(data: bytes, page: int) -> None:
    with pytest.raises(DocumentError) as caught:
        render_page(data, page, 850)
    assert caught.value.code is ErrorCode.PDF_DAMAGED


def test_a_page_that_is_no_page_is_said() -> None:
    broken = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids 7/Count 1>>endobj\ntrailer<</Root 1 0 R>>"
    )
    with pytest.raises(DocumentError) as caught:
        render_page(broken, 1, 850)
    assert caught.value.code is ErrorCode.PDF_DAMAGED
