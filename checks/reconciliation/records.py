"""Rows of an accounting system that record invoices which are themselves on file.

An export of Stripe, QuickBooks or Xero is what was billed where nothing else is on file.  Beside
the issued documents it is the ledger: a row that records one of them is no second invoice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.recognition.parties import same_party
from models.cases import Book
from models.invoices import Invoice, InvoiceParty, InvoiceSource

LEDGERS = (InvoiceSource.STRIPE, InvoiceSource.QUICKBOOKS, InvoiceSource.XERO)


def with_records(book: Book) -> Book:
    """Take the rows that record a document on file out of the invoices, into ``records``."""
    rows = [one for one in book.invoices if one.document.source in LEDGERS]
    documents = [one for one in book.invoices if one.document.source not in LEDGERS]
    if not rows or not documents:
        return book
    kept = {id(row) for row in _records(rows, documents)}
    return replace(
        book,
        invoices=tuple(one for one in book.invoices if id(one) not in kept),
        records=tuple(row for row in rows if id(row) in kept),
    )


def record_of(invoice: Invoice, records: Iterable[Invoice]) -> Invoice | None:
    """Return the row that records a document: by its number, else by date, total and customer."""
    everything = tuple(records)
    named = (row for row in everything if _same_number(invoice, row))
    alike = (row for row in everything if _same_values(invoice, row))
    return next(named, None) or next(alike, None)


def _records(rows: Sequence[Invoice], documents: Sequence[Invoice]) -> list[Invoice]:
    numbers: dict[str, list[Invoice]] = {}
    for one in documents:
        numbers.setdefault(folded_number(one.number or ""), []).append(one)
    found, met = [], set()
    for row in rows:
        among = numbers.get(folded_number(row.number or ""), [])
        for one in among:
            if _same_number(one, row):
                found.append(row)
                met.add(id(one))
                break
    if not found:
        return []
    left = [row for row in rows if not any(row is one for one in found)]
    open_documents = [one for one in documents if id(one) not in met]
    for row in left:
        among = [one for one in open_documents if _same_values(one, row)]
        if len(among) == 1:
            found.append(row)
    return found


def _same_number(invoice: Invoice, row: Invoice) -> bool:
    number = folded_number(invoice.number or "")
    same = bool(number) and number == folded_number(row.number or "")
    return same and invoice.kind is row.kind and _agrees(invoice.supplier, row.supplier)


def _same_values(invoice: Invoice, row: Invoice) -> bool:
    if invoice.kind is not row.kind or invoice.total is None or invoice.issue_date is None:
        return False
    same = (invoice.total, invoice.issue_date) == (row.total, row.issue_date)
    return same and _agrees(invoice.customer, row.customer)


def _agrees(printed: InvoiceParty, recorded: InvoiceParty) -> bool:
    """Whether a party is the same, as far as the ledger names it: its own books need no owner."""
    return recorded.name is None or same_party(printed.name, recorded.name)
