"""Rows of an accounting system's export, as that system's records; and our invoices without them."""

from collections.abc import Iterable

from checks.reconciliation.records import LEDGERS
from models.invoices import Invoice, InvoiceKind
from models.ledgers import LedgerInvoice, LedgerStatus, Service


def issued(invoices: Iterable[Invoice]) -> tuple[Invoice, ...]:
    """Return the invoices that are documents of ours, and no rows of an export."""
    return tuple(one for one in invoices if one.document.source not in LEDGERS)


def exported(invoices: Iterable[Invoice]) -> tuple[LedgerInvoice, ...]:
    """Return the rows of exports (Stripe, QuickBooks, Xero) as records; exports show no state."""
    rows = (one for one in invoices if one.document.source in LEDGERS)
    return tuple(_record(one, place) for place, one in enumerate(rows, 1))


def _record(one: Invoice, place: int) -> LedgerInvoice:
    return LedgerInvoice(
        service=Service(one.document.source.value),
        id=f"{one.document.file}, {one.number or f'record {place}'}",
        number=one.number,
        kind=InvoiceKind(one.kind),
        customer=one.customer.name,
        issued_on=one.issue_date,
        due_on=one.due_date,
        currency=one.currency,
        net=one.net_amount,
        tax=one.tax_amount,
        gross=one.total,
        status=LedgerStatus.UNKNOWN,
    )
