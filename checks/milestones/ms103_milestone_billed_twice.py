"""MS103 milestone-billed-twice: over all invoices, more than the milestone's amount.

Why:    A milestone comes back as "final instalment" or under a new name months later.
Inputs: All standing invoices of the agreement with lines for the milestone, by date of issue.
Source: The row of the payment schedule; the earlier line is quoted beside the later.
Edges:  - The finding stands on the line that passes the amount; what is above it is the excess.
        - One line that alone bills too much is MS101.
Example: "Go-Live", 69,900.00, on two invoices: 69,900.00.
"""

from dataclasses import replace
from decimal import Decimal

from checks.charges.billed import billed_amount, order, same_item, standing
from checks.charges.readings import nearest
from checks.charges.stages import billed_so_far, milestone_charges, worth_of_line
from checks.proofs import difference, differs, line_proofs, money
from models.cases import Charge, InvoiceCase
from models.findings import Check, Finding, NotApplicable, Outcomes, Severity


def milestone_billed_twice(case: InvoiceCase) -> Outcomes:
    """Add up what was billed for each milestone up to this invoice."""
    charges = milestone_charges(case)
    if not charges or not case.stands:
        yield NotApplicable("The invoice has no line for a milestone of the contract.")
        return
    earlier = [one for one in standing(case) if order(one) < order(case)]
    for place, charge in enumerate(charges):
        same = [one for one in charges[:place] if same_item(one, charge)]
        before = billed_so_far(earlier, charge)
        before += sum((billed_amount(one, case.invoice.currency) for one in same), Decimal(0))
        found = _finding(case, charge, before, earlier) if before > 0 else None
        if found:
            yield found


def _finding(
    case: InvoiceCase, charge: Charge, before: Decimal, earlier: list[InvoiceCase]
) -> Finding | None:
    readings, currency = worth_of_line(case, charge), case.invoice.currency
    if not readings:
        return None
    billed = billed_amount(charge, currency)
    worth = nearest(readings, before).amount
    left = max(worth - before, Decimal(0))
    if billed <= left or not differs(case, billed, left):
        return None
    first = next(
        (
            line_proofs(one, [other])
            for one in earlier
            for other in milestone_charges(one)
            if same_item(other, charge)
        ),
        (),
    )
    found = difference(
        case,
        [charge],
        billed,
        left,
        message=f'Milestone "{charge.item}" is worth {money(worth, currency)} and '
        f"{money(before, currency)} of it was billed before; this line adds "
        f"{money(billed, currency)}.",
        working=f"{before} + {billed} = {before + billed}; agreed {worth}",
    )
    return replace(found, proofs=(*found.proofs, *first))


CHECK = Check("MS103", "milestone-billed-twice", Severity.HIGH, milestone_billed_twice)
