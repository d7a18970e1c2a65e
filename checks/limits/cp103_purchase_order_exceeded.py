"""CP103 purchase-order-exceeded: the invoices that quote a purchase order pass its amount.

Why:    Nobody adds up the invoices of a blanket order until it is overdrawn.
Inputs: Totals of all standing invoices that quote the order, in order of issue; the order.
Source: The row of the purchase order file.
Edges:  - The finding stands on the invoice that breaks the limit; what is above it is the excess.
        - Credit notes are taken off.  An order without an amount has no limit.
Example: a purchase order of 10,000 quoted by invoices of 6,000 and 5,000: 1,000.
"""

from decimal import Decimal

from checks.charges.billed import order, standing
from checks.proofs import differs, fact_proofs, money
from checks.recognition.references import plain
from models.cases import InvoiceCase
from models.facts import PurchaseOrder
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity


def purchase_order_exceeded(case: InvoiceCase) -> Outcomes:
    """Add up the invoices that quote the order up to this one."""
    wanted = plain(case.invoice.purchase_order or "")
    if not wanted or not case.stands:
        yield NotApplicable("The invoice quotes no purchase order.")
        return
    if case.book.facts.purchase_orders is None:
        yield CannotTell("No purchase orders are on file.")
        return
    limit = next((po for po in case.book.facts.purchase_orders if plain(po.number) == wanted), None)
    found = _over(case, limit) if limit else None
    if found:
        yield found


def _over(case: InvoiceCase, limit: PurchaseOrder) -> Finding | None:
    quoting = [
        one
        for one in standing(case)
        if plain(one.invoice.purchase_order or "") == plain(limit.number)
        and order(one) <= order(case)
    ]
    own = _total(case)
    total = sum((_total(one) for one in quoting), Decimal(0))
    if limit.amount is None or total <= limit.amount or total - own > limit.amount:
        return None
    if not differs(case, total, limit.amount):
        return None
    currency = limit.currency or case.invoice.currency
    return Finding(
        message=f"With this invoice {money(total, currency)} is billed on order {limit.number} "
        f"of {money(limit.amount, currency)}.",
        direction=Direction.OVERBILLED,
        expected=str(limit.amount),
        actual=str(total),
        amount=total - limit.amount,
        currency=currency,
        working=f"billed before {total - own}, this invoice {own}, order {limit.amount}",
        proofs=fact_proofs([limit]),
        key=plain(limit.number),
    )


def _total(case: InvoiceCase) -> Decimal:
    given = sum((note.invoice.total or Decimal(0) for note in case.credits), Decimal(0))
    return (case.invoice.total or Decimal(0)) - given


CHECK = Check("CP103", "purchase-order-exceeded", Severity.MEDIUM, purchase_order_exceeded)
