"""AR102 net-total-wrong: the line amounts do not add up to the net amount.

Why:    A total that is larger than its parts asks for money that no line explains.
Inputs: Line amounts and the net amount, as printed.
Source: Arithmetic over the printed lines; a wrong line is AR101 and not repeated here.
Edges:  - One minor unit a line is rounding, no finding.
        - A line called subtotal adds up others and counts no second time.
        - Amounts that times their quantities give the net amount are unit prices: cannot tell.
        - No net amount printed: cannot tell.
        - A line without an amount: cannot tell.
Example: lines of 600.00 and 400.00 over a net amount of 1,100.00: 100.00.
"""

from decimal import Decimal

from checks.arithmetic.sums import printed, slack, sum_of_lines
from checks.proofs import direction_of, money, number
from checks.recognition.subtotals import is_subtotal
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice


def net_total_wrong(case: InvoiceCase) -> Outcomes:
    """Add the lines again."""
    invoice = case.invoice
    if not invoice.lines:
        yield NotApplicable("The invoice has no lines.")
        return
    total = sum_of_lines(invoice)
    if total is None or invoice.net_amount is None:
        yield CannotTell("The invoice prints no net amount, or a line without an amount.")
        return
    if abs(total - invoice.net_amount) <= slack(
        invoice, case.book.settings.tolerance_minor_units, len(invoice.lines)
    ):
        return
    if _are_prices(invoice):
        yield CannotTell(
            "The unit prices were read for the amounts of the lines: times their quantities "
            "they add up to the net amount."
        )
        return
    yield Finding(
        message=f"The lines add up to {money(total, invoice.currency)}; the invoice says {money(invoice.net_amount, invoice.currency)}. Ask for a corrected invoice.",
        direction=direction_of(invoice.net_amount, total),
        expected=str(total),
        actual=str(invoice.net_amount),
        amount=abs(invoice.net_amount - total),
        currency=invoice.currency,
        working=" + ".join(
            number(line.amount)
            for line in invoice.lines
            if line.amount is not None and not is_subtotal(line)
        )
        + f" = {total}",
        proofs=printed(invoice, "net_amount"),
    )


def _are_prices(invoice: Invoice) -> bool:
    """Whether what was read for amounts gives the net amount when multiplied by the quantities."""
    lines = [line for line in invoice.lines if not is_subtotal(line)]
    if any(line.unit_price is not None for line in lines):
        return False
    whole = sum((one.quantity or Decimal(1)) * (one.amount or Decimal(0)) for one in lines)
    return invoice.net_amount is not None and whole == invoice.net_amount


CHECK = Check("AR102", "net-total-wrong", Severity.HIGH, net_total_wrong)
