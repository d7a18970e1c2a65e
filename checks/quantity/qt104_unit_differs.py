"""QT104 unit-differs: the invoice counts in another unit than the contract prices.

Why:    Days against hours hide the length of the day, and the comparison with timesheets.
Inputs: Rate lines with a unit; the unit of the rate.
Source: The row of the rate card.
Edges:  - Units of one measure only: hours and days, gigabytes and terabytes, miles and km.
        - "Per user per month" billed per user for a month is the same unit.
        - Prices and quantities are compared after conversion by PR101, QT101 and QT102.
Example: the contract prices hours, the line counts days.
"""

from checks.charges.pricing import other_unit
from checks.charges.rating import rates_of
from checks.proofs import line_proofs, term_proofs, unsure
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity


def unit_differs(case: InvoiceCase) -> Outcomes:
    """Compare the unit of each line with that of its rate."""
    lines = [charge for charge in case.charges if rates_of(charge)]
    if not lines or not case.stands:
        yield NotApplicable("The invoice has no line with a unit that the contract prices.")
        return
    for charge in lines:
        if other_unit(charge):
            rates = rates_of(charge)
            unit = charge.line.unit or "day"
            yield Finding(
                message=f"{charge.item} is billed by the {unit}; the contract prices "
                f"it by the {rates[0].unit}. Ask for an invoice in the agreed unit.",
                direction=Direction.NEUTRAL,
                expected=rates[0].unit,
                actual=unit,
                line=charge.line.number,
                working=f"{unit} on the invoice, {rates[0].unit} in the contract",
                proofs=(*term_proofs(rates[:1]), *line_proofs(case, [charge])),
                review=unsure(rates, [charge]),
            )


CHECK = Check("QT104", "unit-differs", Severity.LOW, unit_differs)
