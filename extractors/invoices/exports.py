"""Habits of the accounting systems that export invoices: drafts, tax names, totals of reports."""

import re
from collections.abc import Sequence
from decimal import Decimal

from extractors.invoices.habits import read_number
from extractors.invoices.sheet_columns import Layout, folded
from extractors.readers.spreadsheet import CellValue
from models.invoices import InvoiceLine, InvoiceSource

TOTAL_ROW = re.compile(r"\s*(?:grand\s+|sub)?(?:totals?|sum|summe|totaal)\b", re.IGNORECASE)
_NOT_ISSUED = re.compile(r"\s*(?:draft|submitted|awaiting approval|void|deleted)", re.IGNORECASE)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def is_issued(status: str | None) -> bool:
    """Whether an invoice of this status was sent to anybody.

    >>> is_issued("Awaiting Payment"), is_issued("Voided"), is_issued(None)
    (True, False, True)
    """
    return not _NOT_ISSUED.match(status or "")


def rate_in(tax_name: str | None) -> Decimal | None:
    """Return the rate that Xero writes into the name of a tax.

    >>> rate_in("20% (VAT on Income)"), rate_in("No VAT")
    (Decimal('20'), None)
    """
    match = _PERCENT.search(tax_name or "")
    return read_number(match[1], ".") if match else None


def unbalanced(rows: Sequence[Sequence[CellValue]], layout: Layout, mark: str) -> str | None:
    """Say that the rows of a report do not add up to its own total: some of them are missing."""
    place = layout.columns.get("total", layout.columns.get("amount"))
    if layout.source is not InvoiceSource.QUICKBOOKS or place is None:
        return None
    headings = {folded(cell) for cell in rows[layout.row]}
    if headings & {"currency", "exchange_rate"}:  # rows and total are in several currencies
        return None
    added = Decimal(0)
    for row in rows[layout.row + 1 :]:
        first = next((str(cell) for cell in row if cell is not None), "")
        amount = plain_amount(row[place], mark) if place < len(row) else None
        if amount is None:
            continue
        if folded(first) == "total":
            return None if added == amount else _missing_rows(added, amount)
        if not TOTAL_ROW.match(first):
            added += amount
    return None


def _missing_rows(added: Decimal, total: Decimal) -> str:
    return f"The rows come to {added:f} and the report's own total is {total:f}: rows are missing."


def plain_amount(value: CellValue, mark: str) -> Decimal | None:
    """Read an amount with the sign of its currency; None where the cell holds none."""
    if value is None or isinstance(value, Decimal):
        return value
    return read_number(str(value).strip().removesuffix("%").strip("$€£ "), mark)


def net_of(line: InvoiceLine, tax: Decimal) -> InvoiceLine:
    """Take a line's own tax out of its amount and price."""
    if not line.amount or not tax:
        return line
    net = line.amount - tax
    price = None if line.unit_price is None else line.unit_price * net / line.amount
    return line.model_copy(update={"amount": net, "unit_price": price})
