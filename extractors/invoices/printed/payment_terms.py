"""The terms of payment: behind their label, else in the sentence that states them."""

import re

from extractors.invoices.printed.days import WAS_PAID
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.values import balanced, words_of

_TERMS = re.compile(
    r"(?:due (?:immediately|(?:up)?on receipt)|(?:strictly|terms? (?:are|is)|settlement(?: is due)?|settle) (?:within |net )?\d{1,3} (?:\w+ )?days"
    r"|überweisen \w+ (?:\w+ ){0,4}innerhalb (?:von )?\d{1,3} tagen|régler (?:sous|dans les) \d{1,3} jours"
    r"|(?:payment )?due (?:within |net )?\d{1,3} (?:\w+ )?days|(?:(?:payment )?terms?:? )?net \d{1,3}\b(?! days of)"
    r"|(?:(?:payment )?terms?:? )?\d{1,3} (?:(?:calendar|business|working) )?days (?:net\b|from|after|of (?:the )?(?:invoice|receipt|date|issue|claim|end))|\d{1,3} tage (?:netto|rein))"
    r"[^.;|]{0,60}"
    r"|(?:please )?(?:pay|payable|payment|zahlbar|fällig|zahlung|betaling|paiement|pago)\b[^.;|]{0,60}?"
    r"\b(?:\d{1,3}\s?(?:(?:calendar|business|working|banking)\s)?(?:days|tage?n?|jours|dagen|días|giorni)|sofort|immediately|(?:up)?on receipt)[^.;|]{0,60}",
    re.IGNORECASE,
)

_TERMS_LABEL = re.compile(
    r"^(?:payment |zahlungs)?(?:terms?|bedingungen|zahlung|payment)\s?:\s*", re.IGNORECASE
)

_NEXT_SENTENCE = re.compile(r"(?<=[a-zß\d)])\.\s+(?=[A-ZÄÖÜ])")

_PAYMENTS = ("payment", "zahlung", "paiement", "betaling", "pago")

_DAYS_NAMED = re.compile(
    r"\d\s?(?:(?:calendar|business|working|banking)\s)?(?:days?|tage?n?|jours|dagen|días|giorni)\b|\bnet|sofort|receipt|immediate",
    re.IGNORECASE,
)


def _first_sentence(text: str) -> str | None:
    """The terms without the sentences behind them: "30 days net. Bank transfer: ..."."""
    body = balanced(words_of(text))
    return _NEXT_SENTENCE.split(body, maxsplit=1)[0] if body else None


def read_terms(paper: Paper) -> None:
    """The payment terms behind their label, else a sentence that states them."""
    matches = [
        found
        for found in paper.labels.all("payment_terms", _first_sentence)
        if found.label.leads
        and (found.label.colon or found.label.bare)
        and (found.label.text.lower() not in _PAYMENTS or _DAYS_NAMED.search(found.value))
    ]
    best = max(matches, key=lambda found: found.score, default=None)
    paper.take("payment_terms", best)
    for segment in paper.canvas.segments if best is None else ():
        match = _TERMS.search(segment.text)
        if match and not WAS_PAID.search(match[0]):
            paper.put("payment_terms", balanced(_TERMS_LABEL.sub("", match[0]).strip()), segment)
            return
