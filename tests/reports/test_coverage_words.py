"""What was looked for, in sentences that say where and what they rest on."""

import pytest

from models.contracts import Contract, DocumentInfo
from models.coverage import Coverage
from models.terms import TERM_KINDS, LateCharge
from reports.coverage_words import STATES, coverage_words


def _words(coverage: Coverage, pages: int | None = 9, unread: tuple[int, ...] = ()) -> str:
    document = DocumentInfo(file="a.pdf", pages=pages, unread_pages=unread)
    return coverage_words(coverage, Contract(document=document))


def _late(**values: object) -> Coverage:
    whole = {"kind": "late_charge", "status": "not_found", "subject": "interest", **values}
    return Coverage.model_validate(whole)


def test_every_kind_of_term_has_words() -> None:
    assert set(STATES) == set(TERM_KINDS)


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (
            _late(passages=3, pages=(2, 5)),
            "3 passages speak of interest (pages 2, 5); none states a late charge.",
        ),
        (
            _late(passages=1, pages=(2,)),
            "1 passage speaks of interest (page 2); it does not state a late charge.",
        ),
        (
            _late(passages=9, pages=(1, 2, 3, 4, 5, 6)),
            "9 passages speak of interest (pages 1, 2, 3, 4, 5, 6 and others); none states a late charge.",
        ),
        (_late(), "No passage speaks of interest."),
        (
            _late(status="blank", blanks=1),
            "Its value is blank or redacted: see the passages below.",
        ),
        (
            _late(status="undecided", possible=(LateCharge(),), doubts=2),
            "None is sure; 1 possible statement not decided, 2 passages to read.",
        ),
        (_late(status="unread"), "The document was not read."),
        (_late(status="found", found=2), "2 found."),
    ],
)
def test_words(coverage: Coverage, words: str) -> None:
    assert _words(coverage) == words


def test_pages_that_were_not_read_are_named() -> None:
    said = _words(_late(), unread=(3, 4))
    assert said == "No passage speaks of interest. Pages 3, 4 were not read."


def test_a_document_without_pages_names_none() -> None:
    said = _words(_late(passages=2), pages=None)
    assert said == "2 passages speak of interest; none states a late charge."
