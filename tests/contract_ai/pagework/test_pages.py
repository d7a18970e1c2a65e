"""What the term review shows of a document: sizes, pictures, words, blocks of text."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from contract_ai.pagework.forms import PageWords, Size
from contract_ai.pagework.pages import Pages
from contract_ai.sandbox import Limits, SupervisedPool
from extractors.contracts import extract_contract
from extractors.invoices.read import read_invoices
from extractors.readers.read import read_document
from models.errors import DocumentError, ErrorCode
from models.evidence import BBox, Evidence
from tests.contract_ai.pagework.desk import SAMPLES, hash_of, pages, put, sample_pages
from tests.contract_ai.papers import AGREEMENT, INVOICE_CSV, pdf
from tests.extractors.readers.pdfs import bomb

SCANNED = "SUP-2025-030-calder"
CONTRACTS = sorted(p for p in (SAMPLES / "contracts").iterdir() if p.stem != SCANNED)
SMALL = Limits(memory_bytes=100 << 20, cpu_seconds=20, wall_seconds=20.0)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return sample_pages(tmp_path_factory.mktemp("cache"))[0]


def _under(words: PageWords, boxes: tuple[BBox, ...]) -> list[str]:
    """The words whose middles lie in a box, a box after the other."""
    return [
        word.text
        for box in boxes
        for word in words.words
        if box.x0 <= (word.x0 + word.x1) / 2 <= box.x1
        and box.top <= (word.top + word.bottom) / 2 <= box.bottom
    ]


def _proofs(path: Path) -> Iterator[Evidence]:
    document = read_document(path.read_bytes(), path.name)
    contract = extract_contract(document)
    yield from (term.evidence for term in contract.terms)
    yield from (doubt.evidence for doubt in contract.doubts)
    yield from contract.contract_evidence.values()


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
def test_every_quote_stands_where_its_evidence_says(samples: Pages, path: Path) -> None:
    sha256 = hash_of(path.read_bytes())
    proofs = list(_proofs(path))
    assert proofs
    blocks = samples.flow(sha256).blocks
    for proof in proofs:
        if proof.page is not None:
            words = samples.words(sha256, proof.page)
            assert sorted(_under(words, proof.boxes)) == sorted(proof.quote.split())
        else:
            texts = {(b.anchor, b.text) for b in blocks}
            texts |= {(cell.anchor, cell.text) for b in blocks for cell in b.cells}
            assert any(anchor == proof.anchor and proof.quote in text for anchor, text in texts)


@pytest.mark.parametrize("name", ["TA-2001.xml", "TA-4001.xml", "billing-run.xlsx"])
def test_evidence_of_invoices_names_a_block(samples: Pages, name: str) -> None:
    path = SAMPLES / "invoices" / name
    anchors = {block.anchor for block in samples.flow(hash_of(path.read_bytes())).blocks}
    for invoice in read_invoices(path.read_bytes(), name):
        named = [*invoice.evidence.values(), *(line.evidence for line in invoice.lines)]
        assert {proof.anchor for proof in named if proof and proof.anchor} <= anchors


def test_pages_have_their_sizes_before_they_are_drawn(tmp_path: Path) -> None:
    (sha256,) = put(tmp_path, pdf(*AGREEMENT, blank_pages=2))
    found = pages(tmp_path)
    outline = found.outline(sha256)
    assert outline.kind == "pdf"
    assert [(round(width), round(height)) for width, height in outline.pages] == [(595, 842)] * 3
    words = found.words(sha256, 1)
    assert (words.width, words.height) == pytest.approx(outline.pages[0], abs=0.1)
    assert [words.words[i].text for i in range(*words.lines[0])] == AGREEMENT[0].split()
    assert words.lines[-1][1] == len(words.words)


@pytest.mark.parametrize(("size", "width"), [(Size.NORMAL, 850), (Size.SHARP, 1700)])
@pytest.mark.parametrize("page", [1, 2])
def test_a_page_is_drawn_as_wide_as_wanted(
    tmp_path: Path, size: Size, width: int, page: int
) -> None:
    (sha256,) = put(tmp_path, pdf(*AGREEMENT, blank_pages=1))
    found = pages(tmp_path)
    data = found.picture(sha256, page, size)
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "WEBP"
    assert picture.width == pytest.approx(width, abs=1)
    assert picture.height == pytest.approx(width * 842 / 595, abs=2)
    assert data == found.picture(sha256, page, size)


@pytest.mark.parametrize("page", [0, -1, 3])
def test_a_page_that_is_not_there_is_said(tmp_path: Path, page: int) -> None:
    (sha256,) = put(tmp_path, pdf(*AGREEMENT, blank_pages=1))
    found = pages(tmp_path)
    for ask in (found.picture, found.words):
        with pytest.raises(DocumentError) as caught:
            ask(sha256, page)
        assert caught.value.code is ErrorCode.PAGE_NOT_FOUND


def test_a_document_without_pages_is_text(tmp_path: Path) -> None:
    (sha256,) = put(tmp_path, INVOICE_CSV.encode())
    found = pages(tmp_path)
    assert found.outline(sha256).pages == ()
    rows = found.flow(sha256).blocks
    assert [row.anchor for row in rows] == ["row 1", "row 2", "row 3"]
    assert rows[1].cells[0].text == "INV-1"
    with pytest.raises(DocumentError, match="without pages"):
        found.picture(sha256, 1)


def test_a_document_that_went_or_changed_is_said(tmp_path: Path) -> None:
    (sha256,) = put(tmp_path, pdf(*AGREEMENT))
    (tmp_path / sha256).write_bytes(pdf("Something else."))
    for wanted in (sha256, "0" * 64):
        with pytest.raises(DocumentError) as caught:
            pages(tmp_path).outline(wanted)
        assert caught.value.code is ErrorCode.FILE_NOT_FOUND


def test_a_bomb_is_an_error_in_words_and_other_pages_are_drawn(tmp_path: Path) -> None:
    class Small(SupervisedPool):
        def __init__(self) -> None:
            super().__init__(1, SMALL)

    bad, good = put(tmp_path, bomb(2, 256 << 20), pdf(*AGREEMENT))
    found = pages(tmp_path, Small)
    for ask in (found.picture, found.words):
        with pytest.raises(DocumentError) as caught:
            ask(bad, 1)
        assert caught.value.code in (ErrorCode.READER_DIED, ErrorCode.LIMIT_MEMORY)
        assert str(tmp_path) not in str(caught.value)
    assert found.picture(good, 1)


def test_two_who_want_one_page_get_the_same_picture(tmp_path: Path) -> None:
    class Two(SupervisedPool):
        def __init__(self) -> None:
            super().__init__(2)

    (sha256,) = put(tmp_path, pdf(*AGREEMENT))
    found = pages(tmp_path, Two)
    pictures: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: pictures.append(found.picture(sha256, 1))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pictures) == 4
    assert len(set(pictures)) == 1


def test_a_crop_is_drawn_once(tmp_path: Path) -> None:
    (sha256,) = put(tmp_path, pdf(*AGREEMENT))
    found = pages(tmp_path)
    word = found.words(sha256, 1).words[0]
    boxes = (BBox(*word[1:]),)
    data = found.crop(sha256, 1, boxes)
    assert Image.open(io.BytesIO(data)).format == "WEBP"
    (tmp_path / sha256).unlink()
    assert found.crop(sha256, 1, boxes) == data
    with pytest.raises(DocumentError):
        found.crop(sha256, 1, (BBox(0, 0, 10, 10),))
