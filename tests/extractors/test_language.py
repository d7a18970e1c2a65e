"""Languages: what is not English is marked unread, what is bilingual is noticed, and no more."""

import pytest

from extractors.contracts import extract_contract
from extractors.language import ENGLISH, language_of
from models.document import Document, DocumentKind
from models.passage import Passage

ENGLISH_CLAUSES = (
    "The Customer shall pay each invoice within thirty (30) days after receipt of the invoice.",
    "Overdue amounts bear interest at the rate of 1.5% per month until they are paid in full.",
    "The Provider shall invoice the Customer monthly in arrears for the services of that month.",
)
FOREIGN = {
    "German": (
        "Der Auftraggeber zahlt die Rechnung innerhalb von 30 Tagen nach dem Eingang der Rechnung.",
        "Die monatliche Vergütung beträgt 5.000 EUR und wird im Voraus in Rechnung gestellt.",
        "Bei Verzug sind Zinsen in Höhe von 9 % über dem Basiszinssatz zu zahlen; § 288 BGB gilt.",
    ),
    "French": (
        "Le client paie chaque facture dans un délai de 30 jours à compter de la réception de la facture.",
        "La redevance mensuelle est de 5 000 EUR et elle est facturée au début de chaque mois.",
    ),
    "Spanish": (
        "El cliente pagará cada factura dentro de los 30 días siguientes a la recepción de la factura.",
        "La tarifa mensual es de 5.000 EUR y se factura al comienzo de cada mes con el pago de la cuota.",
    ),
    "Chinese": (
        "甲方应在收到发票后三十(30)日内向乙方支付服务费人民币5,000元。",
        "逾期付款的，甲方应按日万分之五支付违约金。",
    ),
    "Russian or another Cyrillic language": (
        "Заказчик оплачивает счёт в течение 30 дней с даты его получения.",
    ),
}


def _document(*texts: str) -> Document:
    passages = tuple(Passage(text, file="a.pdf") for text in texts)
    return Document("a.pdf", "", DocumentKind.PDF, passages=passages)


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_marked_unread(language: str) -> None:
    contract = extract_contract(_document(*FOREIGN[language]))
    assert contract.document.unread_language == language
    assert contract.terms == ()
    assert {one.status for one in contract.coverage} == {"unread"}
    assert any(language in notice and "not read" in notice for notice in contract.notices)


def test_a_bilingual_contract_is_read_in_english_and_noticed() -> None:
    pairs = zip(ENGLISH_CLAUSES * 5, FOREIGN["German"] * 5, strict=True)
    contract = extract_contract(_document(*(text for pair in pairs for text in pair)))
    assert contract.document.unread_language is None
    assert {"payment_term", "late_charge"} <= {term.kind for term in contract.terms}
    assert all("Rechnung" not in term.evidence.quote for term in contract.terms)
    assert any("written in German" in notice for notice in contract.notices)


def test_english_says_nothing_of_languages() -> None:
    contract = extract_contract(_document(*ENGLISH_CLAUSES, "Les parties ont requis l'anglais."))
    assert contract.notices == ()
    assert "unread" not in {one.status for one in contract.coverage}


@pytest.mark.parametrize(
    "text",
    [
        "Bright Inventions Sp. z o. o.",
        "Arcadia, LA Keller (Dallas/Ft. Worth) TX Beaumont, TX Odessa, TX Breaux Bridge, LA",
        "o Infranet Base System o Infranet Brand Manager o Infranet DNA o Infranet Dialup Manager",
        "Telephone, Computer Data & Security Wiring & Cabling N.I.C.; 2. Exterior Signage",
        "For “天下女人”: no satellite rights are granted by the licensor in any of the territories.",
    ],
)
def test_names_and_lists_are_no_language(text: str) -> None:
    assert language_of(text) in (None, ENGLISH)
