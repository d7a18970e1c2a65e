"""The periods that one invoice is agreed to cover, and lines that bill a part of an open one."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from checks.agreement import clauses_on, of_kind, term_bounds
from checks.charges.billed import same_item, standing
from checks.charges.proration import whole_periods
from checks.charges.schedule import Period, fee_periods
from checks.charges.service_term import named_period
from checks.months import add_months
from checks.recognition.frequencies import MONTHS_OF, months_of
from checks.recognition.wording import key_of, spoken_of
from models.cases import Charge, Family, InvoiceCase
from models.terms import BillingSchedule, Fee

_PAYABLE = re.compile(r"\b(?:pa(?:y|id)|invoic|bill|instal)", re.IGNORECASE)
_SHIFT = timedelta(days=4)  # by which a last business day comes before the last day
_CALENDAR = re.compile(r"\bcalendar[- ](?:month|quarter|half|semester|year)", re.IGNORECASE)


class _Billed(NamedTuple):
    """The period that a line of a standing invoice bills an item for; ``by`` is the invoice."""

    period: Period
    by: int
    issued: date | None


def schedule_of(charge: Charge, schedules: Sequence[BillingSchedule]) -> BillingSchedule | None:
    """Return the schedule a charge is billed by; None where several differ and none is its own."""
    if len({term.timing for term in schedules}) == 1:
        return schedules[-1]
    naming = [one for one in schedules if spoken_of(charge.item, one.evidence.quote)]
    lengths = {
        months for term in charge.terms if isinstance(term, Fee) and (months := months_of(term))
    }
    lengths = lengths or _lengths(charge)
    lasting = [
        one for one in schedules if one.frequency and MONTHS_OF.get(one.frequency) in lengths
    ]
    for own in (naming, lasting):
        if own and len({term.timing for term in own}) == 1:
            return own[-1]
    return None


def _lengths(charge: Charge) -> set[int]:
    """Return the months of the period that a line is for."""
    period = named_period(charge)
    return {n for n in MONTHS_OF.values() if period and whole_periods(*period, n) == 1}


def open_whole(case: InvoiceCase, family: Family, charge: Charge) -> Period | None:
    """Return the period that a line bills a part of before it is over, billed whole in arrears.

    None where no such period is agreed, in any lawful count of the periods the part closes one,
    the invoice bills the period to its end, or the part may be the first or last of the service:
    it is no whole months and no other invoice bills another part sooner than in the next turn.
    """
    period, issued = named_period(charge), case.invoice.issue_date
    months = _months_in_arrears(family, charge, period[1]) if period else None
    if period is None or issued is None or months is None:
        return None
    if whole_periods(*period, months) or add_months(period[0], months) <= period[1]:
        return None
    billed = _billed(case, family, charge)
    wholes = [
        _around(family, period[1], months, billed, since) for since in _starts(family, charge)
    ]
    whole = wholes[0]
    if whole is None or any(one is None or one[1] <= issued for one in wholes):
        return None
    if _reach(case, charge) >= whole[1]:
        return None
    if whole_periods(*period, 1) is None and not _in_parts(case, whole, billed, months):
        return None
    return whole


def _months_in_arrears(family: Family, charge: Charge, day: date) -> int | None:
    """Return the months that one invoice covers, in arrears; None where nothing says so alone."""
    schedules = of_kind(family, day, BillingSchedule)
    if {term.timing for term in schedules if term.timing} != {"arrears"}:
        return None
    stated = {term.frequency for term in schedules if term.frequency}
    months = MONTHS_OF.get(stated.pop()) if len(stated) == 1 else None
    for fee in charge.terms:
        own = months_of(fee) if isinstance(fee, Fee) else None
        if months and own and own < months and _PAYABLE.search(fee.evidence.quote):
            return own
    return months


def _billed(case: InvoiceCase, family: Family, charge: Charge) -> tuple[_Billed, ...]:
    """Return the periods that standing invoices bill for a line's item."""
    key = "billed periods", id(family), charge.kind, key_of(charge.item)
    return case.book.memo.once(
        key,
        lambda: tuple(
            _Billed(period, id(one.invoice), one.invoice.issue_date)
            for one in standing(case)
            for other in one.charges
            if same_item(other, charge)
            for period in [named_period(other)]
            if period is not None
        ),
    )


def _starts(family: Family, charge: Charge) -> list[date | None]:
    """Return the days that periods may count from; None is the first day of the agreement."""
    day = charge.end or date.max
    schedules = (c.since for c in clauses_on(family, day) if isinstance(c.term, BillingSchedule))
    fees = (term.start for term in charge.terms if isinstance(term, Fee))
    return list(dict.fromkeys((None, *filter(None, schedules), *filter(None, fees))))


def _around(
    family: Family, day: date, months: int, billed: Iterable[_Billed], since: date | None
) -> Period | None:
    """Return the agreed period that holds a day, cut where the term of the agreement ends."""
    schedules = of_kind(family, day, BillingSchedule)
    if any(_CALENDAR.search(term.evidence.quote) for term in schedules):
        known = _by_calendar(day, months, since or term_bounds(family)[0] or day)
    else:
        known = [one.period for one in billed]
    found = fee_periods(family, months, day, known, since)
    return next((one for one in found if one[0] <= day <= one[1]), None)


def _by_calendar(day: date, months: int, begin: date) -> list[Period]:
    """Return the calendar's period that holds a day, from the first day of the service."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return [(max(first, begin), add_months(first, months) - timedelta(days=1))]


def _reach(case: InvoiceCase, charge: Charge) -> date:
    """Return the last day that an invoice bills a line's item for."""
    return max(one.end for one in case.charges if one.end and same_item(one, charge))


def _in_parts(case: InvoiceCase, whole: Period, billed: Iterable[_Billed], months: int) -> bool:
    """Whether another invoice bills a part of a period, and not as the next invoice in turn.

    Weeks that end in the month before are billed on the last business day of each month: every
    invoice holds parts of two months, and none is an invoice too many.
    """
    return any(
        one.by != id(case.invoice)
        and one.period[0] <= whole[1]
        and whole[0] <= one.period[1]
        and not _in_turn(case.invoice.issue_date, one.issued, months)
        for one in billed
    )


def _in_turn(one: date | None, other: date | None, months: int) -> bool:
    """Whether two invoices are issued a period apart, a few days for weekends aside."""
    if one is None or other is None:
        return False
    first, second = sorted((one, other))
    return second >= add_months(first, months) - _SHIFT
