"""Phrases are found where they stand, however they are printed."""

from pathlib import Path

import pytest

from contract_ai.pagework.forms import Block, Flow
from contract_ai.pagework.search import PageHit, TextHit, in_flow, in_pages
from tests.contract_ai.pagework.desk import SAMPLES, hash_of, pages, put, sample_pages
from tests.contract_ai.papers import AGREEMENT, pdf

PAGES = (
    ("Invoices are due within thirty", "(30) days. The Customer’s pay-", "ment is final."),
    (),
    ("Thirty (30) days’ notice of non-renewal", "within thirty", "(30) days."),
)


@pytest.mark.parametrize(
    ("phrase", "hits"),
    [
        ("within  thirty (30) days", [PageHit(1, 3, 7), PageHit(3, 6, 10)]),
        ("THIRTY (30) DAYS", [PageHit(1, 4, 7), PageHit(3, 0, 3), PageHit(3, 7, 10)]),
        ("payment is", [PageHit(1, 9, 12)]),
        ("customer's", [PageHit(1, 8, 9)]),
        ("non-renewal", [PageHit(3, 5, 6)]),
        ("nonrenewal within", [PageHit(3, 5, 7)]),
        ("final. Thirty", []),
        ("   ", []),
        ("-", []),
    ],
)
def test_phrases_on_pages(phrase: str, hits: list[PageHit]) -> None:
    assert list(in_pages(PAGES, phrase)) == hits


def test_phrases_in_blocks() -> None:
    flow = Flow(
        blocks=(
            Block(kind="clause", anchor="p1", text="Net 30. Net  30."),
            Block(kind="clause", anchor="p1", nth=1, text="net 30 (a.b)"),
        )
    )
    assert list(in_flow(flow, "net 30")) == [
        TextHit("p1", 0, 0, 6),
        TextHit("p1", 0, 8, 15),
        TextHit("p1", 1, 0, 6),
    ]
    assert list(in_flow(flow, "(a.b)")) == [TextHit("p1", 1, 7, 12)]
    assert list(in_flow(flow, " ")) == []


def test_words_found_are_the_words_of_the_page(tmp_path: Path) -> None:
    (sha256,) = put(tmp_path, pdf(*AGREEMENT))
    found = pages(tmp_path)
    words = found.words(sha256, 1).words
    (hit,) = found.search(sha256, "monthly fee of $1,500.00")
    assert isinstance(hit, PageHit)
    texts = [word.text for word in words[hit.first : hit.end]]
    assert texts == ["monthly", "fee", "of", "$1,500.00."]


def test_a_text_is_searched_as_well(tmp_path: Path) -> None:
    samples, places = sample_pages(tmp_path)
    path = SAMPLES / "contracts" / "USG-2025-003-palisade.docx"
    assert hash_of(path.read_bytes()) in places
    (hit,) = samples.search(hash_of(path.read_bytes()), "thirty (30) days")
    assert isinstance(hit, TextHit)
    assert hit.anchor == "p9"
