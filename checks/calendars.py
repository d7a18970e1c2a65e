"""Business days, ends of months, and when an invoice falls due.  Day 0 is the event itself."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from checks.months import last_of_month
from checks.recognition.periods import service_period
from models.findings import CannotTell
from models.invoices import Invoice
from models.terms import CountsFrom, DayType, PaymentTerm

_SATURDAY = 5
# "net 30 EOM", "30 days end of month": drafters mean either order of counting.
_DAYS_EOM = re.compile(
    r"\b (?: net \s \d+ \s | \d+ \s days (?: ,? \s net )? \s ) (?: eom | end \s of \s month ) \b",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DueDate:
    """One reading of when an invoice falls due, and how it was counted."""

    on: date
    start: date
    note: str


def is_business_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(day: date, days: int, holidays: AbstractSet[date] = frozenset()) -> date:
    """Count business days after a day; 0 is the day itself."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_business_day(day, holidays)
    return day


def due_dates(
    term: PaymentTerm, invoice: Invoice, holidays: AbstractSet[date] = frozenset()
) -> tuple[DueDate, ...] | CannotTell:
    """Return every lawful due date, the settled reading first.

    ``CannotTell`` where the day that counting starts from is not on file.
    """
    start = _start(term, invoice)
    if isinstance(start, CannotTell):
        return start
    settled = DueDate(_after(term, start, holidays), start, _note(term, start, holidays))
    if not invoice.issue_date or not _DAYS_EOM.search(term.evidence.quote):
        return (settled,)
    issued = invoice.issue_date
    other = last_of_month(_after(term, issued, holidays))
    note = f"the end of the month that holds {_note(term, issued, holidays)}"
    return settled, DueDate(other, issued, note)


def due_date(
    term: PaymentTerm, invoice: Invoice, holidays: AbstractSet[date] = frozenset()
) -> DueDate | CannotTell:
    """Return the due date in the settled reading."""
    readings = due_dates(term, invoice, holidays)
    return readings if isinstance(readings, CannotTell) else readings[0]


def _start(term: PaymentTerm, invoice: Invoice) -> date | CannotTell:
    if term.counts_from is CountsFrom.EVENT:
        event = term.event or "an event"
        return CannotTell(f"The days run from {event}; its date is not on file.")
    if term.counts_from is CountsFrom.INVOICE_RECEIPT:
        return _known(invoice.received_date, "The day the invoice was received is not on file.")
    if term.counts_from is CountsFrom.INVOICE_DATE:
        return _known(invoice.issue_date, "The invoice shows no date of issue.")
    period = service_period(invoice)
    if term.counts_from is CountsFrom.PERIOD_START:
        return _known(period and period[0], "The service period of the invoice is not known.")
    return _period_end(term, invoice, period)


def _period_end(
    term: PaymentTerm, invoice: Invoice, period: tuple[date, date] | None
) -> date | CannotTell:
    """Return the end of the month of issue; of the service period where the wording says so."""
    issued = last_of_month(invoice.issue_date) if invoice.issue_date else None
    served = period[1] if period else None
    said = " ".join((term.event or "", term.covers or "", term.evidence.quote)).casefold()
    serves = any(word in said for word in ("quarter", "royalt", "to which it relates", "rendered"))
    day = (served or issued) if serves else (issued or served)
    return _known(day, "Neither the service period nor the date of issue is known.")


def _known(day: date | None, reason: str) -> date | CannotTell:
    return day or CannotTell(reason)


def _after(term: PaymentTerm, start: date, holidays: AbstractSet[date]) -> date:
    if term.day_type is DayType.BUSINESS:
        return add_business_days(start, term.days, holidays)
    return start + timedelta(days=term.days)


def _note(term: PaymentTerm, start: date, holidays: AbstractSet[date]) -> str:
    text = f"{term.days} {term.day_type.value} days after {start.isoformat()}"
    if term.day_type is DayType.BUSINESS and not holidays:
        text += " (Monday to Friday; no holidays known)"
    return text
