"""ID104 purchase-order-missing: the contract wants an order number, the invoice has none.

Why:    Without the order number nobody can match the invoice to what was ordered.
Inputs: The clause that asks for a purchase order number; the invoice's order reference.
Source: The clause quoted in the contract's header evidence.
Edges:  - The clause may stand in the master agreement: the whole family counts.
        - A credit note needs no order number of its own.
Example: "each invoice shall show a purchase order number", and the invoice shows none.
"""

from checks.arithmetic.sums import printed
from models.cases import InvoiceCase
from models.findings import (
    Check,
    Direction,
    EvidenceRole,
    Finding,
    NotApplicable,
    Outcomes,
    Proof,
    Severity,
)


def purchase_order_missing(case: InvoiceCase) -> Outcomes:
    """Ask for the number where the family demands it."""
    members = case.family.members if case.family else ()
    demanding = next((m for m in members if m.contract.purchase_order_required), None)
    if demanding is None or case.invoice.is_credit:
        yield NotApplicable("The contract does not ask for a purchase order number.")
        return
    if case.invoice.purchase_order:
        return
    quote = demanding.contract_evidence.get("purchase_order_required")
    yield Finding(
        message=f"The contract asks for a purchase order number on every invoice; {case.invoice.number} has none. Ask for it before you pay.",
        direction=Direction.NEUTRAL,
        expected="a purchase order number",
        actual="none",
        working="the invoice states no purchase order",
        proofs=(
            *((Proof(EvidenceRole.CONTRACT, quote),) if quote else ()),
            *printed(case.invoice, "purchase_order"),
        ),
    )


CHECK = Check("ID104", "purchase-order-missing", Severity.LOW, purchase_order_missing)
