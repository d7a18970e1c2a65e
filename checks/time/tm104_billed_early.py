"""TM104 billed-early: billed in advance where the contract bills in arrears, too far ahead or too often.

Why:    Paying a period early lends the supplier money and loses the right to check first.
Inputs: Fee, percentage and rate lines with a period; the date of issue; the billing clause.
Source: The clause that says when invoices are issued, and how often.
Edges:  - In arrears: the period must not end after the day of issue.
        - The last business day of a period that ends on a weekend or holiday is its end.
        - In arrears, by the month, quarter, half-year or year: a part of such a period that is
          billed before it is over is billed too often.  Periods count from the effective date,
          by the calendar where the clause or the invoices say so, and end with the term; a fee
          that is payable more often by its own clause is not held to it.
        - A part that is no whole months may be the first or last one: it is found only where
          another invoice bills another part of the same period, sooner than a period later: weeks
          billed in turn on the last business day of each month are no invoice too many.
        - In advance: only the period that follows the day of issue may be billed.  Parts of a
          period are then billed later than agreed, which costs nothing.
        - The day of issue, printed for a period, says no period that could be early.
        - A contract that says neither: not applicable.
        - Fees in advance and usage in arrears: the clause that names the item counts, else the one
          of the fee's or the line's own period; cannot tell where none is.
Example: the fee for April on the invoice for March, in arrears; a third of a quarter's fee each month.
"""

from datetime import date

from checks.agreement import of_kind
from checks.calendars import add_business_days
from checks.charges.billed import same_item, standing
from checks.charges.billing_periods import open_whole, schedule_of
from checks.charges.schedule import Period
from checks.charges.service_term import named_period, outside_term
from checks.charges.single_days import prints_one_day
from checks.months import add_months
from checks.proofs import line_proofs, money, term_proofs, unsure
from checks.recognition.frequencies import MONTHS_OF
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.terms import BillingSchedule

_FEW = 2  # invoices that show no way of billing
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
        if period[0] == issued and prints_one_day(charge):
            continue
        term = schedule_of(charge, timed)
        if term is None:
            yield CannotTell(
                f"Some charges are billed in advance, others in arrears; {charge.item} may be either.",
                term_proofs(timed),
            )
        elif _too_early(case, period, charge, term):
            if unsure([term], []) and _is_the_way(case, charge, term):
                what = f"Most invoices bill {charge.item} so; that it is due in {term.timing} is not sure."
                yield CannotTell(what, term_proofs([term]))
            else:
                yield _finding(case, charge, term, issued)
        elif whole := open_whole(case, family, charge):
            yield _finding(case, charge, term, issued, whole)


def _too_early(
    case: InvoiceCase, period: tuple[date, date], charge: Charge, term: BillingSchedule
) -> bool:
    start, end = period
    issued = case.invoice.issue_date or end
    if term.timing == "arrears":
        return end > issued and add_business_days(issued, 1, case.book.settings.holidays) <= end
    months = MONTHS_OF.get(term.frequency) if term.frequency else None
    if months is None or start < add_months(issued, months):
        return False
    # On the very day a period away, the line is the next period's only beside this period's.
    beside = any(
        same_item(other, charge) and (other.start or start) < start for other in case.charges
    )
    return beside or start > add_months(issued, months)


def _is_the_way(case: InvoiceCase, charge: Charge, term: BillingSchedule) -> bool:
    """Whether most invoices under the contract bill an item as early as this one does."""
    told = [
        _too_early(other, period, line, term)
        for other in standing(case)
        if other.contract is case.contract
        for line in other.charges
        if same_item(line, charge) and (period := named_period(line))
    ]
    return len(told) > _FEW and 2 * sum(told) > len(told)


def _finding(
    case: InvoiceCase,
    charge: Charge,
    term: BillingSchedule,
    issued: date,
    whole: Period | None = None,
) -> Finding:
    currency = case.invoice.currency
    asked = (
        f"{charge.item} for {charge.start} to {charge.end} "
        f"({money(charge.amount, currency)}) is billed on {issued}"
    )
    agreed = (
        f"the contract bills {whole[0]} to {whole[1]} as a whole, in arrears. "
        "Pay it when that period is over."
        if whole
        else f"the contract bills in {term.timing}. Pay it when the period is due."
    )
    return Finding(
        message=f"{asked}; {agreed}",
        direction=Direction.OVERBILLED,
        expected=f"billed in {term.timing}" if whole is None else f"billed after {whole[1]}",
        actual=f"billed on {issued}",
        amount=charge.amount,
        currency=currency,
        line=charge.line.number,
        working=f"period {charge.start} to {charge.end}; issued {issued}"
        + (f"; part of {whole[0]} to {whole[1]}" if whole else ""),
        proofs=(*term_proofs([term]), *line_proofs(case, [charge])),
        review=unsure([term], [charge]),
    )


CHECK = Check("TM104", "billed-early", Severity.MEDIUM, billed_early)
