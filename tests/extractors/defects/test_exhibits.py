"""Exhibits that fix prices: referred to, opened, or nowhere."""

import pytest

from extractors.defects import exhibits_missing
from models.document import Document, DocumentKind, Page, TextLayer
from models.passage import Passage, PassageKind
from models.terms import Doubt


def _missing(*texts: str) -> list[str]:
    passages = tuple(
        Passage(
            text.removeprefix("# "),
            kind=PassageKind.HEADING if text.startswith("# ") else PassageKind.CLAUSE,
        )
        for text in texts
    )
    found = exhibits_missing(Document("a.pdf", "", DocumentKind.PDF, passages=passages))
    return [doubt.readings[0] for doubt in found]


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("Customer shall pay the rates set forth in Exhibit B.", ["Exhibit B"]),
        ("The fees are as specified in the attached Schedule 2.", ["Schedule 2"]),
        ("Prices are listed on Annex III hereto.", ["Annex III"]),
        ("The fees for the Services set out in Appendix D-1 are fixed.", ["Appendix D-1"]),
        ("The insurance certificate is set forth in Exhibit B.", []),
        ("Fees follow from Schedule 2 to the Framework Agreement set out in it.", []),
        ("The price of Exhibit B was admired.", []),
    ],
)
def test_a_reference_without_its_exhibit(clause: str, names: list[str]) -> None:
    assert _missing(clause) == names


@pytest.mark.parametrize(
    "opening", ["# EXHIBIT B", "Exhibit “B” Rates", "# Order Form - Exhibit B", "# Exhibit B-1"]
)
def test_an_exhibit_that_is_there(opening: str) -> None:
    assert _missing("Customer shall pay the rates set forth in Exhibit B.", opening) == []


def test_one_exhibit_is_named_once() -> None:
    clause = "Customer shall pay the rates set forth in Exhibit B."
    assert _missing(clause, clause) == ["Exhibit B"]


def test_pages_that_were_not_read_may_hold_it() -> None:
    passage = Passage("Customer shall pay the rates set forth in Exhibit B.")
    page = Page(1, 612.0, 792.0, text_layer=TextLayer.MISSING)
    document = Document("a.pdf", "", DocumentKind.PDF, pages=(page,), passages=(passage,))
    assert list(exhibits_missing(document)) == []


def test_the_doubt_says_what_is_wrong() -> None:
    passage = Passage("Customer shall pay the rates set forth in Exhibit B.")
    document = Document("a.pdf", "", DocumentKind.PDF, passages=(passage,))
    doubt = next(iter(exhibits_missing(document)))
    assert doubt.cause == Doubt.EXHIBIT_MISSING
    assert doubt.evidence.quote == "rates set forth in Exhibit B"
