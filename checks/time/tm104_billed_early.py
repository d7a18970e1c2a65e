"""TM104 billed-early: billed in advance where the contract bills in arrears, or too far ahead.

Why:    Paying a period early lends the supplier money and loses the right to check first.
Inputs: Fee, percentage and rate lines with a period; the date of issue; the billing clause.
Source: The clause that says when invoices are issued.
Edges:  - In arrears: the period must not end after the day of issue.
        - In advance: only the period that follows the day of issue may be billed.
        - A contract that says neither: not applicable.
Example: the fee for April on the invoice for March, in arrears.
"""

from datetime import date

from checks.agreement import of_kind
from checks.charges.billed import same_item
from checks.charges.service_term import named_period, outside_term
from checks.months import add_months
from checks.proofs import line_proofs, money, term_proofs, unsure
from checks.recognition.frequencies import MONTHS_OF
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.terms import BillingSchedule

_KINDS = (ChargeKind.FEE, ChargeKind.PERCENTAGE, ChargeKind.RATE)


def billed_early(case: InvoiceCase) -> Outcomes:
    """Compare each line's period with the day of issue."""
    issued, family = case.invoice.issue_date, case.family
    terms = of_kind(family, issued, BillingSchedule) if family and issued else ()
    timed = [term for term in terms if term.timing]
    if family is None or issued is None or not timed or not case.stands:
        yield NotApplicable("The contract does not say whether it bills in advance or arrears.")
        return
    for charge in case.charges:
        period = named_period(charge) if charge.kind in _KINDS else None
        if period is None or outside_term(family, charge):
            continue
        if _too_early(case, period, charge, timed[-1]):
            yield _finding(case, charge, timed[-1], issued)


def _too_early(
    case: InvoiceCase, period: tuple[date, date], charge: Charge, term: BillingSchedule
) -> bool:
    start, end = period
    issued = case.invoice.issue_date or end
    if term.timing == "arrears":
        return end > issued
    months = MONTHS_OF.get(term.frequency) if term.frequency else None
    if months is None or start < add_months(issued, months):
        return False
    # On the very day a period away, the line is the next period's only beside this period's.
    beside = any(
        same_item(other, charge) and (other.start or start) < start for other in case.charges
    )
    return beside or start > add_months(issued, months)


def _finding(case: InvoiceCase, charge: Charge, term: BillingSchedule, issued: date) -> Finding:
    currency = case.invoice.currency
    return Finding(
        message=f"{charge.item} for {charge.start} to {charge.end} "
        f"({money(charge.amount, currency)}) is billed on {issued}; the contract bills in "
        f"{term.timing}. Pay it when the period is due.",
        direction=Direction.OVERBILLED,
        expected=f"billed in {term.timing}",
        actual=f"billed on {issued}",
        amount=charge.amount,
        currency=currency,
        line=charge.line.number,
        working=f"period {charge.start} to {charge.end}; issued {issued}",
        proofs=(*term_proofs([term]), *line_proofs(case, [charge])),
        review=unsure([term], [charge]),
    )


CHECK = Check("TM104", "billed-early", Severity.MEDIUM, billed_early)
