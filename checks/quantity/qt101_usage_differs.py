"""QT101 usage-differs: the billed quantity is not the metered usage of the period.

Why:    The meter and the invoice are kept in two systems.
Inputs: Lines of metered items; usage facts of exactly the lines' period.
Source: The row of the usage file; the price of the contract.
Edges:  - Quantity included in the price is deducted first; if it was not, QT103 speaks.
        - Lines of one item on several tiers are added up; the finding names the last.
        - Credit notes are taken off before anything is compared.
        - While terms wait for review, and invoice after invoice leaves out the same quantity of
          an item: perhaps it is included, cannot tell.
        - No usage of exactly the period on file: cannot tell.
Example: 1,250 calls billed, 1,200 metered, at 0.50: 25.00.
"""

from decimal import Decimal

from checks.charges.left_out import left_out_of
from checks.charges.metering import counted_from
from checks.charges.quantities import Compared, usage_compared, worth
from checks.proofs import difference, grouped, money, term_proofs
from models.cases import InvoiceCase
from models.facts import Usage
from models.findings import CannotTell, Check, Finding, NotApplicable, Outcomes, Severity


def usage_differs(case: InvoiceCase) -> Outcomes:
    """Compare each metered item with its meter."""
    compared = list(usage_compared(case))
    if not compared:
        yield NotApplicable("The invoice has no line for a metered quantity.")
    for one in compared:
        if one.due is None:
            yield CannotTell(f"No usage of {one.group.item} for exactly the period is on file.")
        elif one.differs and not one.ignores_allowance:
            untold = left_out_of(case, one)
            yield (
                CannotTell(untold, term_proofs(one.group.rates)) if untold else _finding(case, one)
            )


def _finding(case: InvoiceCase, one: Compared) -> Finding:
    billed, expected, working = worth(case, one)
    due, group = grouped(one.due or Decimal(0)), one.group
    return difference(
        case,
        group.charges,
        billed,
        expected,
        message=f"{group.item}: {grouped(one.billed)} billed, {due} metered and chargeable for "
        f"{group.start} to {group.end}; {money(abs(billed - expected), case.invoice.currency)} off.",
        working=working + counted_from(row for row in one.facts if isinstance(row, Usage)),
        facts=one.facts,
        line=group.charges[-1].line.number,
    )


CHECK = Check("QT101", "usage-differs", Severity.HIGH, usage_differs)
