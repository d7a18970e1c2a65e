"""TM101 outside-term: a service period before the effective date or after expiry.

Why:    Billing goes on after a contract ended, at prices nobody agreed to for that time.
Inputs: The service period of each line; effective date, expiry and renewal of the agreement.
Source: The header of the governing document.
Edges:  - An agreement that renews by itself has no end.
        - Only periods wholly outside; events (milestones, interest, releases) have no period.
Example: a fee for July under a contract that ended on 30 June.
"""

from checks.agreement import term_bounds
from checks.charges.service_term import outside_term
from checks.proofs import line_proofs, money, unsure
from models.cases import Charge, Family, InvoiceCase
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

_FIELDS = {"before": "effective_date", "after": "expiration_date"}


def outside_the_term(case: InvoiceCase) -> Outcomes:
    """Find lines for service outside the term of the agreement."""
    family = case.family
    if family is None or not case.stands:
        yield NotApplicable("The invoice matches no contract, or does not stand.")
        return
    for charge in case.charges:
        side = outside_term(family, charge)
        if side and charge.amount > 0:
            yield _finding(case, family, charge, side)


def _finding(case: InvoiceCase, family: Family, charge: Charge, side: str) -> Finding:
    first, last = term_bounds(family)
    bound = f"took effect on {first}" if side == "before" else f"ended on {last}"
    quotes = [m.contract_evidence.get(_FIELDS[side]) for m in reversed(family.members)]
    header = [Proof(EvidenceRole.CONTRACT, quote) for quote in quotes if quote][:1]
    currency = case.invoice.currency
    return Finding(
        message=f"{charge.item or charge.line.description} for {charge.start} to {charge.end} "
        f"({money(charge.amount, currency)}): the agreement {bound}.",
        direction=Direction.OVERBILLED,
        expected=f"{first or '...'} to {last or '...'}",
        actual=f"{charge.start} to {charge.end}",
        amount=charge.amount,
        currency=currency,
        line=charge.line.number,
        working=f"service from {charge.start} to {charge.end}; the agreement {bound}",
        proofs=(*header, *line_proofs(case, [charge])),
        review=unsure((), [charge]),
    )


CHECK = Check("TM101", "outside-term", Severity.HIGH, outside_the_term)
