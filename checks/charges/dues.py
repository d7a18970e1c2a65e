"""Whether a charge should have been invoiced by now."""

from collections.abc import Iterable
from datetime import date, timedelta

from checks.agreement import of_kind
from checks.charges.billed import PRICED
from checks.charges.service_term import has_period
from models.cases import ContractCase, InvoiceCase
from models.terms import BillingSchedule


def is_due(case: ContractCase, start: date, end: date, invoices: Iterable[InvoiceCase]) -> bool:
    """Whether a period's charge is due: the same or a later period is billed, or time is up.

    What is billed in arrears is never due before its period is over, whatever else was billed
    early.  Time is up the grace days after the period's start (billing in advance) or end.
    """
    if start > case.book.as_of:
        return False
    terms = [t for t in of_kind(case.family, start, BillingSchedule) if t.timing]
    in_advance = bool(terms) and terms[-1].timing == "advance"
    grace = timedelta(days=case.book.settings.billing_grace_days)
    if terms and terms[-1].timing == "arrears" and end >= case.book.as_of:
        return False
    if case.book.as_of > (start if in_advance else end) + grace:
        return True
    return any(
        charge.start >= start
        for one in invoices
        for charge in one.charges
        if charge.start and charge.kind in PRICED and has_period(charge)
    )
