"""AR101 line-amount-wrong: quantity times unit price is not the line amount.

Why:    A slip (or a trick) in the extension is paid as printed when nobody multiplies.
Inputs: Quantity, unit price, discount and amount of each line, as printed.
Source: Arithmetic; each product is rounded half up to the currency's minor unit.
Edges:  - One minor unit of difference is rounding, no finding.
        - A line without quantity or unit price is a lump sum: nothing to multiply.
        - A line whose price or quantity alone is wrong still multiplies right and passes.
Example: 8 hours x 150.00 printed as 1,250.00: 50.00.
"""

from checks.arithmetic.sums import expected_amount, slack
from checks.proofs import direction_of, line_text, money, number
from models.cases import InvoiceCase
from models.findings import Check, EvidenceRole, Finding, NotApplicable, Outcomes, Proof, Severity


def line_amount_wrong(case: InvoiceCase) -> Outcomes:
    """Multiply every line again."""
    invoice = case.invoice
    limit = slack(invoice, case.book.settings.tolerance_minor_units)
    multiplied = 0
    for line in invoice.lines:
        expected = expected_amount(line, invoice.currency)
        if (
            expected is None
            or line.amount is None
            or line.quantity is None
            or line.unit_price is None
        ):
            continue
        multiplied += 1
        if abs(line.amount - expected) <= limit:
            continue
        off = f" - {number(line.discount)}" if line.discount else ""
        yield Finding(
            message=f"Line {line.number} says {money(line.amount, invoice.currency)}; its quantity and price give {money(expected, invoice.currency)}. Ask for a corrected invoice.",
            direction=direction_of(line.amount, expected),
            expected=str(expected),
            actual=str(line.amount),
            amount=abs(line.amount - expected),
            currency=invoice.currency,
            line=line.number,
            working=f"{number(line.quantity)} x {number(line.unit_price)}{off} = {expected}",
            proofs=(Proof(EvidenceRole.INVOICE, line.evidence or line_text(invoice, line)),),
        )
    if not multiplied:
        yield NotApplicable("No line prints both a quantity and a unit price.")


CHECK = Check("AR101", "line-amount-wrong", Severity.HIGH, line_amount_wrong)
