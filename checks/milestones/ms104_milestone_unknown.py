"""MS104 milestone-unknown: a billed milestone is not in the contract.

Why:    Extra work is billed as one more milestone of a fixed price.
Inputs: Lines that call themselves a milestone or deliverable; the payment schedule.
Source: The rows of the schedule, none of which has the name.
Edges:  - A name that differs in spelling, number or case is the same milestone.
        - A contract without any milestone: the line is PR102's.
Example: "Milestone 6: Mobile Extension" under a schedule of five: the whole line.
"""

from datetime import date

from checks.agreement import of_kind
from checks.charges.billed import standing
from checks.charges.certainty import is_settled
from checks.charges.stages import milestone_of
from checks.proofs import line_proofs, money, term_proofs, unsure
from models.cases import ChargeKind, InvoiceCase
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


def milestone_unknown(case: InvoiceCase) -> Outcomes:
    """Find milestone lines that no row of the schedule names."""
    lines = [charge for charge in case.charges if charge.kind is ChargeKind.MILESTONE]
    if case.family is None or not lines or not case.stands:
        yield NotApplicable("The invoice has no line for a milestone.")
        return
    schedule = of_kind(case.family, case.invoice.issue_date or date.max, Milestone)
    if not schedule:
        yield NotApplicable("The contract has no milestones.")
        return
    currency = case.invoice.currency
    if not is_settled(case.family) and _mostly_unknown(case):
        yield CannotTell(
            "Most milestones that are billed were not read in the contract; confirm its schedule.",
            term_proofs(schedule),
        )
        return
    for charge in lines:
        if milestone_of(charge) is None and charge.amount > 0:
            names = ", ".join(term.name or "?" for term in schedule)
            yield Finding(
                message=f'"{charge.line.description}" ({money(charge.amount, currency)}) is no '
                f"milestone of the contract ({names}). Ask for the change order.",
                direction=Direction.OVERBILLED,
                expected=names,
                actual=charge.item,
                amount=charge.amount,
                currency=currency,
                line=charge.line.number,
                working=f"milestones of the contract: {names}",
                proofs=(*term_proofs(schedule), *line_proofs(case, [charge])),
                review=unsure(schedule) or not is_settled(case.family),
            )


def _mostly_unknown(case: InvoiceCase) -> bool:
    """Whether the schedule as it was read names no more than half of the milestones billed."""
    lines = [c for one in standing(case) for c in one.charges if c.kind is ChargeKind.MILESTONE]
    names = {charge.item or charge.line.description or "" for charge in lines}
    known = {charge.item or charge.line.description or "" for charge in lines if charge.terms}
    return 2 * len(known) <= len(names) and len(names) - len(known) > 1


CHECK = Check("MS104", "milestone-unknown", Severity.HIGH, milestone_unknown)
