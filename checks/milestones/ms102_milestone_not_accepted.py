"""MS102 milestone-not-accepted: billed without, or before, a recorded acceptance.

Why:    Paying before acceptance gives away the only lever there is.
Inputs: Milestone lines; the acceptances on file; the date of issue.
Source: The milestone's row and the acceptance record, or its absence.
Edges:  - An acceptance on the day of issue is in time.
        - The amount is the line's, before retainage.
        - No file of acceptances: cannot tell.
Example: "Prototype" billed on 1 June and accepted on 20 June: the whole line.
"""

from checks.charges.stages import acceptances_of, milestone_charges
from checks.proofs import fact_proofs, line_proofs, money, term_proofs, unsure
from models.cases import Charge, Family, InvoiceCase
from models.facts import Acceptance
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Severity,
)


def milestone_not_accepted(case: InvoiceCase) -> Outcomes:
    """Find milestone lines without an acceptance by the date of issue."""
    charges = milestone_charges(case)
    if case.family is None or not charges or not case.stands:
        yield NotApplicable("The invoice has no line for a milestone of the contract.")
        return
    if case.book.facts.acceptances is None:
        yield CannotTell("No acceptances are on file.")
        return
    for charge in charges:
        found = _late_or_missing(case, case.family, charge)
        if found is not None and charge.amount > 0:
            yield _finding(case, charge, found)


def _late_or_missing(
    case: InvoiceCase, family: Family, charge: Charge
) -> tuple[Acceptance, ...] | None:
    """Return the acceptances that came too late, none at all as (), None where one is in time."""
    rows = acceptances_of(charge.item, family, case.book.facts)
    issued = case.invoice.issue_date
    in_time = [row for row in rows if issued is None or row.accepted_on <= issued]
    return None if in_time else rows


def _finding(case: InvoiceCase, charge: Charge, rows: tuple[Acceptance, ...]) -> Finding:
    issued, currency = case.invoice.issue_date, case.invoice.currency
    state = f"accepted only on {rows[0].accepted_on}" if rows else "not accepted on record"
    return Finding(
        message=f'Milestone "{charge.item}" ({money(charge.amount, currency)}) is billed on '
        f"{issued} and {state}. Hold payment until it is accepted.",
        direction=Direction.OVERBILLED,
        expected=f"accepted by {issued}",
        actual=state,
        amount=charge.amount,
        currency=currency,
        line=charge.line.number,
        working=f"issued {issued}; {state}",
        proofs=(
            *term_proofs(charge.terms),
            *line_proofs(case, [charge]),
            *fact_proofs(rows),
        ),
        review=unsure(charge.terms, [charge]),
    )


CHECK = Check("MS102", "milestone-not-accepted", Severity.HIGH, milestone_not_accepted)
