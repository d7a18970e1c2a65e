"""Quotes of confirmed terms are found on their pages."""

import pytest

from contract_ai.confirmed import Finder, with_confirmed
from extractors.readers.read import read_document
from models.document import Document
from models.evidence import Evidence
from tests.contract_ai import samples
from tests.contract_ai.papers import AGREEMENT, pdf


@pytest.fixture(scope="module")
def document() -> Document:
    """A contract of two pages."""
    return read_document(pdf(*AGREEMENT), "MSA.pdf")


def test_a_quote_is_found_whatever_its_spaces_and_marks(document: Document) -> None:
    found = Finder(document).find("the customer shall pay a monthly-fee of $1,500.00")
    assert found is not None
    assert found.page == 1
    assert found.boxes
    assert "monthly fee of $1,500.00" in found.quote


def test_a_quote_put_together_is_placed_by_its_figures(document: Document) -> None:
    quote = "Fees as agreed. The Customer shall pay a monthly fee of $1,500.00. And so forth."
    found = Finder(document).find(quote)
    assert found is not None
    assert found.quote == quote
    part = Finder(document).find("The Customer shall pay a monthly fee of $1,500.00.")
    assert part is not None
    assert found.boxes == part.boxes


@pytest.mark.parametrize("quote", ["", "fee", "this stands nowhere in the document"])
def test_what_cannot_be_found_has_no_place(document: Document, quote: str) -> None:
    assert Finder(document).find(quote) is None


def test_only_words_against_figures_stay_doubtful(document: Document) -> None:
    read = samples.contract("MSA.pdf", document.sha256)
    known = read.model_copy(update={"doubts": (), "notices": ()})
    made = with_confirmed(known, read, document)
    assert made.confirmed
    assert made.doubts == read.doubts
    assert made.notices == read.notices
    settled = read.doubts[0].model_copy(update={"cause": "unclear"})
    unclear = read.model_copy(update={"doubts": (settled,)})
    assert with_confirmed(known, unclear, document).doubts == ()


def test_a_place_that_is_known_is_kept(document: Document) -> None:
    known = samples.contract("MSA.pdf", document.sha256)
    made = with_confirmed(known, known, document)
    assert made.terms == known.terms
    assert isinstance(made.terms[0].evidence, Evidence)
