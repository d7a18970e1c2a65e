"""Scanned pages: the words as printed, and boxes that cover them on the page as seen."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from contract_ai.tesseract import Tesseract, find_tesseract
from extractors.contracts import extract_contract
from extractors.invoices.read import read_invoices
from extractors.readers import scan
from extractors.readers.pdf import read_pdf
from extractors.readers.scan import scan_page
from models.document import Document, TextLayer
from models.errors import DocumentError, ErrorCode
from models.evidence import BBox
from models.scans import ScannedPage, Scans
from tests.extractors.readers.pdfs import made, prose
from tests.extractors.readers.scanned import picture_of, scanned

CLAUSES = (
    "MASTER SERVICES AGREEMENT",
    "1. Fees. Customer shall pay Provider a fee of $4,250.00 per month.",
    "2. Payment. Customer shall pay each invoice within thirty (30) days",
    "after the invoice date. Late amounts bear interest at 1.5% per month.",
    "3. Law. This Agreement is governed by the laws of the State of Ohio.",
    "4. Notices. All notices under this Agreement shall be given in writing.",
    "5. Assignment. Neither party may assign this Agreement without consent.",
)
PAPER = made(prose(*CLAUSES))


@pytest.fixture(scope="module")
def tesseract() -> Tesseract:
    found = find_tesseract()
    if found is None:
        pytest.skip("tesseract is not installed (.ci/run installs it)")
    return found


def _page(data: bytes, tesseract: Tesseract, number: int = 1) -> ScannedPage:
    return scan_page(data, number, tesseract.words, tesseract.direction)


def _read(data: bytes, tesseract: Tesseract) -> Document:
    return read_pdf(data, "scan.pdf", Scans({1: _page(data, tesseract)}))


def _ink(data: bytes, boxes: Sequence[BBox], air: float = 1.0) -> tuple[float, list[bool]]:
    """The share of the page's print inside the boxes, and whether each box holds print."""
    dpi = 144
    ink = np.asarray(picture_of(data, dpi=dpi)) < 128
    inside = np.zeros_like(ink)
    full = []
    for box in boxes:
        x0, y0, x1, y1 = (
            round((edge + way * air) * dpi / 72)
            for edge, way in zip(box, (-1, -1, 1, 1), strict=True)
        )
        part = (slice(max(y0, 0), y1), slice(max(x0, 0), x1))
        inside[part] = True
        full.append(bool(ink[part].any()))
    return float((ink & inside).sum() / ink.sum()), full


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"askew": 1.3},
        {"askew": -2.1, "blur": 0.6},
        {"turned": 1},
        {"turned": 2},
        {"turned": 3, "askew": 0.8},
    ],
    ids=str,
)
def test_words_are_read_and_their_boxes_cover_the_print(
    look: dict[str, float], tesseract: Tesseract
) -> None:
    data = scanned(PAPER, **look)  # type: ignore[arg-type]  # names and kinds as above
    document = _read(data, tesseract)
    (page,) = document.pages
    assert page.text_layer is TextLayer.OCR
    assert [line.text for line in page.lines] == list(CLAUSES)
    # The straightened page stands upright, the boxes of quotes lie on the page as seen.
    assert page.width < page.height
    places = [passage.evidence(0, len(passage.text)) for passage in document.passages]
    share, full = _ink(data, [box for place in places for box in place.boxes])
    assert share > 0.999
    assert all(full)


def test_specks_are_no_words_and_figures_stay(tesseract: Tesseract) -> None:
    page = _page(scanned(PAPER, specks=2500, blur=0.4, askew=0.7), tesseract)
    words = [word.text for word in page.words]
    assert " ".join(words) == " ".join(CLAUSES)
    assert not any(word.readings for word in page.words)
    assert all(word.confidence > 0.5 for word in page.words)


def test_a_scan_gives_the_terms_of_its_original(tesseract: Tesseract) -> None:
    original = extract_contract(read_pdf(PAPER, "scan.pdf"))
    contract = extract_contract(_read(scanned(PAPER, askew=0.9, specks=900), tesseract))
    plain = {"evidence", "confidence", "review"}
    want = [term.model_dump(exclude=plain) for term in original.terms]
    assert want
    assert [term.model_dump(exclude=plain) for term in contract.terms] == want
    assert contract.document.ocr_pages == (1,)
    assert contract.document.unread_pages == ()


def test_the_cells_of_a_table_stay_on_their_row(tesseract: Tesseract) -> None:
    rows = [("Role", "Rate per hour"), ("Engineer", "$185.00"), ("Analyst", "$135.50")]
    page = [
        (x, 200 + 24 * i, cell)
        for i, row in enumerate(rows)
        for x, cell in zip((72, 430), row, strict=True)
    ]
    found = _page(scanned(made([*prose(*CLAUSES), *page]), askew=0.8), tesseract)
    middles = {word.text: (word.top + word.bottom) / 2 for word in found.words}
    for name, price in rows[1:]:
        assert abs(middles[name] - middles[price]) < 2


