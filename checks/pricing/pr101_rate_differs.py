"""PR101 rate-differs: a unit price is not the contract's rate for that item on that date.

Why:    A wrong rate repeats on every invoice until someone compares it with the rate card.
Inputs: Rate lines of the invoice; the rates in force in each line's service period.
Source: The row of the rate card or tier table quoted in the evidence.
Edges:  - A rate that an amendment replaced, and the new one before it takes effect, are found.
        - A price per day where the contract prices hours is compared after conversion.
        - Prices that include tax are compared net; a price that is right net or gross passes.
        - No unit price printed, and the amount far from quantity times rate: cannot tell.
        - Where an escalator moves the price, PR104 speaks; a right price in a wrong tier is PR105.
Example: 9 hours at 160.00 where 150.00 is agreed: 90.00.
"""

from decimal import Decimal

from checks.charges.pricing import WrongPrice, wrong_prices
from checks.proofs import difference, line_proofs, number, price
from models.cases import ChargeKind, InvoiceCase
from models.findings import CannotTell, Check, NotApplicable, Outcomes, Severity
from models.terms import Rate

_LEAST, _MOST = Decimal("0.5"), Decimal(2)


def rate_differs(case: InvoiceCase) -> Outcomes:
    """Compare each unit price with the rate in force."""
    if not any(charge.kind is ChargeKind.RATE for charge in case.charges):
        yield NotApplicable("The invoice has no line billed by a rate.")
        return
    for wrong in wrong_prices(case):
        if not isinstance(wrong.term, Rate) or wrong.escalator or wrong.partial:
            continue
        if _is_garbled(wrong):
            yield CannotTell(
                f"The line prints no unit price, and its amount is far from its quantity at the "
                f"agreed price of {wrong.charge.item}; read it again.",
                line_proofs(case, [wrong.charge]),
            )
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


def _is_garbled(wrong: WrongPrice) -> bool:
    """Whether a price that is not printed comes to less than half or more than twice the agreed."""
    if wrong.charge.line.unit_price is not None or not wrong.expected_price.amount:
        return False
    return not _LEAST <= wrong.billed_price / wrong.expected_price.amount <= _MOST


CHECK = Check("PR101", "rate-differs", Severity.HIGH, rate_differs)
