"""Headings of spreadsheets that hold invoices, and what each column means.

Our own layout takes common other words for the same thing.  Xero and Stripe export under fixed
headings of their own, which are recognised as a set.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.readers.spreadsheet import CellValue
from models.invoices import InvoiceSource

_OWN = {
    "number": "invoice_number invoice_no invoice_num invoice number document_number",
    "kind": "kind type document_type invoice_type",
    "issue_date": "issue_date invoice_date date date_issued issued_on",
    "received_date": "received_date date_received received received_on",
    "due_date": "due_date due payment_due due_on",
    "supplier": "supplier vendor supplier_name vendor_name seller",
    "customer": "customer client customer_name bill_to buyer",
    "currency": "currency currency_code",
    "purchase_order": "purchase_order po po_number purchase_order_number",
    "contract_reference": "contract contract_reference contract_ref contract_number agreement",
    "corrects": "corrects corrected_invoice original_invoice",
    "payment_terms": "payment_terms terms",
    "line": "line line_number line_no pos position",
    "description": "description item_description details",
    "item_code": "item_code item sku code product_code",
    "quantity": "quantity qty",
    "unit": "unit uom unit_of_measure",
    "unit_price": "unit_price price rate unit_cost",
    "discount": "discount line_discount",
    "amount": "amount line_amount line_total net_line_amount",
    "tax_rate": "tax_rate vat_rate tax_percent",
    "tax_amount": "tax_amount tax vat vat_amount",
    "period_start": "period_start service_start from_date",
    "period_end": "period_end service_end to_date",
    "net_amount": "net_amount net net_total subtotal invoice_net",
    "total": "total invoice_total grand_total total_amount gross_amount",
    "prepaid_amount": "prepaid_amount prepaid amount_paid",
    "amount_due": "amount_due balance_due",
    "supplier.tax_id": "supplier_tax_id supplier_vat",
    "supplier.iban": "iban supplier_iban bank_account",
    "customer.tax_id": "customer_tax_id customer_vat",
}
_XERO = {
    "number": "invoicenumber",
    "kind": "type",
    "issue_date": "invoicedate",
    "due_date": "duedate",
    "customer": "contactname",
    "contract_reference": "reference",
    "item_code": "inventoryitemcode",
    "description": "description",
    "quantity": "quantity",
    "unit_price": "unitamount",
    "amount": "lineamount",
    "tax_amount": "taxamount",
    "invoice_tax": "taxtotal",
    "total": "total",
    "prepaid_amount": "invoiceamountpaid",
    "amount_due": "invoiceamountdue",
    "currency": "currency",
}
_STRIPE = {
    "number": "number",
    "issue_date": "date_utc finalized_at_utc",
    "due_date": "due_date_utc",
    "customer": "customer_name customer_description",
    "currency": "currency",
    "description": "description",
    "net_amount": "subtotal",
    "invoice_tax": "tax",
    "total": "total",
    "prepaid_amount": "amount_paid",
    "period_start": "period_start_utc",
    "period_end": "period_end_utc",
}
_OF_AN_INVOICE = {"issue_date", "customer", "supplier", "description", "line"}
_MOST_PREAMBLE = 25


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what; ``row`` is the place of the headings."""

    source: InvoiceSource | None
    row: int
    columns: Mapping[str, int]


def folded(heading: CellValue) -> str:
    """Fold a heading: case, spaces, stars and punctuation do not matter.

    >>> folded(" *Invoice No. "), folded("Date (UTC)")
    ('invoice_no', 'date_utc')
    """
    return re.sub(r"[^a-z0-9]+", "_", str(heading or "").lower()).strip("_")


def find_layout(rows: Sequence[Sequence[CellValue]]) -> Layout | None:
    """Find the heading row of a sheet, within its first rows; None where there is none."""
    for place, row in enumerate(rows[:_MOST_PREAMBLE]):
        names = [folded(cell) for cell in row]
        if {"invoicenumber", "contactname"} <= set(names):
            return Layout(InvoiceSource.XERO, place, _columns(names, _XERO))
        if {"number", "amount_due", "date_utc"} <= set(names):
            return Layout(InvoiceSource.STRIPE, place, _columns(names, _STRIPE))
        columns = _columns(names, _OWN)
        sums = columns.keys() & {"amount", "total", "net_amount"}
        if "number" in columns and sums and columns.keys() & _OF_AN_INVOICE:
            return Layout(None, place, columns)
    return None


def _columns(names: Sequence[str], wording: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, words in wording.items():
        place = next((names.index(word) for word in words.split() if word in names), None)
        if place is not None and place not in found.values():
            found[key] = place
    return found
