"""How long a payment was overdue, and for which days a line asks for interest."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from checks.charges.billed import order
from checks.recognition.periods import period_in
from checks.recognition.references import plain
from checks.reconciliation.open_items import contractual_due_date, payments_of
from models.cases import Charge, InvoiceCase

_DAYS = re.compile(r"\b(\d{1,4})\s*(?:calendar\s+)?days?\b", re.IGNORECASE)
_SHORTEST = 3  # letters and figures of a number that is looked for in a line's words


@dataclass(frozen=True, slots=True)
class Delay:
    """An invoice that was paid late, by the contract's due date, until a day."""

    late: InvoiceCase
    due: date
    until: date
    """The day it was paid, else the day interest is billed."""
    paid: bool

    @property
    def days(self) -> int:
        """Days after the due date; 0 or less for an invoice paid in time."""
        return (self.until - self.due).days


def invoice_named(charge: Charge, among: Iterable[InvoiceCase]) -> InvoiceCase | None:
    """Return the invoice that a line on interest names; the longest number wins."""
    text = plain(charge.line.description or "")
    named = [
        other
        for other in among
        if not other.invoice.is_credit
        and len(plain(other.invoice.number or "")) >= _SHORTEST
        and plain(other.invoice.number or "") in text
    ]
    return max(named, key=lambda one: (len(one.invoice.number or ""), one.stands), default=None)


def earlier_invoices(case: InvoiceCase) -> tuple[InvoiceCase, ...]:
    """Return the invoices of the family that could have been paid late."""
    found = (one for one in case.siblings if one.stands and order(one) < order(case))
    return tuple(sorted(found, key=order))


def delay_of(late: InvoiceCase, case: InvoiceCase) -> Delay | None:
    """Return how late an invoice was when another bills interest on it; None if not known.

    Without a file of payments the day interest is billed stands for the payment.
    """
    due, billed_on = contractual_due_date(late), case.invoice.issue_date
    payments = payments_of(late)
    ends = [day for day in (payments[-1].paid_on if payments else None, billed_on) if day]
    if due is None or not ends:
        return None
    return Delay(late, due, min(ends), bool(payments) and payments[-1].paid_on <= min(ends))


def days_charged(charge: Charge, delay: Delay) -> tuple[date, int]:
    """Return the first day and the number of days that interest is due for.

    All days of the delay; the days the line names where they lie within it, as interest may be
    billed in parts, and where nobody knows when the invoice was paid.
    """
    first = delay.due + timedelta(days=1)
    text = charge.line.description or ""
    named = period_in(text)
    if charge.line.period_start and charge.line.period_end:
        named = charge.line.period_start, charge.line.period_end
    if named and named[0] < named[1] and delay.due <= named[0] and named[1] <= delay.until:
        begin = max(named[0], first)
        return begin, (named[1] - begin).days + 1
    if not delay.paid and (counts := days_named(text)):
        fitting = [count for count in counts if count <= delay.days]
        return first, max(fitting, default=delay.days)
    return first, delay.days


def days_named(text: str) -> tuple[int, ...]:
    """Return the numbers of days in a line's words.

    >>> days_named("Interest on 20240021: 3% per month, 15 days")
    (15,)
    """
    return tuple(int(match[1]) for match in _DAYS.finditer(text))
