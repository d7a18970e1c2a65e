"""Invoices of ours as CSV for the import of Xero (Business, Invoices, Import).

Source: the headings of Xero's template for sales invoices, in its order; those with an asterisk
must be filled.  Amounts are without tax (choose "Tax exclusive"); Xero takes an invoice over less
than nothing for a credit note.
"""

from collections.abc import Iterable, Iterator

from models.invoices import Invoice
from models.issuing import Customer, Issuing
from reports.invoices.booking import Booked, Cell, booked, written

HEADINGS = (
    "*ContactName",
    "EmailAddress",
    "POAddressLine1",
    "POAddressLine2",
    "POAddressLine3",
    "POAddressLine4",
    "POCity",
    "PORegion",
    "POPostalCode",
    "POCountry",
    "*InvoiceNumber",
    "Reference",
    "*InvoiceDate",
    "*DueDate",
    "InventoryItemCode",
    "*Description",
    "*Quantity",
    "*UnitAmount",
    "Discount",
    "*AccountCode",
    "*TaxType",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
    "Currency",
    "BrandingTheme",
)
_ADDRESS = 8  # columns from POAddressLine1 to POCountry


def xero_csv(invoices: Iterable[Invoice], issuing: Issuing) -> bytes:
    """Write approved invoices and credit notes, a row a line.

    Raises:
        DocumentError: INVOICE_INCOMPLETE, a value is missing; INVOICE_UNSOUND, an invoice
            contradicts itself.
    """
    rows = [
        row
        for invoice in invoices
        for row in _rows(booked(invoice, issuing, issuing.xero, "xero"), issuing)
    ]
    return written(HEADINGS, rows)


def _rows(one: Booked, issuing: Issuing) -> Iterator[tuple[Cell, ...]]:
    account = issuing.xero.account if issuing.xero else None
    reference = one.invoice.purchase_order or one.invoice.contract_reference
    for row in one.rows:
        yield (
            one.name,
            one.customer.email if one.customer else None,
            *_address(one.customer),
            one.number,
            reference,
            one.issued,
            one.due,
            None,
            row.words,
            row.count,
            -row.price if one.invoice.is_credit else row.price,
            None,
            account,
            row.tax_name,
            None,
            None,
            None,
            None,
            one.invoice.currency,
            None,
        )


def _address(customer: Customer | None) -> tuple[Cell, ...]:
    if customer is None:
        return (None,) * _ADDRESS
    address = customer.address
    lines = [*address.lines, None, None, None, None][:4]
    return (*lines, address.city, address.region, address.postal_code, address.country)
