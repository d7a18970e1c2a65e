"""Invoices of ours as CSV for the import of QuickBooks Online (Settings, Import data, Invoices).

Source: the headings of Intuit's sample file, which the import maps by itself; those with an
asterisk must be filled.  Tax columns and the currency are for companies outside of the United
States and with several currencies.
"""

from collections.abc import Iterable, Iterator

from models.invoices import Invoice
from models.issuing import Issuing, QuickBooks
from reports.invoices.booking import Booked, Cell, booked, day_of, written
from reports.invoices.faults import unsound

HEADINGS = (
    "*InvoiceNo",
    "*Customer",
    "*InvoiceDate",
    "*DueDate",
    "Terms",
    "Location",
    "Memo",
    "Item(Product/Service)",
    "ItemDescription",
    "ItemQuantity",
    "ItemRate",
    "*ItemAmount",
    "*ItemTaxCode",
    "ItemTaxAmount",
    "Currency",
    "Service Date",
)


def quickbooks_csv(invoices: Iterable[Invoice], issuing: Issuing) -> bytes:
    """Write approved invoices, a row a line.

    Raises:
        DocumentError: INVOICE_INCOMPLETE, a value is missing; INVOICE_UNSOUND, an invoice
            contradicts itself, or is a credit note, which this import cannot take.
    """
    rows = [row for invoice in invoices for row in _rows(_taken(invoice, issuing), issuing)]
    return written(HEADINGS, rows)


def _taken(invoice: Invoice, issuing: Issuing) -> Booked:
    if invoice.is_credit:
        what = "The import of QuickBooks takes no credit notes."
        raise unsound(invoice, what, "Enter it there as a credit memo.")
    return booked(invoice, issuing, issuing.quickbooks, "quickbooks")


def _rows(one: Booked, issuing: Issuing) -> Iterator[tuple[Cell, ...]]:
    names: QuickBooks | None = issuing.quickbooks
    memo = one.invoice.contract_reference
    for row in one.rows:
        yield (
            one.number,
            one.name,
            one.issued,
            one.due,
            one.invoice.payment_terms,
            None,
            f"Contract {memo}" if memo else None,
            names.item if names else None,
            row.words,
            row.count,
            row.price,
            row.amount,
            row.tax_name,
            row.tax,
            one.invoice.currency,
            day_of(row.day, names),
        )
