"""What PDFs do to their words, one test a pitfall."""

import io

import pytest
from pypdf import PdfWriter

from extractors.readers.pdf import MOST_PAGES, pdf_attachments, read_pdf
from models.document import Document, TextLayer
from models.errors import DocumentError, ErrorCode
from models.passage import Word
from tests.extractors.readers.pdfs import (
    HEIGHT,
    WIDTH,
    bomb,
    cropped,
    made,
    mapped,
    moved,
    prose,
    raw,
    shown,
    turned,
)

KEY = "a password"
CLAUSE = (
    "The Customer shall pay each invoice within thirty (30) days after receipt of",
    "the invoice.",
)


def words(document: Document, page: int = 0) -> list[Word]:
    return [word for line in document.pages[page].lines for word in line.words]


def place(document: Document, text: str) -> Word:
    return next(word for word in words(document) if word.text == text)


def test_words_have_boxes_from_the_top_left() -> None:
    word = place(read_pdf(made(prose(*CLAUSE)), "a.pdf"), "Customer")
    assert word.x0 == pytest.approx(94.6, abs=1)
    assert word.top < 100 < word.bottom + 1
    assert 8 < word.bottom - word.top < 16


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages_are_read_upright(degrees: int) -> None:
    """pdfium's boxes do not know of /Rotate; ours are where the reader sees the words."""
    data = made(prose(*CLAUSE))
    document = read_pdf(turned(data, degrees), "a.pdf")
    for mine, upright in zip(words(document), words(read_pdf(data, "a.pdf")), strict=True):
        assert _close(mine, upright)
    page = document.pages[0]
    assert (page.width, page.height) == pytest.approx((WIDTH, HEIGHT))


def test_the_origin_of_the_media_box_is_taken_off() -> None:
    data = made(prose(*CLAUSE))
    moved_away = place(read_pdf(moved(data, 100, -50), "a.pdf"), "Customer")
    assert _close(moved_away, place(read_pdf(data, "a.pdf"), "Customer"))


def test_the_crop_box_is_the_page() -> None:
    data = made(prose(*CLAUSE))
    document = read_pdf(cropped(data, (50, 100, 600, 742)), "a.pdf")
    whole, seen = place(read_pdf(data, "a.pdf"), "Customer"), place(document, "Customer")
    assert (seen.x0, seen.top) == pytest.approx((whole.x0 - 50, whole.top - 50), abs=0.1)
    assert (document.pages[0].width, document.pages[0].height) == pytest.approx((550, 642))


def _close(one: Word, other: Word) -> bool:
    return one.text == other.text and tuple(one[1:]) == pytest.approx(tuple(other[1:]), abs=0.1)


def test_a_hyphen_at_a_line_end_does_not_glue_lines() -> None:
    """pdfium reads "by-" and "laws" as one word over two lines."""
    document = read_pdf(
        made(prose("The by-", "laws of the Company and the non-", "exclusive licence apply here.")),
        "a.pdf",
    )
    assert [word.text for word in words(document)][:4] == ["The", "by-", "laws", "of"]
    assert place(document, "laws").top > place(document, "by-").bottom - 3
    (passage,) = document.passages
    assert passage.text.startswith("The bylaws of the Company and the non-exclusive licence")
    assert passage.evidence(4, 10).quote == "by- laws"


def test_the_order_of_the_content_stream_is_not_trusted() -> None:
    lines = prose("First words of the page", "second words of the page", "third words of it.")
    document = read_pdf(made([lines[2], lines[0], lines[1]]), "a.pdf")
    assert [line.text[:5] for line in document.pages[0].lines] == ["First", "secon", "third"]


def test_characters_beyond_the_basic_plane_keep_positions_right() -> None:
    """Such a character takes two code units in pdfium's text; boxes must not slip."""
    page = shown((72, 700, b"A fee applies here"))
    plain = read_pdf(raw(page), "a.pdf")
    odd = read_pdf(
        raw(page, to_unicode=mapped(*[(c, chr(c)) for c in range(32, 127) if c != 65], (65, "𝒜"))),
        "a.pdf",
    )
    assert words(odd)[0].text == "𝒜"
    assert _close(place(odd, "here"), place(plain, "here"))


def test_ligatures_are_spelled_out_and_soft_hyphens_left_out() -> None:
    cmap = mapped(
        *[(c, chr(c)) for c in range(32, 127) if c not in (36, 37)], (36, "ﬁ"), (37, "\u00ad")
    )
    document = read_pdf(raw(shown((72, 700, b"the $nal in%voice")), to_unicode=cmap), "a.pdf")
    assert [word.text for word in words(document)] == ["the", "final", "invoice"]


def test_text_without_meaning_is_reported_not_used() -> None:
    cmap = mapped(*[(c, chr(0xE000 + c)) for c in range(33, 127)])
    document = read_pdf(
        raw(shown((72, 700, b"unreadable words all over")), to_unicode=cmap), "a.pdf"
    )
    assert document.pages[0].text_layer is TextLayer.BROKEN
    assert [notice.code for notice in document.notices] == ["PAGE_TEXT_BROKEN"]
    assert document.unread_pages == (1,)
    assert document.passages == ()


def test_a_page_without_text_is_reported() -> None:
    document = read_pdf(made(prose(*CLAUSE), [], prose(*CLAUSE)), "a.pdf")
    assert document.pages[1].text_layer is TextLayer.MISSING
    assert [(n.code, n.page) for n in document.notices] == [("PAGE_WITHOUT_TEXT", 2)]
    assert document.unread_pages == (2,)


def test_a_title_set_apart_by_letters_is_one_word() -> None:
    document = read_pdf(made([(200, 100, "P  A  Y  M  E  N  T"), *prose(*CLAUSE, y=140)]), "a.pdf")
    assert document.passages[0].text == "PAYMENT"
    assert document.passages[0].evidence(0, 7).quote == "P A Y M E N T"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(made(prose(*CLAUSE), password=KEY), ErrorCode.PDF_ENCRYPTED, id="encrypted"),
        pytest.param(b"%PDF-1.7\n1 0 obj\n<<", ErrorCode.PDF_DAMAGED, id="cut"),
        pytest.param(b"%PDF-1.7\nnothing of a PDF", ErrorCode.PDF_DAMAGED, id="no PDF"),
    ],
)
def test_files_that_cannot_be_used(data: bytes, code: ErrorCode) -> None:
    with pytest.raises(DocumentError) as caught:
        read_pdf(data, "bad.pdf")
    assert caught.value.code is code
    assert caught.value.where == "bad.pdf"


def test_a_page_tree_that_holds_itself_ends() -> None:
    document = read_pdf(raw(b"", kids=b"[2 0 R]"), "loop.pdf")
    assert document.unread_pages == (1,)
    assert [notice.code for notice in document.notices] == ["PAGES_SKIPPED"]


def test_too_many_pages_are_refused() -> None:
    writer = PdfWriter()
    for _ in range(MOST_PAGES + 1):
        writer.add_blank_page(10, 10)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(DocumentError) as caught:
        read_pdf(out.getvalue(), "long.pdf")
    assert caught.value.code is ErrorCode.PDF_TOO_MANY_PAGES


def test_attachments_are_found_by_name() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("factur-x.xml", b"<a/>")
    out = io.BytesIO()
    writer.write(out)
    assert pdf_attachments(out.getvalue()) == {"factur-x.xml": b"<a/>"}
    assert pdf_attachments(b"%PDF-1.7 broken") == {}


def test_a_bomb_is_small_on_disk() -> None:
    assert len(bomb(2, 1 << 24)) < 3000
