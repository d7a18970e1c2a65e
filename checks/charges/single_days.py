"""Lines that carry one day and mean the period it begins or ends.

Of "01.03.2026 - 31.03.2026" a reader may have kept one date, and some invoices print no more.  A
recurring fee on the first or last day of a month is for its whole period; the work, usage and
percentages that stand beside it under the same day are for that period as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from checks.charges.service_term import named_period
from checks.months import add_months, last_of_month
from checks.recognition.frequencies import months_of
from models.cases import Charge, ChargeKind
from models.terms import Fee

_BESIDE = (ChargeKind.RATE, ChargeKind.PERCENTAGE)


def spanned(charges: Sequence[Charge]) -> list[Charge]:
    """Give the lines of an invoice that carry one day the period it stands for."""
    wholes = {
        charge.start: whole
        for charge in charges
        if charge.start and (whole := _whole(charge)) is not None
    }
    return [_with(charge, wholes) for charge in charges]


def _with(charge: Charge, wholes: Mapping[date, tuple[date, date]]) -> Charge:
    day = charge.start
    if day is None or day not in wholes or not _is_one_day(charge):
        return charge
    found = _whole(charge) or (wholes[day] if charge.kind in _BESIDE else None)
    return replace(charge, start=found[0], end=found[1]) if found else charge


def _whole(charge: Charge) -> tuple[date, date] | None:
    """Return the whole period of a recurring fee that carries its first or last day."""
    day, lasting = charge.start, [months_of(term) for term in charge.terms if isinstance(term, Fee)]
    months = next(filter(None, lasting), None)
    if months is None or day is None or not _is_one_day(charge):
        return None
    if day.day == 1:
        return day, add_months(day, months) - timedelta(days=1)
    if day == last_of_month(day):
        return add_months(day.replace(day=1), 1 - months), day
    return None


def _is_one_day(charge: Charge) -> bool:
    """Whether a line names one day; the day of issue is none that it names."""
    return named_period(charge) is not None and charge.start == charge.end


def prints_one_day(charge: Charge) -> bool:
    """Whether the line itself shows no more than one day of a longer period."""
    line = charge.line
    shown = {day for day in (line.period_start, line.period_end) if day}
    return len(shown) == 1 and charge.start != charge.end
