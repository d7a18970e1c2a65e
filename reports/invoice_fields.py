"""An invoice line as a small table, for invoices that have no page to show a picture of."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from models.invoices import Invoice
from reports.crops import invoice_line
from reports.wording import quantity, with_currency


def invoice_fields(invoice: Invoice | None, number: int | None) -> tuple[tuple[str, str], ...]:
    """Show line ``number``, or the invoice itself where a finding names no line."""
    if invoice is None:
        return ()
    line, currency = invoice_line(invoice, number), invoice.currency
    if line is not None:
        rows: Iterable[tuple[str, object]] = (
            ("Line", line.number),
            ("Description", line.description),
            ("Item", line.item_code),
            ("Period", _period(line.period_start, line.period_end)),
            ("Quantity", _joined(line.quantity, line.unit)),
            ("Unit price", _money(line.unit_price, currency)),
            ("Discount", _money(line.discount, currency)),
            ("Amount", _money(line.amount, currency)),
            ("Tax rate", None if line.tax_rate is None else f"{quantity(line.tax_rate)} %"),
        )
    else:
        rows = (
            ("Issued", invoice.issue_date),
            ("Received", invoice.received_date),
            ("Due", invoice.due_date),
            ("Terms printed", invoice.payment_terms),
            ("Corrects", invoice.corrects),
            ("Purchase order", invoice.purchase_order),
            ("Contract", invoice.contract_reference),
            ("Net", _money(invoice.net_amount, currency)),
            ("Tax", _money(invoice.tax_amount, currency)),
            ("Total", _money(invoice.total, currency)),
        )
    return tuple((label, str(value)) for label, value in rows if value is not None)


def _money(value: Decimal | None, currency: str | None) -> str | None:
    return None if value is None else with_currency(value, currency)


def _joined(value: Decimal | None, unit: str | None) -> str | None:
    return None if value is None else f"{quantity(value)} {unit or ''}".strip()


def _period(start: date | None, end: date | None) -> str | None:
    if start is None and end is None:
        return None
    return f"{start.isoformat() if start else '?'} to {end.isoformat() if end else '?'}"
