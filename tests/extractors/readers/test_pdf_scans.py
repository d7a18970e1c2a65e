"""Which pages of a PDF text recognition is asked for, and what becomes of its answer."""

import pytest

from extractors.readers.pdf import read_pdf
from extractors.readers.unread import INSTALL, no_text
from models.document import TextLayer
from models.errors import ErrorCode
from models.evidence import BBox, Turn
from models.scans import PagesWanted, ScannedPage, ScannedWord, Scans
from tests.extractors.readers.pdfs import made, mapped, prose, raw, shown
from tests.extractors.readers.scanned import scanned

PAPER = made(prose("The fee is $100.00 per month."))
SCAN = scanned(PAPER, dpi=72)
BROKEN = raw(shown((72, 700, b"abc abc abc")), to_unicode=mapped(*[(c, "\ue000") for c in b"abc"]))
ASKED = Scans(asked=True)


def _words(*texts: str) -> ScannedPage:
    words = [
        ScannedWord(text, 60.0 * i + 72, 100.0, 60.0 * i + 120, 112.0, 0.9)
        for i, text in enumerate(texts)
    ]
    return ScannedPage(width=612, height=792, words=tuple(words))


def _wanted(data: bytes) -> dict[int, str]:
    with pytest.raises(PagesWanted) as caught:
        read_pdf(data, "a.pdf", ASKED)
    return {page.number: page.key for page in caught.value.pages}


def test_pages_with_text_and_empty_pages_are_not_asked_for() -> None:
    read_pdf(PAPER, "a.pdf", ASKED)
    read_pdf(made([], prose("Text.")), "a.pdf", ASKED)


@pytest.mark.parametrize("data", [SCAN, BROKEN], ids=["picture", "broken"])
def test_pages_without_text_to_trust_are_asked_for(data: bytes) -> None:
    assert list(_wanted(data)) == [1]
    (page,) = read_pdf(data, "a.pdf", Scans({1: _words("Fee", "$100.00")})).pages
    assert page.text_layer is TextLayer.OCR
    assert [line.text for line in page.lines] == ["Fee $100.00"]


def test_the_same_picture_has_the_same_key_in_another_file() -> None:
    two = scanned(made(prose("Other."), prose("The fee is $100.00 per month.")), dpi=72)
    assert _wanted(two)[2] == _wanted(SCAN)[1]
    assert _wanted(two)[1] != _wanted(SCAN)[1]
    assert _wanted(scanned(made(prose("The fee is $700.00 per month.")), dpi=72)) != _wanted(SCAN)


def test_a_stamp_over_a_picture_is_not_the_text_of_the_page() -> None:
    data = scanned(PAPER, stamp="Envelope ID 0F3A", dpi=72)
    assert list(_wanted(data)) == [1]
    more = _words(*"The fee is one hundred dollars per month for ever".split())
    assert read_pdf(data, "a.pdf", Scans({1: more})).pages[0].text_layer is TextLayer.OCR
    less = read_pdf(data, "a.pdf", Scans({1: _words("0F3A")}))
    assert less.pages[0].text_layer is TextLayer.GOOD
    assert less.notices == ()
    unread = read_pdf(data, "a.pdf")
    assert unread.pages[0].lines[0].text == "Envelope ID 0F3A"
    assert [notice.code for notice in unread.notices] == ["PAGE_PICTURE"]
    assert INSTALL in unread.notices[0].message


def test_without_recognition_the_notice_says_what_to_install() -> None:
    document = read_pdf(SCAN, "a.pdf")
    assert document.unread_pages == (1,)
    assert document.notices[0].message.startswith("Page 1 is a picture or empty")
    assert INSTALL in document.notices[0].message
    error = no_text(document)
    assert (error.code, error.do) == (ErrorCode.PDF_NO_TEXT, INSTALL)
    assert error.what.startswith("Page 1 holds no text")
    pages = no_text(read_pdf(scanned(made(*[prose("Text.")] * 3), dpi=50), "a.pdf"))
    assert pages.what.startswith("Pages 1 to 3 hold no text")


def test_a_page_that_recognition_could_not_read_says_why() -> None:
    document = read_pdf(SCAN, "a.pdf", Scans({}, {1: "It takes too long."}))
    assert document.unread_pages == (1,)
    assert document.notices[0].message.endswith(
        "Text recognition did not read it: It takes too long."
    )
    assert no_text(document).do != INSTALL


def test_a_page_on_which_nothing_was_recognised_stays_unread() -> None:
    document = read_pdf(SCAN, "a.pdf", Scans({1: _words()}))
    assert document.unread_pages == (1,)
    assert INSTALL not in document.notices[0].message


def test_evidence_lies_on_the_page_as_seen() -> None:
    turn = Turn(0, 1, 0, -1, 0, 792)
    page = _words("Fee", "$100.00").model_copy(update={"turn": turn})
    document = read_pdf(SCAN, "a.pdf", Scans({1: page}))
    passage = document.passages[0]
    assert passage.pieces[0].word.x0 == 72
    assert passage.evidence(0, 3).boxes == (turn.box(BBox(72, 100, 120, 112)),)
