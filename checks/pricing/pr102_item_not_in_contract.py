"""PR102 item-not-in-contract: a charge that the contract has no price or rule for.

Why:    Surcharges and extras that nobody agreed to are paid because the rest of the invoice fits.
Inputs: Lines that match no rate, fee, percentage, milestone, minimum or expense rule.
Source: The absence of a term; the invoice line is the evidence.
Edges:  - A line for tax, a deduction, a credit or a subtotal is no charge.
        - Interest without a late-charge clause is PT103, an unknown milestone MS104.
        - A line outside the term of the agreement is TM101.
        - While terms wait for review, an item that a clause mentions, or that invoice after
          invoice shows, cannot be told: its price was perhaps not read.
Example: "Priority surcharge 250.00" that no clause names: 250.00.
"""

from checks.charges.certainty import is_mentioned, is_settled, is_usual
from checks.charges.service_term import outside_term
from checks.proofs import line_proofs, money
from checks.recognition.subtotals import is_subtotal
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Severity,
)
from models.terms import Milestone

_NEEDS_TERM = frozenset((ChargeKind.UNKNOWN, ChargeKind.EXPENSE, ChargeKind.TRUE_UP))


def item_not_in_contract(case: InvoiceCase) -> Outcomes:
    """Name each charge that no term explains."""
    if case.family is None or not case.stands:
        yield NotApplicable("The invoice matches no contract, or does not stand.")
        return
    for charge in case.charges:
        if not _needs_term(case.family, charge) or outside_term(case.family, charge):
            continue
        if _perhaps_unread(case, case.family, charge):
            yield CannotTell(
                f'No price for "{charge.line.description}" was read in the contract; '
                "confirm its terms.",
                line_proofs(case, [charge]),
            )
        else:
            yield _finding(case, charge)


def _needs_term(family: Family, charge: Charge) -> bool:
    """Whether a line charges something; a milestone does where the contract has no schedule."""
    if charge.terms or charge.amount <= 0 or is_subtotal(charge.line):
        return False
    stages = any(isinstance(term, Milestone) for m in family.members for term in m.terms)
    return charge.kind in _NEEDS_TERM or (charge.kind is ChargeKind.MILESTONE and not stages)


def _perhaps_unread(case: InvoiceCase, family: Family, charge: Charge) -> bool:
    if is_settled(family) or (charge.told is not None and not charge.told.learned):
        return False
    stage = charge.kind is ChargeKind.MILESTONE
    return stage or is_mentioned(case, charge) or is_usual(case, charge)


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
        review=case.family is not None and not is_settled(case.family) and charge.told is None,
    )


CHECK = Check("PR102", "item-not-in-contract", Severity.HIGH, item_not_in_contract)
