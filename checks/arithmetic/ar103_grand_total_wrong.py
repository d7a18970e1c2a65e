"""AR103 grand-total-wrong: net plus tax is not the total.

Why:    The total is what gets paid.
Inputs: Net amount, tax and total, as printed.
Source: Arithmetic over the printed sums; a wrong net is AR102, a wrong tax TX102.
Edges:  - One minor unit is rounding, no finding.
        - No tax printed counts as no tax.
        - No net amount or total printed: cannot tell.
Example: net 1,000.00 and tax 200.00 over a total of 1,250.00: 50.00.
"""

from decimal import Decimal

from checks.arithmetic.sums import printed, slack
from checks.proofs import direction_of, money, number
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Finding, Outcomes, Severity


def grand_total_wrong(case: InvoiceCase) -> Outcomes:
    """Add net and tax again."""
    invoice = case.invoice
    if invoice.net_amount is None or invoice.total is None:
        yield CannotTell("The invoice prints no net amount or no total.")
        return
    tax = invoice.tax_amount or Decimal(0)
    expected = invoice.net_amount + tax
    if abs(expected - invoice.total) <= slack(invoice, case.book.settings.tolerance_minor_units):
        return
    yield Finding(
        message=f"Net and tax add up to {money(expected, invoice.currency)}; the invoice asks for {money(invoice.total, invoice.currency)}. Pay the right sum or ask for a corrected invoice.",
        direction=direction_of(invoice.total, expected),
        expected=str(expected),
        actual=str(invoice.total),
        amount=abs(invoice.total - expected),
        currency=invoice.currency,
        working=f"{number(invoice.net_amount)} + {number(tax)} = {expected}",
        proofs=printed(invoice, "net_amount", "tax_amount", "total"),
    )


CHECK = Check("AR103", "grand-total-wrong", Severity.HIGH, grand_total_wrong)
