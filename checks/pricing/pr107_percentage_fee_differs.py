"""PR107 percentage-fee-differs: a royalty, commission or revenue share is not percent x base.

Why:    The base is reported by one side and the percent applied by the other.
Inputs: Percentage lines; the reported base of the line's period from the usage facts, or the
        contract's own fee where the percentage is of that, or the other lines of the invoice.
Source: The clause that fixes the percentage and its base.
Edges:  - Brackets of the base are charged each at its own percentage.
        - A guaranteed minimum replaces a smaller result.
        - A percentage of other lines of the invoice: the lines that at least two other invoices
          take for its base count.
        - No base reported, agreed or so settled: the sum that the line itself prints as its
          quantity, in the invoice's currency, with a percent or a share as its price.
        - Else: cannot tell.
Example: a royalty of 6% on net sales of 120,000 billed at 7,500.00: 300.00.
"""

from checks.charges.billed import billed_amount
from checks.charges.billed_bases import Base, printed_base, settled_base
from checks.charges.metering import quantity_of
from checks.charges.percentages import agreed_base, base_rows, percentage_of
from checks.charges.taxes import net_of_tax
from checks.proofs import difference, differs, money, term_proofs
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.findings import CannotTell, Check, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import PercentageFee


def percentage_fee_differs(case: InvoiceCase) -> Outcomes:
    """Compare each percentage line with percent x reported base."""
    charges = [charge for charge in case.charges if charge.kind is ChargeKind.PERCENTAGE]
    if case.family is None or not charges or not case.stands:
        yield NotApplicable("The invoice has no line for a percentage fee.")
        return
    for charge in charges:
        yield from _compare(case, case.family, charge)


def _compare(case: InvoiceCase, family: Family, charge: Charge) -> Outcomes:
    terms = [term for term in charge.terms if isinstance(term, PercentageFee)]
    start, end = charge.start, charge.end
    rows = base_rows(case.book, family, terms, start, end) if start and end else ()
    agreed = None if rows else agreed_base(terms, family, charge)
    billed_base = None if rows or agreed else settled_base(case, charge, terms)
    reported = Base((), quantity_of(rows)) if rows else None
    bases = (agreed, billed_base, reported, printed_base(case, charge))
    base = next((one.amount for one in bases if one), None)
    if start is None or base is None:
        reason = f"No reported base ({terms[0].base or 'the base'}) for the period is on file."
        yield CannotTell(reason, term_proofs(terms))
        return
    currency = case.invoice.currency
    expected = percentage_of(terms, base, currency)
    billed = billed_amount(charge, currency)
    readings = net_of_tax([expected], charge, family, start)
    if any(not differs(case, billed, to_minor(r.amount, currency)) for r in readings):
        return
    total = to_minor(readings[0].amount, currency)
    yield difference(
        case,
        [charge, *(billed_base.lines if billed_base else ())],
        billed,
        total,
        message=f"{charge.item}: {money(billed, currency)} is billed; {expected.working}.",
        working=readings[0].working,
        terms=(*terms, *([agreed] if agreed else [])),
        facts=rows,
    )


CHECK = Check("PR107", "percentage-fee-differs", Severity.HIGH, percentage_fee_differs)
