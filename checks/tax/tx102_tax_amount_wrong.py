"""TX102 tax-amount-wrong: the tax is not rate times taxable amount.

Why:    Tax computed wrong is paid to the wrong pocket, and input tax is refused for it.
Inputs: Tax rate and amount of each line; net amount and tax of the invoice.
Source: Arithmetic; tax per rate rounded, per line or over the lines of one rate: both are lawful.
Edges:  - No line prints a rate: the contract's rate is used; without one, cannot tell.
        - Several rates: the tax of each is computed from its own lines.
        - One minor unit a line is rounding, no finding.
        - A net amount that is not the sum of the lines is AR102; tax that fits the lines passes.
        - Tax missing altogether is TX101.
Example: net 1,000.00 at 20% with a tax of 210.00: 10.00.
"""

from collections import defaultdict
from decimal import Decimal

from checks.agreement import of_kind
from checks.arithmetic.sums import printed, slack, sum_of_lines
from checks.proofs import direction_of, money, number
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice
from models.money import to_minor
from models.terms import TaxTreatment


def tax_amount_wrong(case: InvoiceCase) -> Outcomes:
    """Compute the tax again."""
    invoice = case.invoice
    if not invoice.tax_amount or invoice.net_amount is None:
        yield NotApplicable("The invoice prints no tax.")
        return
    bases = _bases(case)
    if bases is None:
        yield CannotTell("Neither the invoice nor the contract names the tax rate.")
        return
    expected = sum(
        (to_minor(base * rate / 100, invoice.currency) for rate, base in bases.items()), Decimal(0)
    )
    limit = slack(invoice, case.book.settings.tolerance_minor_units, len(invoice.lines))
    by_lines = _by_lines(invoice, bases)
    if any(abs(one - invoice.tax_amount) <= limit for one in (expected, by_lines)):
        return
    yield Finding(
        message=f"The tax is {money(invoice.tax_amount, invoice.currency)}; the rates give {money(expected, invoice.currency)}. Ask for a corrected invoice.",
        direction=direction_of(invoice.tax_amount, expected),
        expected=str(expected),
        actual=str(invoice.tax_amount),
        amount=abs(expected - invoice.tax_amount),
        currency=invoice.currency,
        working=" + ".join(
            f"{number(base)} x {number(rate)}%" for rate, base in sorted(bases.items())
        )
        + f" = {expected}",
        proofs=printed(invoice, "net_amount", "tax_amount"),
    )


def _by_lines(invoice: Invoice, bases: dict[Decimal, Decimal]) -> Decimal:
    """Return the tax on the lines as printed, whatever net amount is printed under them."""
    added = sum_of_lines(invoice)
    if added is None or len(bases) != 1:
        return Decimal(-1)
    added += sum((one.amount or Decimal(0) for one in invoice.adjustments), Decimal(0))
    return to_minor(added * next(iter(bases)) / 100, invoice.currency)


def _bases(case: InvoiceCase) -> dict[Decimal, Decimal] | None:
    """Taxable amount by rate; the whole net amount where lines name one rate or none."""
    invoice = case.invoice
    by_rate: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in invoice.lines:
        if line.tax_rate is not None and line.amount is not None:
            by_rate[line.tax_rate] += line.amount
    if len(by_rate) == 1 or not by_rate:
        rate = next(iter(by_rate), None) if by_rate else _agreed_rate(case)
        return None if rate is None or invoice.net_amount is None else {rate: invoice.net_amount}
    return dict(by_rate)


def _agreed_rate(case: InvoiceCase) -> Decimal | None:
    if case.family is None or case.invoice.issue_date is None:
        return None
    return next(
        (
            t.percent
            for t in of_kind(case.family, case.invoice.issue_date, TaxTreatment)
            if t.percent
        ),
        None,
    )


CHECK = Check("TX102", "tax-amount-wrong", Severity.MEDIUM, tax_amount_wrong)
