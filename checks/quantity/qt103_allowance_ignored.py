"""QT103 allowance-ignored: the included quantity is not deducted before overage is billed.

Why:    The metering system reports all usage; the allowance is taken off by hand.
Inputs: Lines of an item with an included quantity; usage facts or approved timesheets of the
        period.
Source: The clause that includes a quantity.
Edges:  - Only where exactly the metered quantity is billed; any other is QT101.
        - An allowance per month counts once for each month of the line's period.
Example: 743 GB billed of 743 metered though 250 are included, at 0.50: 125.00.
"""

from checks.charges.quantities import Compared, hours_compared, is_time, usage_compared, worth
from checks.proofs import difference, grouped
from models.cases import InvoiceCase
from models.findings import Check, NotApplicable, Outcomes, Severity


def allowance_ignored(case: InvoiceCase) -> Outcomes:
    """Find items billed from the first unit though a part is included."""
    every = (*usage_compared(case), *hours_compared(case))
    compared = [one for one in every if one.included]
    if not compared:
        yield NotApplicable("The invoice has no line for an item with an included quantity.")
    for one in compared:
        if one.ignores_allowance:
            billed, expected, working = worth(case, one)
            yield difference(
                case,
                one.group.charges,
                billed,
                expected,
                message=f"{one.group.item}: all {grouped(one.billed)} {_unit(one)}s are billed; "
                f"{grouped(one.included)} are included in the price.",
                working=working,
                facts=one.facts,
                line=one.group.charges[-1].line.number,
            )


def _unit(one: Compared) -> str:
    rate = one.group.rates[0]
    return rate.unit or "hour" if is_time(rate) else "unit"


CHECK = Check("QT103", "allowance-ignored", Severity.HIGH, allowance_ignored)
