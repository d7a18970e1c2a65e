"""TX101 tax-treatment-differs: tax added where none is due, or missing where the contract adds it.

Why:    Prices that include tax are billed with tax on top, and nobody sees it in the unit price.
Inputs: The contract's tax treatment and, where it names one, the rate; net, tax and total.
Source: The tax clause.
Edges:  - Prices that include tax: the lines are expected net of it, so tax on a line at the full
          contract price (rate, fee, milestone, percentage or a mileage rate) is too much; the
          amount is the tax, beside lines that are net of it the tax of the others.
        - Expenses at cost have no agreed price that could hold tax: they say nothing.
        - Lines that add up to the total hold their tax: none was added on top.
        - Prices without tax and a rate in the contract: an invoice without tax lacks it.
        - Interest for late payment is no price and bears no tax.
        - Prices without tax and no rate in the contract: what tax is due lies outside the
          documents; tax or no tax passes.
        - Clauses of which one was read to include tax and one to add it, and that wait for review:
          cannot tell.
        - No tax clause: not applicable.
Example: 20% tax on top of prices that include it: all of the tax.
"""

from decimal import Decimal

from checks.agreement import of_kind
from checks.arithmetic.sums import printed, slack, sum_of_lines
from checks.charges.full_prices import Share, share_of_price
from checks.proofs import money, number, term_proofs
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Passed,
    Severity,
)
from models.invoices import Invoice
from models.money import to_minor
from models.terms import TaxTreatment


def tax_treatment_differs(case: InvoiceCase) -> Outcomes:
    """Compare the tax on the invoice with the treatment agreed."""
    invoice, day = case.invoice, case.invoice.issue_date
    terms = of_kind(case.family, day, TaxTreatment) if case.family and day else ()
    if not terms or invoice.net_amount is None or invoice.is_credit:
        yield NotApplicable(
            "The contract does not say how prices are taxed, or no net amount is printed."
        )
        return
    if len({term.treatment for term in terms}) > 1 and any(term.review for term in terms):
        yield CannotTell(
            "One clause was read to include tax, another to add it; confirm which holds.",
            term_proofs(terms),
        )
        return
    rated = (one for one in terms if one.treatment == terms[0].treatment and one.percent)
    term, tax = next(rated, terms[0]), invoice.tax_amount or Decimal(0)
    if term.treatment == "inclusive":
        added = _added(case, term, tax) if tax > slack(invoice, 1) else Decimal(0)
        if added > slack(invoice, 1):
            yield _finding(case, term, added, Direction.OVERBILLED)
        return
    if term.percent is None:
        yield Passed("The contract adds tax and names no rate; the printed tax was not judged.")
        return
    taxed = invoice.net_amount - _interest(case)
    expected = to_minor(taxed * term.percent / 100, invoice.currency)
    if term.percent and tax == 0 and expected > slack(invoice, 1):
        yield _finding(case, term, expected, Direction.UNDERBILLED)


def _finding(
    case: InvoiceCase, term: TaxTreatment, amount: Decimal, direction: Direction
) -> Finding:
    invoice = case.invoice
    missing = direction is Direction.UNDERBILLED
    if missing:
        text = f"Tax of {number(term.percent or Decimal(0))}% is missing."
        taxed = (invoice.net_amount or Decimal(0)) - _interest(case)
        working = f"{number(taxed)} x {number(term.percent or Decimal(0))}% = {number(amount)}"
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


def _interest(case: InvoiceCase) -> Decimal:
    """Return what an invoice asks for late payment, which is no price and bears no tax."""
    late = (one.amount for one in case.charges if one.kind is ChargeKind.LATE_CHARGE)
    return sum(late, Decimal(0))


def _added(case: InvoiceCase, term: TaxTreatment, tax: Decimal) -> Decimal:
    """Return the tax on lines that ask for the contract's price itself, which already holds it."""
    if _holds_tax(case.invoice, tax):
        return Decimal(0)
    shares = [(charge, share_of_price(case, charge)) for charge in case.charges]
    whole = [charge for charge, share in shares if share is Share.WHOLE]
    if not whole:
        return Decimal(0)
    if all(share is not Share.NET for _, share in shares):
        return tax
    return min(tax, sum((_tax_on(case.invoice, term, one, tax) for one in whole), Decimal(0)))


def _holds_tax(invoice: Invoice, tax: Decimal) -> bool:
    """Whether the lines themselves add up to the total, with the tax in it."""
    lines, total, net = sum_of_lines(invoice), invoice.total, invoice.net_amount
    if lines is None or total is None or net is None:
        return False
    near = slack(invoice, 1, len(invoice.lines))
    return abs(lines - total) <= near and abs(net + tax - total) <= near


def _tax_on(invoice: Invoice, term: TaxTreatment, charge: Charge, tax: Decimal) -> Decimal:
    """Return the tax of one line at its rate, the contract's, or that of the whole invoice."""
    percent = charge.line.tax_rate if charge.line.tax_rate is not None else term.percent
    if percent is None:
        net = invoice.net_amount or Decimal(0)
        return to_minor(charge.amount * tax / net, invoice.currency) if net else Decimal(0)
    return to_minor(charge.amount * percent / 100, invoice.currency)


CHECK = Check("TX101", "tax-treatment-differs", Severity.HIGH, tax_treatment_differs)
