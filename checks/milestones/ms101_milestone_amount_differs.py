"""MS101 milestone-amount-differs: the billed amount is not the milestone's.

Why:    Each milestone is billed once, so nobody compares it with the month before.
Inputs: Milestone lines; the milestone's sum, or its percent of the fixed price.
Source: The row of the payment schedule, and the clause of the price.
Edges:  - The amount is compared before retainage is taken off.
        - A line that says it is a part (instalment, 50%) may bill less.
        - More than the whole over several lines is MS103.
Example: "Prototype" is worth 28,800.00 and billed at 29,700.00: 900.00.
"""

import re
from datetime import date

from checks.charges.billed import billed_amount, order, same_item, standing
from checks.charges.readings import nearest
from checks.charges.stages import (
    billed_so_far,
    fixed_price,
    milestone_charges,
    milestone_of,
    worth_of_line,
)
from checks.proofs import difference, differs, money
from models.cases import Charge, InvoiceCase
from models.findings import CannotTell, Check, NotApplicable, Outcomes, Severity
from models.terms import Fee

_PART = re.compile(
    r"\b(?:instal?ment|part(?:ial)?|half|interim|progress|deposit|advance|balance|remainder"
    r"|\d+\s?%)",
    re.IGNORECASE,
)


def milestone_amount_differs(case: InvoiceCase) -> Outcomes:
    """Compare each milestone line with the milestone's amount."""
    charges = milestone_charges(case)
    if not charges or not case.stands:
        yield NotApplicable("The invoice has no line for a milestone of the contract.")
        return
    for charge in charges:
        yield from _compare(case, charge)


def _compare(case: InvoiceCase, charge: Charge) -> Outcomes:
    readings, currency = worth_of_line(case, charge), case.invoice.currency
    if not readings:
        yield CannotTell(f'The price that "{charge.item}" is a percent of is not stated.')
        return
    billed = billed_amount(charge, currency)
    if any(not differs(case, billed, reading.amount) for reading in readings):
        return
    best = nearest(readings, billed)
    part = _PART.search(charge.line.description or "") and billed < best.amount
    if part or _billed_besides(case, charge):
        return
    yield difference(
        case,
        [charge],
        billed,
        best.amount,
        message=f'Milestone "{charge.item}" is billed at {money(billed, currency)}; the contract '
        f"says {money(best.amount, currency)}. Ask for a corrected invoice.",
        working=best.working,
        terms=(*charge.terms, *_price(case, charge)),
    )


def _billed_besides(case: InvoiceCase, charge: Charge) -> bool:
    """Whether another line, here or on an earlier invoice, bills the same milestone."""
    if any(one is not charge and same_item(one, charge) for one in milestone_charges(case)):
        return True
    earlier = [one for one in standing(case) if order(one) < order(case)]
    return billed_so_far(earlier, charge) > 0


def _price(case: InvoiceCase, charge: Charge) -> tuple[Fee, ...]:
    """Return the price that a milestone is a percent of."""
    milestone = milestone_of(charge)
    if case.family is None or milestone is None or milestone.amount is not None:
        return ()
    price = fixed_price(case.family, case.invoice.issue_date or date.max)
    return (price,) if price else ()


CHECK = Check("MS101", "milestone-amount-differs", Severity.HIGH, milestone_amount_differs)
