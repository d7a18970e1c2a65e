"""Selected words become terms of the kind that a person names."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.readers.pdf import read_pdf
from extractors.terms.selection.places import Selected, of_characters, of_words
from extractors.terms.selection.propose import OPENINGS, proposed
from models.contracts import ContractHeader
from models.document import Document, DocumentKind
from models.passage import Passage, Piece, Word
from models.terms import TERM_KINDS
from tests.contract_ai.papers import AGREEMENT, pdf

CASES = yaml.safe_load(Path(__file__).with_name("selections.yaml").read_text(encoding="utf-8"))
KEYS = {"text", "select", "kind", "expect", "missing"}


def _selected(text: str, part: str) -> tuple[Document, Selected]:
    pieces: list[Piece] = []
    for word in text.split():
        start = text.index(word, pieces[-1].start + 1 if pieces else 0)
        pieces.append(Piece(start, None, Word(word, 0, 0, 0, 0)))
    passage = Passage(text, tuple(pieces), anchor="p1", section="3")
    document = Document("a.docx", "aa", DocumentKind.DOCX, passages=(passage,))
    start = text.index(part)
    selected = of_characters(document, "p1", 0, (start, start + len(part)))
    assert selected is not None
    return document, selected


@pytest.mark.parametrize("name", CASES)
def test_a_selection_gives_values(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    assert set(case) <= KEYS
    document, selected = _selected(case["text"], case["select"])
    found = proposed(document, ContractHeader(), selected, case["kind"])
    assert [one.values for one in found] == case["expect"]
    assert [list(one.missing) for one in found] == [case.get("missing", [])] * len(found)
    if len(found) == 1:
        words = found[0].evidence.quote
        assert words in case["text"]
        assert case["select"] in words
        assert (found[0].evidence.anchor, found[0].evidence.section) == ("p1", "3")


def test_every_kind_has_an_opening() -> None:
    assert set(OPENINGS) == set(TERM_KINDS)


def test_words_of_a_page_are_quoted_where_they_stand() -> None:
    document = read_pdf(pdf(*AGREEMENT), "MSA.pdf")
    words = [word for line in document.pages[0].lines for word in line.words]
    first = next(i for i, word in enumerate(words) if word.text == "$1,500.00.")
    selected = of_words(document, 1, [first, first - 1, first - 2, first - 3])
    assert selected is not None
    (one,) = proposed(document, ContractHeader(), selected, "fee")
    assert one.values == {"amount": "1500.00", "currency": "USD", "frequency": "monthly"} | {
        "item": one.values.get("item")
    }
    assert one.evidence.quote == "monthly fee of $1,500.00."
    (box,) = one.evidence.boxes
    assert (box.x0, box.x1) == (words[first - 3].x0, words[first].x1)
    assert (one.evidence.page, one.evidence.section, one.evidence.file) == (1, "2", "MSA.pdf")


@pytest.mark.parametrize(("page", "indexes"), [(2, [0]), (1, []), (1, [9999]), (1, [-1])])
def test_no_words_are_no_selection(page: int, indexes: list[int]) -> None:
    document = read_pdf(pdf(*AGREEMENT), "MSA.pdf")
    assert of_words(document, page, indexes) is None
    assert of_characters(document, "p1", 0, (0, 5)) is None
