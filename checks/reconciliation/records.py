"""Rows of an accounting system that record invoices which are themselves on file.

An export of Stripe, QuickBooks or Xero is what was billed where nothing else is on file.  Beside
the issued documents it is the ledger: a row that records one of them is no second invoice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.recognition.parties import same_party
from models.cases import Book
from models.heads import Headed
from models.invoices import Invoice, InvoiceParty, InvoiceSource

H = TypeVar("H", bound=Headed)
LEDGERS = (InvoiceSource.STRIPE, InvoiceSource.QUICKBOOKS, InvoiceSource.XERO)


def with_records(book: Book) -> Book:
    """Take the rows that record a document on file out of the invoices, into ``records``."""
    rows = recorded(book.invoices)
    kept = {id(row) for row in rows}
    return replace(
        book,
        invoices=tuple(one for one in book.invoices if id(one) not in kept),
        records=tuple(rows),
    )


def recorded(invoices: Iterable[H]) -> list[H]:
    """Return the rows of accounting systems that record a document among the invoices."""
    everything = tuple(invoices)
    rows = [one for one in everything if one.document.source in LEDGERS]
    documents = [one for one in everything if one.document.source not in LEDGERS]
    if not rows or not documents:
        return []
    kept = _records(rows, documents)
    return [row for row in rows if id(row) in kept]


def record_of(invoice: Invoice, records: Iterable[Invoice]) -> Invoice | None:
    """Return the row that records a document: by its number, else by date, total and customer."""
    everything = tuple(records)
    named = (row for row in everything if _same_number(invoice, row))
    alike = (row for row in everything if _same_values(invoice, row))
    return next(named, None) or next(alike, None)


def _records(rows: Sequence[Headed], documents: Sequence[Headed]) -> set[int]:
    """Return the rows, by ``id``, that a document's number names; then those like one document."""
    numbers: dict[str, list[Headed]] = {}
    for one in documents:
        numbers.setdefault(folded_number(one.number or ""), []).append(one)
    found, met = set[int](), set[int]()
    for row in rows:
        among = numbers.get(folded_number(row.number or ""), [])
        named = next((one for one in among if _same_number(one, row)), None)
        if named is not None:
            found.add(id(row))
            met.add(id(named))
    if not found:
        return found
    values: dict[tuple[Decimal | None, date | None], list[Headed]] = {}
    for one in documents:
        if id(one) not in met:
            values.setdefault((one.total, one.issue_date), []).append(one)
    left = [row for row in rows if id(row) not in found]
    for row in left:
        among = values.get((row.total, row.issue_date), [])
        if sum(_same_values(one, row) for one in among) == 1:
            found.add(id(row))
    return found


def _same_number(invoice: Headed, row: Headed) -> bool:
    number = folded_number(invoice.number or "")
    same = bool(number) and number == folded_number(row.number or "")
    return same and invoice.kind is row.kind and _agrees(invoice.supplier, row.supplier)


def _same_values(invoice: Headed, row: Headed) -> bool:
    if invoice.kind is not row.kind or invoice.total is None or invoice.issue_date is None:
        return False
    same = (invoice.total, invoice.issue_date) == (row.total, row.issue_date)
    return same and _agrees(invoice.customer, row.customer)


def _agrees(printed: InvoiceParty, recorded: InvoiceParty) -> bool:
    """Whether a party is the same, as far as the ledger names it: its own books need no owner."""
    return recorded.name is None or same_party(printed.name, recorded.name)
