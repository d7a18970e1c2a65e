"""Headings of spreadsheets that hold invoices, and what each column means.

Our own layout takes common other words for the same thing.  Xero, Stripe and QuickBooks export
under fixed headings of their own, which are recognised as a set.
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
    "status": "status",
    "item_code": "inventoryitemcode",
    "discount_percent": "discount",
    "tax_name": "taxtype",
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
_STRIPE = {  # whole invoices: a description there is no line of one
    "number": "number invoice_number",
    "issue_date": "date_utc finalized_at_utc created_utc created_date_utc",
    "due_date": "due_date_utc",
    "customer": "customer_name customer_description customer_email customer",
    "currency": "currency",
    "status": "status",
    "subtotal": "subtotal",
    "invoice_discount": "total_discount_amount",
    "invoice_tax": "tax",
    "total": "total",
    "prepaid_amount": "amount_paid",
    "invoice_start": "period_start_utc",
    "invoice_end": "period_end_utc",
}
# The reports of QuickBooks Online in their classic and their new wording, and its import template.
_QUICKBOOKS = {
    "number": "num transaction_number invoiceno",
    "kind": "transaction_type",
    "issue_date": "date transaction_date invoicedate",
    "due_date": "due_date duedate",
    "customer": "name customer customer_full_name client_full_name",
    "currency": "currency",
    "payment_terms": "terms",
    "item_code": "product_service item_product_service",
    "quantity": "qty quantity itemquantity",
    "unit_price": "sales_price itemrate",
    "amount": "amount itemamount",
    "amount_due": "open_balance",
    "description": "itemdescription memo_description description",
    "period_start": "service_date",
    "period_end": "service_date",
}
_QUICKBOOKS_DAY = {"date", "transaction_date"}
_QUICKBOOKS_NUMBER = {"num", "transaction_number"}
_OF_A_LINE = {"quantity", "unit_price", "item_code"}
_OF_AN_INVOICE = {"issue_date", "customer", "supplier", "description", "line"}
_MOST_PREAMBLE = 25


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what; ``row`` is the place of the headings.

    ``grouped`` says that a row with one cell names the customer of the rows below it; ``utc``
    that moments without an offset are in UTC.
    """

    source: InvoiceSource | None
    row: int
    columns: Mapping[str, int]
    grouped: bool = False
    utc: bool = False


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
        if _of_stripe(set(names)):
            return Layout(InvoiceSource.STRIPE, place, _columns(names, _STRIPE), utc=True)
        if _of_quickbooks(set(names)):
            return _quickbooks(place, names)
        columns = _columns(names, _OWN)
        sums = columns.keys() & {"amount", "total", "net_amount"}
        if "number" in columns and sums and columns.keys() & _OF_AN_INVOICE:
            return Layout(None, place, columns)
    return None


def holds_postings(rows: Sequence[Sequence[CellValue]]) -> bool:
    """Whether a sheet is a ledger: its rows are postings to accounts, several to an invoice."""
    return any(_of_ledger({folded(cell) for cell in row}) for row in rows[:_MOST_PREAMBLE])


def _of_ledger(names: set[str]) -> bool:
    dated = bool(names & _QUICKBOOKS_DAY and names & _QUICKBOOKS_NUMBER)
    split = "split" in names and "posting_y_n" not in names
    return dated and (split or {"debit", "credit"} <= names)


def _of_stripe(names: set[str]) -> bool:
    """Whether these are the headings of Stripe's list of invoices, whose days are in UTC."""
    dated = names & set(_STRIPE["issue_date"].split())
    return bool(dated and names & {"number", "invoice_number"} and {"total", "subtotal"} <= names)


def _of_quickbooks(names: set[str]) -> bool:
    """Whether these are the headings of a QuickBooks report of invoices."""
    if {"invoiceno", "invoicedate", "itemamount"} <= names:
        return True
    dated = names & _QUICKBOOKS_DAY and names & _QUICKBOOKS_NUMBER
    return bool(dated and "amount" in names and not _of_ledger(names))


def _quickbooks(place: int, names: Sequence[str]) -> Layout:
    """Lay out a report: with quantities or items a row is a line, else a whole invoice."""
    columns = _columns(names, _QUICKBOOKS)
    if "period_start" in columns:
        columns["period_end"] = columns["period_start"]
    if not columns.keys() & _OF_A_LINE:
        columns["total"] = columns.pop("amount")
        columns.pop("description", None)  # the memo of the whole invoice is no line of it
    grouped = "customer" not in columns and not names[0]
    return Layout(InvoiceSource.QUICKBOOKS, place, columns, grouped)


def _columns(names: Sequence[str], wording: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, words in wording.items():
        place = next((names.index(word) for word in words.split() if word in names), None)
        if place is not None and place not in found.values():
            found[key] = place
    return found
