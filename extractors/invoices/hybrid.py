"""A PDF that carries its invoice twice, as XML and as a page: where the two differ.

The XML is what the sender's machine states and what is used; the page is what a person sees.
A value counts as differing only where the page shows another one under its label and shows the
XML's nowhere: a page that leaves something out says nothing against it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractors.invoices.printed.values import DATE
from extractors.invoices.witness import lines_agree
from models.dates import AmbiguousDate, NotADate, parse_date
from models.evidence import Evidence
from models.invoices import Invoice

_CONFIDENCE = 0.6  # of an invoice whose two halves differ
_SUMS = {
    "total": "a total of",
    "net_amount": "a net amount of",
    "tax_amount": "tax of",
    "amount_due": "an amount to pay of",
}
_DAYS = {"issue_date": "is dated", "due_date": "is due on"}
_WORDS = {"number": "the number", "currency": "the currency", "supplier.iban": "the account"}
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What the pages show: every amount, every date in each reading, all letters and digits."""

    amounts: frozenset[Decimal]
    days: frozenset[date]
    text: str

    @classmethod
    def of(cls, texts: Iterable[str], amounts: frozenset[Decimal]) -> "Page":
        """Look at the words of a page, row by row."""
        rows = list(texts)
        days = {day for row in rows for match in DATE.finditer(row) for day in _readings(match[0])}
        return cls(amounts, frozenset(days), folded("".join(rows)))


def compared(invoice: Invoice, printed: Invoice | None, page: Page) -> Invoice:
    """Say in notices where the page shows something else than the XML, with its words."""
    if printed is None:
        return invoice
    found = list(_differences(invoice, printed, page))
    if not found:
        return invoice
    evidence = {f"page.{key}": proof for key, _, proof in found if proof}
    return invoice.model_copy(
        update={
            "review": True,
            "notices": (*invoice.notices, *(notice for _, notice, _ in found)),
            "evidence": invoice.evidence | evidence,
            "confidence": min(invoice.confidence, _CONFIDENCE),
        }
    )


def folded(text: str) -> str:
    """Fold a text to its letters and digits.

    >>> folded("DE34 5019-0000")
    'de3450190000'
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def _differences(
    invoice: Invoice, printed: Invoice, page: Page
) -> Iterator[tuple[str, str, Evidence | None]]:
    """Yield what differs: its key, a sentence, and where the page shows it."""
    for key, words in _WORDS.items():
        stated, shown = _value(invoice, key), _value(printed, key)
        if stated and shown and _is_instead(folded(shown), folded(stated), page):
            said = f"The XML in the PDF states {words} {stated}, the page {shown}."
            yield key, said, printed.evidence.get(key)
    for key, words in _DAYS.items():
        stated, shown = getattr(invoice, key), getattr(printed, key)
        if stated and shown and stated != shown and stated not in page.days:
            said = f"By the XML in the PDF it {words} {stated}, by the page {shown}."
            yield key, said, printed.evidence.get(key)
    said_already = set(page.amounts)
    for key, words in _SUMS.items():
        stated, shown = getattr(invoice, key), getattr(printed, key)
        if stated is None or shown is None or abs(stated) == abs(shown):
            continue
        if abs(stated) not in said_already and not _is_paid_off(key, invoice, shown):
            said_already.add(abs(stated))
            said = f"The XML in the PDF states {words} {stated:f}, the page {shown:f}."
            yield key, said, printed.evidence.get(key)
    yield from _lines(invoice, printed, page)


def _lines(
    invoice: Invoice, printed: Invoice, page: Page
) -> Iterator[tuple[str, str, Evidence | None]]:
    """Compare the lines, where the page's were read so that they add up."""
    if not invoice.lines or not lines_agree(printed):
        return
    shown = {abs(line.amount) for line in printed.lines if line.amount is not None}
    odd = [line for line in invoice.lines if line.amount and abs(line.amount) not in page.amounts]
    if len(printed.lines) != len(invoice.lines) or not shown:
        return
    for line in odd[:_MOST_LINES]:
        said = f"Line {line.number} comes to {line.amount:f} in the XML; the page does not show it."
        yield f"lines.{line.number}", said, None


def _is_paid_off(key: str, invoice: Invoice, shown: Decimal) -> bool:
    """Whether the page calls total what the XML calls the amount to pay, or the reverse."""
    return key in ("total", "amount_due") and abs(shown) in {
        abs(value) for value in (invoice.total, invoice.amount_due) if value is not None
    }


def _is_instead(shown: str, stated: str, page: Page) -> bool:
    """Whether the page writes one thing and nowhere the other; a mere sign of money is no code."""
    return shown != stated and shown in page.text and stated not in page.text


def _value(invoice: Invoice, key: str) -> str | None:
    return invoice.supplier.iban if key == "supplier.iban" else getattr(invoice, key)


def _readings(text: str) -> Iterator[date]:
    """Read a date in figures both ways round, where both can be."""
    body = re.sub(r"\s?([./-])\s?(?=\d)", r"\1", text) if text[0].isdigit() else text
    for day_first in (None, True, False):
        try:
            yield parse_date(body, day_first=day_first)
        except AmbiguousDate:
            continue
        except NotADate:
            return
