"""PR101 rate-differs: a unit price is not the contract's rate for that item on that date.

Why:    A wrong rate repeats on every invoice until someone compares it with the rate card.
Inputs: Rate lines of the invoice; the rates in force in each line's service period.
Source: The row of the rate card or tier table quoted in the evidence.
Edges:  - A rate that an amendment replaced, and the new one before it takes effect, are found.
        - A price per day where the contract prices hours is compared after conversion.
        - Prices that include tax are compared net; a price that is right net or gross passes.
        - Where an escalator moves the price, PR104 speaks; a right price in a wrong tier is PR105.
Example: 9 hours at 160.00 where 150.00 is agreed: 90.00.
"""

from checks.charges.pricing import wrong_prices
from checks.proofs import difference, number, price
from models.cases import ChargeKind, InvoiceCase
from models.findings import Check, NotApplicable, Outcomes, Severity
from models.terms import Rate


def rate_differs(case: InvoiceCase) -> Outcomes:
    """Compare each unit price with the rate in force."""
    if not any(charge.kind is ChargeKind.RATE for charge in case.charges):
        yield NotApplicable("The invoice has no line billed by a rate.")
        return
    for wrong in wrong_prices(case):
        if not isinstance(wrong.term, Rate) or wrong.escalator:
            continue
        item, unit = wrong.charge.item, wrong.term.unit or "unit"
        billed = number(wrong.billed_price)
        said = price(wrong.billed_price, case.invoice.currency)
        agreed = price(wrong.expected_price.amount, case.invoice.currency)
        quantity = wrong.charge.line.quantity
        yield difference(
            case,
            [wrong.charge],
            wrong.billed,
            wrong.expected,
            message=f"{item} is billed at {said} per {unit}; the contract says {agreed}. "
            f"Ask for a corrected invoice at {agreed}.",
            working=f"{quantity} x {billed} = {wrong.billed}; "
            f"{quantity} x {wrong.expected_price.working} = {wrong.expected}",
        )


CHECK = Check("PR101", "rate-differs", Severity.HIGH, rate_differs)
