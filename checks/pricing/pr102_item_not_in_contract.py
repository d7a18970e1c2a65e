"""PR102 item-not-in-contract: a charge that the contract has no price or rule for.

Why:    Surcharges and extras that nobody agreed to are paid because the rest of the invoice fits.
Inputs: Lines that match no rate, fee, percentage, milestone, minimum or expense rule.
Source: The absence of a term; the invoice line is the evidence.
Edges:  - A line for tax, a deduction or a credit is no charge.
        - Interest without a late-charge clause is PT103, an unknown milestone MS104.
        - A line outside the term of the agreement is TM101.
"""

from checks.charges.service_term import outside_term
from checks.proofs import line_proofs, money
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity

_NEEDS_TERM = frozenset((ChargeKind.UNKNOWN, ChargeKind.EXPENSE, ChargeKind.TRUE_UP))


def item_not_in_contract(case: InvoiceCase) -> Outcomes:
    """Name each charge that no term explains."""
    if case.family is None or not case.stands:
        yield NotApplicable("The invoice matches no contract, or does not stand.")
        return
    for charge in case.charges:
        if charge.kind in _NEEDS_TERM and not charge.terms and charge.amount > 0:
            if outside_term(case.family, charge):
                continue
            yield _finding(case, charge)


def _finding(case: InvoiceCase, charge: Charge) -> Finding:
    text = charge.line.description or charge.line.item_code or "This line"
    amount = charge.amount
    return Finding(
        message=f'"{text}" ({money(amount, case.invoice.currency)}) has no price in the contract. '
        "Ask the supplier for the clause or order it rests on.",
        direction=Direction.OVERBILLED,
        expected="0",
        actual=str(amount),
        amount=amount,
        currency=case.invoice.currency,
        line=charge.line.number,
        working="no rate, fee, milestone or expense rule of the agreement names this item",
        proofs=line_proofs(case, [charge]),
    )


CHECK = Check("PR102", "item-not-in-contract", Severity.HIGH, item_not_in_contract)
