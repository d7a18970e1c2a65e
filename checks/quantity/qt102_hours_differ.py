"""QT102 hours-differ: billed hours are not the approved timesheet hours of the role and period.

Why:    Hours are the largest part of a services invoice and the easiest to mistype.
Inputs: Lines billed by time; approved timesheet entries of the role within the line's period.
Source: The timesheet rows; the rate of the contract.
Edges:  - Entries without an approver do not count.
        - Days are compared with hours after conversion, eight hours a day.
        - Hours included in a fee are no part of what may be billed; all hours billed is QT103.
        - Credit notes are taken off before anything is compared.
        - While terms wait for review, and invoice after invoice leaves out the same quantity of
          an item: perhaps it is included, cannot tell.
        - No timesheets on file: cannot tell.
Example: 80 hours billed, 76 approved, at 257.50: 1,030.00.
"""

from decimal import Decimal

from checks.charges.left_out import left_out_of
from checks.charges.quantities import Compared, hours_compared, worth
from checks.proofs import difference, number, term_proofs
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Finding, NotApplicable, Outcomes, Severity


def hours_differ(case: InvoiceCase) -> Outcomes:
    """Compare each role's hours with its approved timesheets."""
    compared = list(hours_compared(case))
    if not compared:
        yield NotApplicable("The invoice has no line billed by time.")
    for one in compared:
        if one.due is None:
            yield CannotTell("No timesheets are on file, or the line shows no hours.")
        elif one.differs and not one.ignores_allowance:
            untold = left_out_of(case, one)
            yield (
                CannotTell(untold, term_proofs(one.group.rates)) if untold else _finding(case, one)
            )


def _finding(case: InvoiceCase, one: Compared) -> Finding:
    billed, expected, working = worth(case, one)
    group, unit = one.group, one.group.rates[0].unit or "hour"
    beyond = f" beyond the {number(one.included)} included" if one.included else ""
    return difference(
        case,
        group.charges,
        billed,
        expected,
        message=f"{group.item}: {number(one.billed)} {unit}s billed, "
        f"{number(one.due or Decimal(0))} approved{beyond} for {group.start} to {group.end}.",
        working=working,
        facts=one.facts,
    )


CHECK = Check("QT102", "hours-differ", Severity.HIGH, hours_differ)
