"""Clauses that say which document counts, and clauses that only look like it."""

import pytest

from extractors.defects import precedence
from models.document import Document, DocumentKind
from models.passage import Passage


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In the event of a conflict, the terms of the Order Form shall govern.", True),
        (
            "The following order of precedence applies: (1) the Order Form; (2) this Agreement.",
            True,
        ),
        ("If there is any inconsistency between them, the Statement of Work prevails.", True),
        ("This Agreement takes precedence over any purchase order of Customer.", True),
        ("Governed by the laws of New York, without regard to conflict of laws rules.", False),
        ("Liability is limited to the fees paid in the preceding 12 months.", False),
    ],
)
def test_precedence(text: str, *, found: bool) -> None:
    document = Document("a.pdf", "", DocumentKind.PDF, passages=(Passage("Intro."), Passage(text)))
    assert (precedence(document) is not None) is found
