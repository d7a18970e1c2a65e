"""PR108 proration-differs: a part of a period is not prorated as agreed.

Why:    First and last periods are billed in full, or by days of a month that has more.
Inputs: Lines whose period is shorter than that of the fee, or of the unit a rate prices ("per
        user and quarter"); the agreed proration.
Source: The clause of the fee, or the house default: actual days.
Edges:  - Where the contract names no convention, actual days, 30-day months and a year of 365
          days are all computed; any of them passes.
        - A quarter or year counts from the effective date or by the calendar: either passes.
        - An amended fee keeps the proration of the fee it replaces.
Example: 3,000 a month billed in full for 10 to 31 January: 3,000.00 - 2,129.03 = 870.97.
"""

from checks.charges.pricing import wrong_prices
from checks.charges.rating import months_priced, rates_of
from checks.proofs import difference, money
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import Check, NotApplicable, Outcomes, Severity


def proration_differs(case: InvoiceCase) -> Outcomes:
    """Compare each part of a period with the fee by days."""
    if not any(_has_time(charge) for charge in case.charges):
        yield NotApplicable("The invoice has no line for a fee, or a rate for a time.")
        return
    for wrong in wrong_prices(case):
        if not wrong.partial:
            continue
        currency = case.invoice.currency
        yield difference(
            case,
            [wrong.charge],
            wrong.billed,
            wrong.expected,
            message=f"The {wrong.charge.item} for {wrong.charge.start} to {wrong.charge.end} is "
            f"billed at {money(wrong.billed, currency)}; prorated it is "
            f"{money(wrong.expected, currency)}.",
            working=f"{wrong.expected_price.working} = {wrong.expected}",
        )


def _has_time(charge: Charge) -> bool:
    timed = any(months_priced(rate) for rate in rates_of(charge))
    return charge.kind is ChargeKind.FEE or timed


CHECK = Check("PR108", "proration-differs", Severity.MEDIUM, proration_differs)
