"""Arithmetic as a witness: how far an invoice's own figures confirm how it was read.

Nothing is repaired: figures that do not add up are reported as they stand, since that is what
checks look for.  Only the confidence and whether a person should look depend on it.
"""

from collections.abc import Iterator
from decimal import Decimal

from models.invoices import Invoice, InvoiceLine
from models.money import minor_unit

_KEY_FIELDS = ("number", "issue_date", "currency", "total")
_STATED = 0.99  # each value stands under its own name
_ADDS_UP = 0.97
_MISSING = 0.15
_OFF = 0.10


def line_amount(line: InvoiceLine) -> Decimal | None:
    """Quantity times unit price less the line's discount; None where a factor is unknown."""
    if line.quantity is None or line.unit_price is None:
        return None
    return line.quantity * line.unit_price - (line.discount or Decimal(0))


def lines_agree(invoice: Invoice) -> bool | None:
    """Whether lines and adjustments make the net amount (or the total, prices with tax)."""
    amounts = [line.amount for line in (*invoice.lines, *invoice.adjustments)]
    if not invoice.lines or None in amounts:
        return None
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    stated = [a for a in (invoice.net_amount, invoice.total) if a is not None]
    slack = minor_unit(invoice.currency) * max(len(amounts), 1)
    return any(abs(total - amount) <= slack for amount in stated) if stated else None


def with_settled_signs(invoice: Invoice) -> Invoice:
    """Turn allowances that a sender wrote as minus amounts, where only that makes the net.

    The form asks for positive amounts beside an indicator; some senders write the minus as well.
    """
    if lines_agree(invoice) is not False:
        return invoice
    turned = tuple(
        line.model_copy(update={"amount": -abs(line.amount)}) if line.amount else line
        for line in invoice.adjustments
    )
    kept = [line for line in invoice.adjustments if line.amount and line.amount > 0]
    for candidate in (turned, *_each_turned(invoice.adjustments, kept)):
        other = invoice.model_copy(update={"adjustments": candidate})
        if lines_agree(other):
            return other
    return invoice


def _each_turned(
    adjustments: tuple[InvoiceLine, ...], positive: list[InvoiceLine]
) -> Iterator[tuple[InvoiceLine, ...]]:
    for one in positive:
        yield tuple(
            line.model_copy(update={"amount": -(line.amount or Decimal(0))})
            if line is one
            else line
            for line in adjustments
        )


def totals_agree(invoice: Invoice) -> bool | None:
    """Whether net and tax make the total."""
    net, tax, total = invoice.net_amount, invoice.tax_amount, invoice.total
    if net is None or tax is None or total is None:
        return None
    rounding = invoice.rounding_amount or Decimal(0)
    slack = minor_unit(invoice.currency)
    return min(abs(net + tax - total), abs(net + tax + rounding - total)) <= slack


def products_agree(invoice: Invoice) -> bool | None:
    """Whether most lines are quantity times price."""
    verdicts = []
    for line in invoice.lines:
        product = line_amount(line)
        if product is not None and line.amount is not None:
            slack = minor_unit(invoice.currency)
            near = min(abs(product - line.amount), abs(abs(product) - abs(line.amount)))
            verdicts.append(near <= slack)
    return 2 * sum(verdicts) > len(verdicts) if verdicts else None


def judged(invoice: Invoice, *, stated: bool) -> Invoice:
    """Set the confidence, and whether a person should look.

    ``stated`` says that the format names every value, so that misreading is unlikely.
    """
    missing = [key for key in _KEY_FIELDS if getattr(invoice, key) is None]
    missing += ["supplier.name"] if invoice.supplier.name is None else []
    verdicts = [lines_agree(invoice), totals_agree(invoice), products_agree(invoice)]
    heard = [verdict for verdict in verdicts if verdict is not None]
    confidence = _STATED if stated else (_ADDS_UP if any(heard) else 0.8)
    confidence -= _MISSING * len(missing) + (0 if stated else _OFF * heard.count(False))
    unsupported = not stated and not any(heard)
    return invoice.model_copy(
        update={
            "confidence": round(max(confidence * (0.6 if invoice.review else 1.0), 0.05), 4),
            "review": invoice.review or bool(missing) or unsupported,
        }
    )
