"""CP102 minimum-not-billed: a closed period stays below the minimum and no true-up is billed.

Why:    Shortfalls fall due only if somebody adds up the period; providers forget.
Inputs: Net charges with service in each closed period; true-up lines for it.
Source: The clause of the minimum commitment.
Edges:  - Quarters and years count from the effective date unless the contract says calendar.
        - Expenses and interest do not count towards the minimum.
        - A period is closed when it has ended and all of it has been invoiced or the grace days
          are over.
        - A minimum in units is compared with billed quantities; its worth needs a price.
Example: 10,156.31 billed in a closed quarter with a minimum of 12,000.00: 1,843.69.
"""

from datetime import date, timedelta
from decimal import Decimal

from checks.agreement import clauses_on, term_bounds
from checks.charges.billed import standing_within
from checks.charges.limits import months_of_limit, periods
from checks.proofs import money, term_proofs, unsure
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, ContractCase, InvoiceCase
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
from models.terms import Minimum, PercentageFee, Term

_COUNTED = (ChargeKind.RATE, ChargeKind.FEE, ChargeKind.PERCENTAGE, ChargeKind.DISCOUNT)


def minimum_not_billed(case: ContractCase) -> Outcomes:
    """Compare the billing of each closed period with the minimum."""
    minimums = _minimums(case)
    if not minimums:
        yield NotApplicable("The contract commits to no minimum.")
        return
    for minimum in minimums:
        yield from _compare(case, minimum)


def _minimums(case: ContractCase) -> list[Minimum]:
    """Return the minimums of this document; an amended one belongs to what it amends."""
    return [
        clause.term
        for clause in clauses_on(case.family, case.book.as_of)
        if isinstance(clause.term, Minimum)
        and clause.term.amount is not None
        and months_of_limit(clause.term.per)
        and case.book.forest.home(clause.contract) is case.contract
    ]


def _compare(case: ContractCase, minimum: Minimum) -> Outcomes:
    invoices = standing_within(case)
    months = months_of_limit(minimum.per) or 1
    said = key_of(f"{minimum.per} {minimum.period or ''} {minimum.evidence.quote}")
    _, last = term_bounds(case.family)
    calendar = "calendar" in said or _pays_by_calendar(case)
    for start, end in periods(case.family, months, case.book.as_of, calendar=calendar):
        if last and end > last + timedelta(days=5):
            break
        if not _closed(case, invoices, end):
            continue
        charges = [c for one in invoices for c in one.charges if _within(c, start, end)]
        if any(charge.kind is ChargeKind.TRUE_UP for charge in charges):
            continue
        billed = _billed(invoices, start, end)
        found = _finding(case, minimum, (start, end), billed)
        if found:
            yield found


def _finding(
    case: ContractCase, minimum: Minimum, period: tuple[date, date], billed: Decimal
) -> Finding | None:
    amount = minimum.amount or Decimal(0)
    currency = minimum.currency or case.contract.contract.currency
    if amount - billed <= minor_unit(currency):
        return None
    start, end = period
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


def _billed(invoices: tuple[InvoiceCase, ...], start: date, end: date) -> Decimal:
    """Add up the charges of a period, credit notes taken off."""
    total = Decimal(0)
    for one in invoices:
        own = [c for c in one.charges if c.kind in _COUNTED and _within(c, start, end)]
        total += sum((charge.amount for charge in own), Decimal(0))
        for note in one.credits:
            given = [c for c in note.charges if c.kind in _COUNTED and own]
            total -= sum((abs(charge.amount) for charge in given), Decimal(0))
    return total


def _within(charge: Charge, start: date, end: date) -> bool:
    return charge.start is not None and start <= charge.start <= end


def _closed(case: ContractCase, invoices: tuple[InvoiceCase, ...], end: date) -> bool:
    """Whether a period is over and was invoiced to its end, or long enough ago."""
    if end >= case.book.as_of:
        return False
    if case.book.as_of > end + timedelta(days=case.book.settings.billing_grace_days):
        return bool(invoices)
    return any(
        charge.end and charge.kind in _COUNTED and charge.end >= end
        for one in invoices
        for charge in one.charges
    )


def _pays_by_calendar(case: ContractCase) -> bool:
    """Whether the fee that the minimum stands behind is reckoned by the calendar."""
    terms: list[Term] = [term for member in case.family.members for term in member.terms]
    quotes = (t.evidence.quote for t in terms if isinstance(t, PercentageFee))
    return any("calendar" in quote.casefold() for quote in quotes)


CHECK = Check("CP102", "minimum-not-billed", Severity.MEDIUM, minimum_not_billed, Scope.CONTRACT)
