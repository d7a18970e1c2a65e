"""ID105 purchase-order-invalid: the order is unknown, of another contract, or not valid that day.

Why:    An order that does not exist or has run out gives no right to bill.
Inputs: The invoice's order reference and date of issue; the purchase orders on file.
Source: The row of the purchase order file.
Edges:  - No purchase order file: cannot tell.
        - An invoice without an order number is ID104's, not ours.
        - An order without dates is valid always.
Example: PO 4711 ended on 31 March; an invoice of 5 May quotes it.
"""

from checks.arithmetic.sums import printed
from checks.proofs import fact_proofs
from checks.recognition.references import concerns, plain
from models.cases import InvoiceCase
from models.facts import PurchaseOrder
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity


def purchase_order_invalid(case: InvoiceCase) -> Outcomes:
    """Look the order up."""
    number, orders = case.invoice.purchase_order, case.book.facts.purchase_orders
    if not number or case.family is None:
        yield NotApplicable("The invoice names no purchase order.")
        return
    if orders is None:
        yield CannotTell("No file of purchase orders is on file (facts/purchase_orders.csv).")
        return
    found = [o for o in orders if plain(o.number) == plain(number)]
    reason = _trouble(case, found)
    if reason is None:
        return
    yield Finding(
        message=f"Purchase order {number} {reason}. Clear the order before you pay.",
        direction=Direction.OVERBILLED,
        expected="a valid purchase order of this contract",
        actual=number,
        amount=case.invoice.total,
        currency=case.invoice.currency,
        working=f"{number} {reason}",
        proofs=(*printed(case.invoice, "purchase_order", "issue_date"), *fact_proofs(found)),
    )


def _trouble(case: InvoiceCase, found: list[PurchaseOrder]) -> str | None:
    if not found:
        return "is not on file"
    own = [o for o in found if case.family and concerns(o.contract, case.family)]
    if not own:
        return f"belongs to another contract ({found[0].contract})"
    day = case.invoice.issue_date
    if day is not None and not any(
        (o.valid_from or day) <= day <= (o.valid_to or day) for o in own
    ):
        return f"is not valid on {day.isoformat()}"
    return None


CHECK = Check("ID105", "purchase-order-invalid", Severity.MEDIUM, purchase_order_invalid)
