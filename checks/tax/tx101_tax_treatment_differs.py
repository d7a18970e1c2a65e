"""TX101 tax-treatment-differs: tax added where none is due, or missing where the contract adds it.

Why:    Prices that include tax are billed with tax on top, and nobody sees it in the unit price.
Inputs: The contract's tax treatment and, where it names one, the rate; net, tax and total.
Source: The tax clause.
Edges:  - Prices that include tax: the lines are expected net of it, so a tax line on the full
          contract price is too much; the amount is the tax.
        - Prices without tax and a rate in the contract: an invoice without tax lacks it.
        - Prices without tax and no rate in the contract: what tax is due lies outside the
          documents; tax or no tax passes.
        - No tax clause: not applicable.
Example: 20% tax on top of prices that include it: all of the tax.
"""

from decimal import Decimal

from checks.agreement import of_kind
from checks.arithmetic.sums import printed, slack
from checks.proofs import money, number, term_proofs
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Passed, Severity
from models.money import to_minor
from models.terms import Fee, Rate, TaxTreatment


def tax_treatment_differs(case: InvoiceCase) -> Outcomes:
    """Compare the tax on the invoice with the treatment agreed."""
    invoice, day = case.invoice, case.invoice.issue_date
    terms = of_kind(case.family, day, TaxTreatment) if case.family and day else ()
    if not terms or invoice.net_amount is None or invoice.is_credit:
        yield NotApplicable(
            "The contract does not say how prices are taxed, or no net amount is printed."
        )
        return
    term, tax = terms[0], invoice.tax_amount or Decimal(0)
    if term.treatment == "inclusive":
        if tax > slack(invoice, 1) and _at_full_price(case):
            yield _finding(case, term, tax, Direction.OVERBILLED)
        return
    if term.percent is None:
        yield Passed("The contract adds tax and names no rate; the printed tax was not judged.")
        return
    expected = to_minor(invoice.net_amount * term.percent / 100, invoice.currency)
    if term.percent and tax == 0 and expected > slack(invoice, 1):
        yield _finding(case, term, expected, Direction.UNDERBILLED)


def _finding(
    case: InvoiceCase, term: TaxTreatment, amount: Decimal, direction: Direction
) -> Finding:
    invoice = case.invoice
    missing = direction is Direction.UNDERBILLED
    if missing:
        text = f"Tax of {number(term.percent or Decimal(0))}% is missing."
        working = f"{number(invoice.net_amount or Decimal(0))} x {number(term.percent or Decimal(0))}% = {number(amount)}"
    else:
        text = "Prices include tax, and tax was added on top."
        working = f"tax of {number(amount)} on prices that include it"
    return Finding(
        message=f"{text} {money(amount, invoice.currency)} {'is to be billed' if missing else 'is too much'}; ask for a corrected invoice.",
        direction=direction,
        expected=str(amount if missing else Decimal(0)),
        actual=str(invoice.tax_amount or Decimal(0)),
        amount=amount,
        currency=invoice.currency,
        working=working,
        proofs=(*term_proofs([term]), *printed(invoice, "net_amount", "tax_amount", "total")),
        review=term.review,
    )


def _at_full_price(case: InvoiceCase) -> bool:
    """Whether some line asks for the contract's price itself, which already holds the tax."""
    return any(
        _price(charge) is not None and charge.line.unit_price == _price(charge)
        for charge in case.charges
    )


def _price(charge: Charge) -> Decimal | None:
    if charge.kind not in (ChargeKind.RATE, ChargeKind.FEE) or not charge.terms:
        return None
    term = charge.terms[0]
    return term.amount if isinstance(term, Rate | Fee) else None


CHECK = Check("TX101", "tax-treatment-differs", Severity.HIGH, tax_treatment_differs)
