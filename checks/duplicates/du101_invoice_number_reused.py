"""DU101 invoice-number-reused: the supplier used this number on another document already.

Why:    The same invoice typed in twice is paid twice.
Inputs: Number and supplier of every invoice on file.
Source: The earlier document.
Edges:  - Case, blanks, punctuation and leading zeros do not make another number.
        - The finding stands on the later document, under the number printed there.
        - The same file read twice is one document; two invoices of one sheet are two.
Example: INV-2024-0072 in May, INV/2024/72 in June: the second one, with its total.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from checks.arithmetic.sums import printed
from checks.recognition.parties import same_party
from models.cases import Book, InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice


def invoice_number_reused(case: InvoiceCase) -> Outcomes:
    """Look for the number on an earlier document."""
    invoice = case.invoice
    if not invoice.number:
        yield NotApplicable("The invoice shows no number.")
        return
    first = next(iter(of_number(case.book, invoice)), invoice)
    if first is invoice or _same_document(first, invoice):
        return
    yield Finding(
        message=f"Number {invoice.number} was used before, on {first.number} of {first.issue_date or 'an unknown date'}. Do not pay it twice; ask which document counts.",
        direction=Direction.OVERBILLED,
        expected="a number of its own",
        actual=invoice.number,
        amount=invoice.total,
        currency=invoice.currency,
        working=f"{folded_number(invoice.number)} stands on both documents",
        proofs=(*printed(invoice, "number", "total"), *printed(first, "number", "total")),
    )


@lru_cache(maxsize=65536)
def folded_number(number: str) -> str:
    """Fold what people change when they type a number again.

    >>> folded_number("INV-2024/0072") == folded_number("inv 2024 72")
    True
    """
    parts = re.findall(r"\d+|[^\W\d_]+", number.casefold())
    return "".join(p.lstrip("0") or "0" if p.isdigit() else p for p in parts)


def of_number(book: Book, invoice: Invoice) -> list[Invoice]:
    """Return an invoice and the others of its supplier, kind and number, in order of the book."""
    numbered = book.memo.once("numbered", lambda: _numbered(book.invoices))
    same = numbered.get(folded_number(invoice.number or ""), ())
    return [other for other in same if other is invoice or same_number(invoice, other)]


def _numbered(invoices: Iterable[Invoice]) -> dict[str, list[Invoice]]:
    found: dict[str, list[Invoice]] = {}
    for invoice in invoices:
        found.setdefault(folded_number(invoice.number or ""), []).append(invoice)
    return found


def same_number(one: Invoice, other: Invoice) -> bool:
    """Whether two documents of one supplier and kind carry one number."""
    return (
        one.kind is other.kind
        and bool(other.number)
        and folded_number(one.number or "") == folded_number(other.number or "")
        and same_party(one.supplier.name, other.supplier.name)
    )


def _same_document(one: Invoice, other: Invoice) -> bool:
    """Whether one document was read twice; a sheet holds many documents in one file."""
    same_file = bool(one.document.sha256) and one.document.sha256 == other.document.sha256
    return same_file and _head(one) == _head(other)


def _head(invoice: Invoice) -> tuple[object, ...]:
    return invoice.number, invoice.issue_date, invoice.currency, invoice.total


CHECK = Check("DU101", "invoice-number-reused", Severity.HIGH, invoice_number_reused)
