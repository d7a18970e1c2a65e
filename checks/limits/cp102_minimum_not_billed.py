"""CP102 minimum-not-billed: a closed period stays below the minimum and no true-up is billed.

Why:    Shortfalls fall due only if somebody adds up the period; providers forget.
Inputs: Net charges with service in each closed period; true-up lines for it.
Source: The clause of the minimum commitment.
Edges:  - Quarters and years count from the effective date unless the contract says calendar.
        - The minimum in force on the period's last day counts; one over the whole term has one
          period, and a last period that the term cuts short is left out, as is a first one that
          begins before the agreement and in which nothing was billed.
        - Expenses and interest do not count towards the minimum.
        - A period is closed when it has ended and all of it has been invoiced or the grace days
          are over.
        - A minimum in units is compared with billed quantities; its worth needs one price for them.
          Where the clause does not say that units not taken are paid for, a person is to look.
Example: 10,156.31 billed in a closed quarter with a minimum of 12,000.00: 1,843.69.
         9 of at least 12 workshops billed in a closed year, at 1,700.00: 5,100.00.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from checks.agreement import term_bounds
from checks.charges.billed import standing_within
from checks.charges.commitments import (
    Commitment,
    billed_towards,
    commitments,
    has_true_up,
    in_units_on,
    minimums_on,
    reaches,
)
from checks.charges.committed_units import price_of, taken, worth
from checks.proofs import grouped, money, term_proofs, unsure
from models.cases import ContractCase, InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.money import minor_unit, to_minor
from models.terms import Minimum, Rate

# The clause says that what is not taken is paid for.
_PAID = re.compile(
    r"\b(?:pay|pays|paid|payable|payment|charged?|charges|invoiced?|billed?|true[- ]up|short[- ]?fall)\b",
    re.IGNORECASE,
)


def minimum_not_billed(case: ContractCase) -> Outcomes:
    """Compare the billing of each closed period with the minimum."""
    as_of = case.book.as_of
    if not minimums_on(case, as_of) and not in_units_on(case, as_of):
        yield NotApplicable("The contract commits to no minimum.")
        return
    invoices = standing_within(case)
    for one in _untrued(case, invoices, minimums_on):
        found = _finding(case, one, billed_towards(invoices, one.start, one.end))
        if found:
            yield found
    unpriced = []
    for one in _untrued(case, invoices, in_units_on):
        rate = price_of(one.minimum, case.family, one.end)
        if rate is None:
            unpriced.append(one.minimum)
        elif found := _in_units(case, one, rate, invoices):
            yield found
    if unpriced:
        why = "The minimum is one of units, and the contract has no single price for them."
        yield CannotTell(why, term_proofs(unpriced[:1]))


def _untrued(
    case: ContractCase,
    invoices: tuple[InvoiceCase, ...],
    minimums: Callable[[ContractCase, date], list[Minimum]],
) -> Iterator[Commitment]:
    """Yield the closed periods of minimums for which no true-up is billed."""
    for one in commitments(case, case.book.as_of, minimums):
        begun = one.start >= _beginning(case) or billed_towards(invoices, one.start, one.end)
        closed = begun and _closed(case, invoices, one.end)
        if closed and not has_true_up(invoices, one.start, one.end):
            yield one


def _beginning(case: ContractCase) -> date:
    begin, _ = term_bounds(case.family)
    return begin or date.min


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


def _in_units(
    case: ContractCase, found: Commitment, rate: Rate, invoices: tuple[InvoiceCase, ...]
) -> Finding | None:
    minimum, start, end = found
    wanted, billed = minimum.quantity or Decimal(0), taken(invoices, rate, start, end)
    currency = rate.currency or case.contract.contract.currency
    if billed >= wanted:
        return None
    exact, working = worth(case, rate, wanted - billed, (start, end))
    amount, unit = to_minor(exact, currency), minimum.unit or rate.unit or "unit"
    return Finding(
        message=f"{grouped(billed)} of at least {grouped(wanted)} ({unit}) were billed for {start} "
        f"to {end} and no true-up: {money(amount, currency)} short.",
        direction=Direction.UNDERBILLED,
        expected=f"{wanted:f} {unit}",
        actual=f"{billed:f} {unit}",
        amount=amount,
        currency=currency,
        working=f"{wanted:f} - {billed:f} = {wanted - billed:f}; {working} = {amount}",
        proofs=term_proofs([minimum, rate]),
        review=unsure([minimum, rate]) or not _PAID.search(minimum.evidence.quote),
        key=f"{start.isoformat()}|{unit}",
    )


def _closed(case: ContractCase, invoices: tuple[InvoiceCase, ...], end: date) -> bool:
    """Whether a period is over and was invoiced to its end, or long enough ago."""
    if end >= case.book.as_of:
        return False
    if case.book.as_of > end + timedelta(days=case.book.settings.billing_grace_days):
        return bool(invoices)
    return reaches(invoices, end)


CHECK = Check("CP102", "minimum-not-billed", Severity.MEDIUM, minimum_not_billed, Scope.CONTRACT)
