"""When open items will probably be paid: the promised day, else the due date and usual delay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median_low

from checks.receivables.items import Receivable


@dataclass(frozen=True, slots=True)
class Expected:
    """Money expected on a day, and why then."""

    number: str
    customer: str
    currency: str
    amount: Decimal
    on: date
    why: str


def usual_delays(items: Iterable[Receivable]) -> dict[str, int]:
    """Return each customer's median days from due date to payment, negative when early.

    With an even count of payments the lower of the two in the middle counts: whole days.
    """
    found: dict[str, list[int]] = {}
    for one in items:
        if one.paid_on is not None and one.due_on is not None:
            found.setdefault(one.customer, []).append((one.paid_on - one.due_on).days)
    return {customer: median_low(days) for customer, days in found.items()}


def cash_forecast(
    items: Iterable[Receivable], promises: Mapping[str, date], as_of: date
) -> tuple[Expected, ...]:
    """Return what is open by the day it is expected, soonest first.

    ``promises`` are days by invoice number.  A day that is past already becomes the day looked
    at; what has no due date is left out.
    """
    whole = tuple(items)
    delays, found = usual_delays(whole), []
    for one in whole:
        if one.open <= 0:
            continue
        promised = promises.get(one.number)
        if promised is not None:
            day, why = promised, f"promised for {promised.isoformat()}"
        elif one.due_on is not None:
            late = delays.get(one.customer)
            day = one.due_on + timedelta(days=late or 0)
            usual = "no payments yet" if late is None else _usual(late)
            why = f"due {one.due_on.isoformat()}, {usual}"
        else:
            continue
        if day < as_of:
            day, why = as_of, f"{why}; that day is past"
        found.append(Expected(one.number, one.customer, one.currency, one.open, day, why))
    return tuple(sorted(found, key=lambda one: (one.on, one.customer, one.number)))


def _usual(late: int) -> str:
    """Say how many days before or after the due date a customer usually pays.

    >>> _usual(-2), _usual(0), _usual(1)
    ('usually 2 days early', 'usually paid on that day', 'usually 1 day late')
    """
    if not late:
        return "usually paid on that day"
    days = f"{abs(late)} day{'' if abs(late) == 1 else 's'}"
    return f"usually {days} {'late' if late > 0 else 'early'}"
