"""CP102 minimum-not-billed: a closed period stays below the minimum and no true-up is billed.

Why:    Shortfalls fall due only if somebody adds up the period; providers forget.
Inputs: Net charges with service in each closed period; true-up lines for it.
Source: The clause of the minimum commitment.
Edges:  - Quarters and years count from the effective date unless the contract says calendar.
        - The minimum in force on the period's last day counts; one over the whole term has one
          period, and a last period that the term cuts short is left out.
        - Expenses and interest do not count towards the minimum.
        - A period is closed when it has ended and all of it has been invoiced or the grace days
          are over.
        - A minimum in units is compared with billed quantities; its worth needs a price.
Example: 10,156.31 billed in a closed quarter with a minimum of 12,000.00: 1,843.69.
"""

from datetime import date, timedelta
from decimal import Decimal

from checks.charges.billed import standing_within
from checks.charges.commitments import (
    Commitment,
    billed_towards,
    commitments,
    has_true_up,
    minimums_on,
    reaches,
)
from checks.proofs import money, term_proofs, unsure
from models.cases import ContractCase, InvoiceCase
from models.findings import (
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.money import minor_unit, to_minor


def minimum_not_billed(case: ContractCase) -> Outcomes:
    """Compare the billing of each closed period with the minimum."""
    if not minimums_on(case, case.book.as_of):
        yield NotApplicable("The contract commits to no minimum.")
        return
    invoices = standing_within(case)
    for one in commitments(case, case.book.as_of):
        if not _closed(case, invoices, one.end) or has_true_up(invoices, one.start, one.end):
            continue
        found = _finding(case, one, billed_towards(invoices, one.start, one.end))
        if found:
            yield found


def _finding(case: ContractCase, found: Commitment, billed: Decimal) -> Finding | None:
    minimum, start, end = found
    amount = minimum.amount or Decimal(0)
    currency = minimum.currency or case.contract.contract.currency
    if amount - billed <= minor_unit(currency):
        return None
    return Finding(
        message=f"{money(billed, currency)} was billed for {start} to {end}; the minimum is "
        f"{money(amount, currency)} and no true-up was billed.",
        direction=Direction.UNDERBILLED,
        expected=str(amount),
        actual=str(to_minor(billed, currency)),
        amount=to_minor(amount - billed, currency),
        currency=currency,
        working=f"{amount} - {billed} = {amount - billed}",
        proofs=term_proofs([minimum]),
        review=unsure([minimum]),
        key=start.isoformat(),
    )


def _closed(case: ContractCase, invoices: tuple[InvoiceCase, ...], end: date) -> bool:
    """Whether a period is over and was invoiced to its end, or long enough ago."""
    if end >= case.book.as_of:
        return False
    if case.book.as_of > end + timedelta(days=case.book.settings.billing_grace_days):
        return bool(invoices)
    return reaches(invoices, end)


CHECK = Check("CP102", "minimum-not-billed", Severity.MEDIUM, minimum_not_billed, Scope.CONTRACT)
