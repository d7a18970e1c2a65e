"""TX102 tax-amount-wrong: the tax is not rate times taxable amount.

Why:    Tax computed wrong is paid to the wrong pocket, and input tax is refused for it.
Inputs: Tax rate and amount of each line, allowance and charge; the breakdown of the tax by
        category where the format states one; net amount and tax of the invoice.
Source: Arithmetic; tax per rate rounded, per line or over the lines of one rate: both are lawful.
Edges:  - No line prints a rate: the contract's rate is used; without one, cannot tell.
        - Several rates: the tax of each is computed from its own lines, allowances and charges;
          where some of these name no rate, from the amounts that the breakdown states.
        - A row of the breakdown that is not rate times amount is found though the sum be right.
        - One minor unit a line is rounding, no finding.
        - A net amount that is not the sum of the lines is AR102; tax that fits the lines passes.
        - Tax missing altogether is TX101.
Example: net 1,000.00 at 20% with a tax of 210.00: 10.00.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
        yield from _wrong_rows(invoice, limit)
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


def _wrong_rows(invoice: Invoice, limit: Decimal) -> Iterator[Finding]:
    """Find the rows of the breakdown whose tax is not their own rate times amount."""
    for row in invoice.taxes:
        if row.rate is None or row.taxable_amount is None or row.tax_amount is None:
            continue
        expected = to_minor(row.taxable_amount * row.rate / 100, invoice.currency)
        if abs(expected - row.tax_amount) <= limit:
            continue
        yield Finding(
            message=f"The tax at {number(row.rate)}% is stated as {money(row.tax_amount, invoice.currency)}; on {money(row.taxable_amount, invoice.currency)} it is {money(expected, invoice.currency)}. Ask for a corrected invoice.",
            direction=direction_of(row.tax_amount, expected),
            expected=str(expected),
            actual=str(row.tax_amount),
            amount=abs(expected - row.tax_amount),
            currency=invoice.currency,
            working=f"{number(row.taxable_amount)} x {number(row.rate)}% = {expected}",
            proofs=printed(invoice, "tax_amount"),
            key=f"{row.category or ''}{number(row.rate)}",
        )


def _bases(case: InvoiceCase) -> dict[Decimal, Decimal] | None:
    """Taxable amount by rate; the whole net amount where lines name one rate or none."""
    invoice = case.invoice
    parts = [one for one in (*invoice.lines, *invoice.adjustments) if one.amount]
    stated = {row.rate for row in invoice.taxes if row.rate is not None and row.taxable_amount}
    rates = {one.tax_rate for one in parts}
    if None in rates and len(stated) > 1:
        return _added((row.rate, row.taxable_amount) for row in invoice.taxes)
    by_rate = _added((one.tax_rate, one.amount) for one in parts)
    if len(by_rate) > 1:
        return by_rate
    rate = next(iter(by_rate or stated), None)
    rate = _agreed_rate(case) if rate is None else rate
    return None if rate is None or invoice.net_amount is None else {rate: invoice.net_amount}


def _added(parts: Iterable[tuple[Decimal | None, Decimal | None]]) -> dict[Decimal, Decimal]:
    by_rate: dict[Decimal, Decimal] = defaultdict(Decimal)
    for rate, amount in parts:
        if rate is not None and amount is not None:
            by_rate[rate] += amount
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
