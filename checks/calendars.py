"""Business days, ends of months, and when an invoice falls due.  Day 0 is the event itself."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from checks.months import add_months, last_of_month
from checks.recognition.periods import service_period
from models.findings import CannotTell
from models.invoices import Invoice
from models.terms import CountsFrom, DayType, PaymentTerm

_SATURDAY = 5
# "net 30 EOM", "30 days end of month": drafters mean either order of counting.
_DAYS_EOM = re.compile(
    r"\b (?: net \s \d+ \s | \d+ \s days (?: ,? \s net )? \s ) (?: eom | end \s of \s (?:the \s)? month ) \b",
    re.VERBOSE | re.IGNORECASE,
)
_ON_THE = re.compile(  # "30 days EOM on the 10th"
    r"\b(?:eom|end\s+of\s+(?:the\s+)?month)\b\W+(?:on\s+)?(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"\b(?:one|two|three|[123])\s*(?:\([123]\)\s*)?(?:calendar\s+)?months?\s+(?:after|from|following|of)\b"
    r"|\b(?:last\s+day|end)\s+of\s+the\s+(?:following|next|subsequent)\s+month\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:preceding|previous|prior|last)\s+(?:business|working|banking)\s+day\b", re.IGNORECASE
)
_DAYS_A_MONTH = 30


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
    return (settled, *_of_months(term, start), *_of_month_ends(term, invoice, holidays))


def lawful_due_dates(
    term: PaymentTerm, invoice: Invoice, holidays: AbstractSet[date] = frozenset()
) -> tuple[DueDate, ...] | CannotTell:
    """Return the due dates that an invoice may print: those off a weekend or holiday as well."""
    readings = due_dates(term, invoice, holidays)
    if isinstance(readings, CannotTell):
        return readings
    return (*readings, *(_rolled(term, reading, holidays) for reading in readings))


def _of_months(term: PaymentTerm, start: date) -> Iterator[DueDate]:
    """Yield "one month after" by the calendar, where the clause counts in months."""
    match = _MONTHS.search(term.evidence.quote)
    if match is None or term.days % _DAYS_A_MONTH or not term.days:
        return
    count = term.days // _DAYS_A_MONTH
    on = add_months(start, count)
    if start == last_of_month(start) and term.counts_from is CountsFrom.PERIOD_END:
        on = last_of_month(on)
    yield DueDate(on, start, f"{count} month{'s' * (count != 1)} after {start.isoformat()}")


def _of_month_ends(
    term: PaymentTerm, invoice: Invoice, holidays: AbstractSet[date]
) -> Iterator[DueDate]:
    """Yield "30 days end of month", and "on the 10th" after it, counted from the day of issue."""
    quote, issued = term.evidence.quote, invoice.issue_date
    if issued is None or not _DAYS_EOM.search(quote):
        return
    end = last_of_month(_after(term, issued, holidays))
    note = f"the end of the month that holds {_note(term, issued, holidays)}"
    yield DueDate(end, issued, note)
    if match := _ON_THE.search(quote):
        on = end + timedelta(days=int(match[1]))
        yield DueDate(on, issued, f"day {match[1]} after {note}")


def _rolled(term: PaymentTerm, reading: DueDate, holidays: AbstractSet[date]) -> DueDate:
    """Move a due date off a weekend or holiday: on to the next business day, or back if agreed."""
    step = timedelta(days=-1 if _BACK.search(term.evidence.quote) else 1)
    day = reading.on
    while not is_business_day(day, holidays):
        day += step
    return DueDate(day, reading.start, f"{reading.note}, moved to a business day")


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
