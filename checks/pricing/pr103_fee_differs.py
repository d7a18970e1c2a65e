"""PR103 fee-differs: a fixed or recurring fee is not the one agreed.

Why:    Recurring fees are paid by habit; a wrong one is paid every period.
Inputs: Fee lines of the invoice; the fee in force in each line's period.
Source: The clause that states the fee.
Edges:  - A fee over a change by amendment is split by days.
        - Where an escalator moves the fee, PR104 speaks; a part of a period is PR108.
        - Prices that include tax are compared net of it.
Example: a monthly fee of 15,250.00 where 15,000.00 is agreed: 250.00.
"""

from checks.charges.pricing import wrong_prices
from checks.proofs import difference, money
from models.cases import ChargeKind, InvoiceCase
from models.findings import Check, NotApplicable, Outcomes, Severity
from models.terms import Fee


def fee_differs(case: InvoiceCase) -> Outcomes:
    """Compare each fee line with the fee agreed for its period."""
    if not any(charge.kind is ChargeKind.FEE for charge in case.charges):
        yield NotApplicable("The invoice has no line for a fee.")
        return
    for wrong in wrong_prices(case):
        if not isinstance(wrong.term, Fee) or wrong.partial or wrong.escalator:
            continue
        currency = case.invoice.currency
        yield difference(
            case,
            [wrong.charge],
            wrong.billed,
            wrong.expected,
            message=f"The {wrong.charge.item} is billed at {money(wrong.billed, currency)}; the "
            f"contract says {money(wrong.expected, currency)}. Ask for a corrected invoice.",
            working=wrong.expected_price.working,
        )


CHECK = Check("PR103", "fee-differs", Severity.HIGH, fee_differs)
