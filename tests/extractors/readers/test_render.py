import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.render import MAX_HEIGHT, MAX_WIDTH, render_crop
from models.errors import DocumentError, ErrorCode
from models.evidence import BBox

WIDTH, HEIGHT = 612, 792
LEADING = 15
SQUARE = BBox(200, 300, 220, 320)  # where the black square stands, as read upright


def page_of_lines(width: float = WIDTH, height: float = HEIGHT) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=True)
    for number in range(40):
        canvas.drawString(72, height - 100 - number * LEADING, f"{number}. words of a clause " * 3)
    canvas.save()
    return out.getvalue()


def page_with_square(*, rotate: int = 0, crop: tuple[float, float] = (0, 0)) -> bytes:
    """Return a page whose only print is a square at SQUARE, seen upright inside the crop box."""
    wide, high = (WIDTH, HEIGHT) if rotate in (0, 180) else (HEIGHT, WIDTH)
    left, top = {
        0: (SQUARE.x0, SQUARE.top),
        90: (SQUARE.top, WIDTH - SQUARE.x1),
        180: (wide - SQUARE.x1, high - SQUARE.bottom),
        270: (wide - SQUARE.bottom, SQUARE.x0),
    }[rotate]
    x, y = crop
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(wide + 2 * x, high + 2 * y), invariant=True)
    canvas.rect(left + x, high - top - 20 + y, 20, 20, stroke=0, fill=1)
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(out))
    page = writer.pages[0]
    page.cropbox = RectangleObject((x, y, wide + x, high + y))
    page.rotate(rotate)
    done = io.BytesIO()
    writer.write(done)
    return done.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def share_of(picture: Image.Image, *, dark: bool) -> float:
    """Return how much of the marked area is dark or yellow."""
    colours = picture.getcolors(picture.width * picture.height) or []
    wanted = [
        number
        for number, colour in colours
        if isinstance(colour, tuple) and (max(colour) < 100) is dark and colour != (255, 255, 255)
    ]
    return sum(wanted) / (picture.width * picture.height)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [(0, 0), (50, 30)])
def test_the_marked_place_is_the_place_read(rotate: int, crop: tuple[float, float]) -> None:
    data = page_with_square(rotate=rotate, crop=crop)
    # The square is black all over: were the mark beside it, yellow would show on white paper.
    on_it = opened(render_crop(data, 1, [BBox(201, 301, 219, 319)]))
    assert share_of(on_it, dark=True) > 0.2
    assert share_of(on_it, dark=False) < 0.05
    beside = opened(render_crop(data, 1, [BBox(240, 300, 260, 320)]))
    assert share_of(beside, dark=False) > 0.05


def test_a_picture_shows_the_whole_text_width_and_is_small() -> None:
    data = render_crop(page_of_lines(), 1, [BBox(90, 236, 140, 248)])
    picture = opened(data)
    assert picture.width > 3 * picture.height
    assert len(data) < 12_000


def test_lines_are_not_cut_in_half() -> None:
    picture = opened(render_crop(page_of_lines(), 1, [BBox(90, 236, 140, 248)])).convert("L")
    for row in (0, picture.height - 1):
        assert min(picture.crop((0, row, picture.width, row + 1)).tobytes()) > 150


def test_words_far_apart_are_shown_as_two_strips() -> None:
    near = opened(render_crop(page_of_lines(), 1, [BBox(90, 100, 140, 112)]))
    both = opened(
        render_crop(page_of_lines(), 1, [BBox(90, 100, 140, 112), BBox(90, 600, 140, 612)])
    )
    assert near.height * 1.5 < both.height < near.height * 3.5


def test_a_long_quote_is_cut_to_a_readable_height() -> None:
    boxes = [BBox(72, 90 + n * LEADING, 400, 102 + n * LEADING) for n in range(40)]
    assert opened(render_crop(page_of_lines(), 1, boxes)).height <= MAX_HEIGHT * 1.75 + 2


def test_a_poster_does_not_fill_the_memory() -> None:
    data = page_of_lines(14_000, 14_000)
    assert opened(render_crop(data, 1, [BBox(72, 90, 13_000, 102)])).width <= MAX_WIDTH + 1


def test_boxes_off_the_page_still_give_a_picture() -> None:
    assert opened(render_crop(page_of_lines(), 1, [BBox(700, 900, 720, 910)])).height > 0


@pytest.mark.parametrize(("data", "page"), [(page_of_lines(), 2), (b"%PDF-1.7 nothing", 1)])
def test_a_page_that_cannot_be_drawn_is_named(data: bytes, page: int) -> None:
    with pytest.raises(DocumentError) as caught:
        render_crop(data, page, [SQUARE])
    assert caught.value.code is ErrorCode.PDF_DAMAGED
