"""Sums of one invoice as printed."""

from decimal import Decimal

from checks.recognition.subtotals import is_subtotal
from models.evidence import Evidence
from models.findings import EvidenceRole, Proof
from models.invoices import Invoice, InvoiceLine
from models.money import minor_unit, to_minor


def expected_amount(line: InvoiceLine, currency: str | None) -> Decimal | None:
    """Quantity x unit price less the line's discount, rounded; None where a factor is missing."""
    if line.quantity is None or line.unit_price is None:
        return None
    return to_minor(line.quantity * line.unit_price, currency) - (line.discount or Decimal(0))


def sum_of_lines(invoice: Invoice) -> Decimal | None:
    """Add the printed line amounts but subtotals; None where one has none, or there is no line."""
    amounts = [line.amount for line in invoice.lines if not is_subtotal(line)]
    if not amounts or None in amounts:
        return None
    return sum((a for a in amounts if a is not None), Decimal(0))


def slack(invoice: Invoice, tolerance: int, lines: int = 1) -> Decimal:
    """Return how far two sums may lie apart: ``tolerance`` minor units for each line."""
    return minor_unit(invoice.currency) * tolerance * max(lines, 1)


def printed(invoice: Invoice, *fields: str) -> tuple[Proof, ...]:
    """Quote header fields of the invoice, as printed or put together from their values."""
    return tuple(Proof(EvidenceRole.INVOICE, _quote(invoice, field)) for field in fields)


def _quote(invoice: Invoice, field: str) -> Evidence:
    if field in invoice.evidence:
        return invoice.evidence[field]
    value = getattr(invoice, field, None)
    text = f"{field.replace('_', ' ')}: {'not stated' if value is None else value}"
    return Evidence(text, invoice.document.file, invoice.document.sha256, anchor=field)
