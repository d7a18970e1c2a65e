"""Whether a charge should have been invoiced by now."""

from collections.abc import Iterable
from datetime import date, timedelta

from checks.agreement import of_kind
from checks.charges.billed import PRICED
from checks.charges.service_term import has_period
from checks.recognition.frequencies import MONTHS_OF
from models.cases import ContractCase, InvoiceCase
from models.terms import BillingSchedule


def is_due(
    case: ContractCase,
    start: date,
    end: date,
    invoices: Iterable[InvoiceCase],
    months: int | None = None,
) -> bool:
    """Whether a period's charge is due: the same or a later period is billed, or time is up.

    What is billed in arrears is never due before its period is over, whatever else was billed
    early.  ``months`` are those of a fee's period, where some charges are billed in advance and
    others in arrears.  Time is up the grace days after the period's start (billing in advance) or end.
    """
    if start > case.book.as_of:
        return False
    timing = _timing(case, start, months)
    grace = timedelta(days=case.book.settings.billing_grace_days)
    if timing == "arrears" and end >= case.book.as_of:
        return False
    if case.book.as_of > (start if timing == "advance" else end) + grace:
        return True
    return any(
        charge.start >= start
        for one in invoices
        for charge in one.charges
        if charge.start and charge.kind in PRICED and has_period(charge)
    )


def _timing(case: ContractCase, day: date, months: int | None) -> str | None:
    """Return when a charge is billed; of several schedules the one of its period says it."""
    terms = [t for t in of_kind(case.family, day, BillingSchedule) if t.timing]
    if len({term.timing for term in terms}) > 1:
        terms = [t for t in terms if t.frequency and MONTHS_OF.get(t.frequency) == months]
    timings = {term.timing for term in terms}
    return timings.pop() if len(timings) == 1 else None
