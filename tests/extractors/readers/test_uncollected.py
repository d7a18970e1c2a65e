"""The collector of garbage rests while a PDF is read, and works again afterwards."""

import gc
from collections.abc import Iterator

import pytest

from extractors.readers.pdf import read_pdf
from extractors.readers.uncollected import uncollected
from models.errors import DocumentError
from tests.extractors.readers.pdfs import made, prose


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_the_collector_works_again_after_reading() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_works_again_after_a_damaged_file() -> None:
    with pytest.raises(DocumentError):
        read_pdf(b"%PDF-1.4 of nothing", "x.pdf")
    assert gc.isenabled()


def test_one_that_rests_is_left_resting() -> None:
    gc.disable()
    with uncollected(), uncollected():
        pass
    assert not gc.isenabled()


def test_what_was_made_counts_as_old() -> None:
    with uncollected():
        made_here: list[list[int]] = [[]]
    assert any(one is made_here for one in gc.get_objects(generation=2))
    assert gc.get_freeze_count() == 0


def test_what_was_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with uncollected():
            pass
        assert gc.get_freeze_count() > frozen / 2
    finally:
        gc.unfreeze()


def test_reading_leaves_nothing_to_collect() -> None:
    rules = [(60.0, y, 500.0, y) for y in (90.0, 120.0, 150.0)]
    rules += [(x, 90.0, x, 150.0) for x in (60.0, 280.0, 500.0)]
    data = made(
        *[prose("Fee $ 100 for the quarter", "and nothing more - or less.")] * 5, lines=rules
    )
    read_pdf(data, "x.pdf")
    gc.collect()
    gc.disable()

    document = read_pdf(data, "x.pdf")

    assert len(document.pages) == 5
    assert gc.collect() == 0