def test_two_columns_are_read_one_after_the_other(tesseract: Tesseract) -> None:
    left = [(50.0, 100 + 13 * i, f"The left column tells of matter {i} here.") for i in range(24)]
    right = [(330.0, 107 + 13 * i, f"The right column tells of thing {i} too.") for i in range(24)]
    document = _read(scanned(made([*left, *right])), tesseract)
    text = " ".join(line.text for line in document.pages[0].lines)
    assert text.index("matter 23") < text.index("thing 0")
    assert all(f"matter {i} here." in text and f"thing {i} too." in text for i in range(24))


def test_an_invoice_that_was_scanned_is_read(tesseract: Tesseract) -> None:
    lines = [
        (72.0, 80.0, "INVOICE"),
        (72.0, 110.0, "Tidewater Analytics, Inc."),
        (360.0, 110.0, "Invoice number: TA-1044"),
        (360.0, 126.0, "Invoice date: March 31, 2026"),
        (72.0, 150.0, "Bill to: Larchmont Foods, Inc."),
        *(
            (x, 200.0, t)
            for x, t in zip(
                (72.0, 330.0, 410.0, 500.0), ("Description", "Qty", "Rate", "Amount"), strict=True
            )
        ),
        *(
            (x, 220.0, t)
            for x, t in zip(
                (72.0, 330.0, 410.0, 500.0),
                ("Data engineering", "12", "185.00", "2,220.00"),
                strict=True,
            )
        ),
        (410.0, 260.0, "Total USD"),
        (500.0, 260.0, "2,220.00"),
    ]
    data = scanned(made(lines), askew=1.0)
    (invoice,) = read_invoices(data, "scan.pdf", Scans({1: _page(data, tesseract)}))
    assert (invoice.number, str(invoice.issue_date)) == ("TA-1044", "2026-03-31")
    assert str(invoice.total) == "2220.00"
    assert [str(line.amount) for line in invoice.lines] == ["2220.00"]
    place = invoice.evidence["number"]
    _, full = _ink(data, place.boxes)
    assert all(full)


def test_an_empty_page_gives_no_word_and_starts_no_program() -> None:
    def never(_picture: Image.Image, _layout: str = "") -> str:
        raise AssertionError

    page = scan_page(scanned(made([]), specks=300), 1, never, never)  # type: ignore[arg-type]  # neither is called
    assert page.words == ()


def test_a_page_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DocumentError) as caught:
        scan_page(scanned(PAPER), 2, lambda _p, _l: "", lambda _p: 0)
    assert caught.value.code is ErrorCode.PDF_DAMAGED


def test_figures_on_which_two_readers_differ_are_unsure(tesseract: Tesseract) -> None:
    def second(pictures: Sequence[Image.Image]) -> list[str]:
        assert all(picture.width > picture.height / 3 for picture in pictures)
        return ["1.", "$4,250.00", "2.", "(80)", "7.5%", "3.", "4.", "5."]

    page = scan_page(scanned(PAPER), 1, tesseract.words, tesseract.direction, second)
    unsure = {word.text: word.readings for word in page.words if word.readings}
    assert unsure == {"(30)": ("(30)", "(80)"), "1.5%": ("1.5%", "7.5%")}
    contract = extract_contract(read_pdf(scanned(PAPER), "scan.pdf", Scans({1: page})))
    by_kind = {term.kind: term for term in contract.terms}
    assert by_kind["payment_term"].review
    assert by_kind["late_charge"].review
    told = {doubt.readings for doubt in contract.doubts}
    assert {("(30)", "(80)"), ("1.5%", "7.5%")} <= told


@pytest.mark.parametrize(("width", "fits"), [(99, True), (100, True), (101, False)])
def test_a_picture_that_would_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch, width: int, *, fits: bool
) -> None:
    monkeypatch.setattr(scan, "MOST_IMAGE_PIXELS", 100)
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    picture = ImageReader(Image.new("L", (width, 1), 255))
    canvas.drawImage(picture, 72, 300, 400, 300)
    canvas.save()

    def nothing(_picture: Image.Image, _layout: str) -> str:
        return ""

    if fits:
        page = scan.scan_page(out.getvalue(), 1, nothing, lambda _picture: 0)
        assert page.words == ()
    else:
        with pytest.raises(DocumentError, match="a picture of 101 pixels") as caught:
            scan.scan_page(out.getvalue(), 1, nothing, lambda _picture: 0)
        assert caught.value.code is ErrorCode.IMAGE_TOO_LARGE
