"""What the judge is shown of a candidate: who acts, the nearest duty, the words of the value."""

import pytest

from extractors.terms.candidates import Candidate
from extractors.terms.extract import candidates_of
from extractors.terms.judge.actors import Actors
from extractors.terms.judge.document import around
from extractors.terms.judge.features import features
from models.document import Document, DocumentKind
from models.passage import Passage

CLAUSES = (
    "Licensee shall pay the fees. Licensee shall pay interest. Licensee shall reimburse travel.",
    "Acme shall deliver the software. Acme will maintain it. Acme shall provide training.",
)


def _document(*texts: str) -> Document:
    passages = tuple(Passage(text) for text in (*CLAUSES, *texts))
    return Document("case.docx", "", DocumentKind.DOCX, (), passages, ())


def _shown(text: str, kind: str) -> list[dict[str, float]]:
    document = _document(text)
    candidates = candidates_of(document)
    shown = zip(candidates, around(candidates, document), strict=True)
    return [features(c, more) for c, more in shown if _is(c, text, kind)]


def _is(candidate: Candidate, text: str, kind: str) -> bool:
    return candidate.term.kind == kind and candidate.passage.text == text


@pytest.mark.parametrize(
    ("text", "said", "roles"),
    [
        ("Licensee shall bear all costs of shipping.", "bear all costs", ["w:payer"]),
        ("Acme shall bear all costs of shipping.", "bear all costs", ["w:payee"]),
        ("Shipping costs are paid by Licensee.", "paid by Licensee", ["wby:payer"]),
        ("Tests are made at Acme's sole expense.", "at Acme's sole expense", ["wat:payee"]),
        ("Globex shall bear all costs of shipping.", "bear all costs", ["w:unknown"]),
    ],
)
def test_roles(text: str, said: str, roles: list[str]) -> None:
    start = text.index(said)
    named = Actors(_document()).named(text, 0, start, start + len(said), len(text))
    assert list(named) == roles


def test_the_duty_that_stands_nearest_is_named() -> None:
    text = "Licensee shall pay what the report shows and give notice within thirty (30) days."
    [shown] = _shown(text, "payment_term")
    assert shown["cbnear:notice"] == 1.0
    assert "cbnear:pays" not in shown


def test_a_value_in_words_shows_its_words_and_its_event() -> None:
    [shown, *_] = _shown("The fee is payable upon execution of this Agreement.", "payment_term")
    assert shown["v:upon"] == shown["f:event0=execution"] == 1.0


def test_a_value_in_figures_shows_none() -> None:
    [shown, *_] = _shown("Licensee pays within 30 days after receipt of invoice.", "payment_term")
    assert not [name for name in shown if name.startswith("v:")]
