"""Hours that a fee includes: the first of each month, quarter or year, by date."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from checks.charges.proration import period_start
from checks.recognition.units import hours_in, unit_of
from checks.recognition.wording import key_of
from models.facts import TimesheetEntry
from models.terms import Rate

Worked = tuple[TimesheetEntry, Rate]
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def beyond_allowance(worked: Iterable[Worked]) -> Iterator[Worked]:
    """Yield what was worked beyond the included hours; of an entry partly included the rest.

    Work of which nothing is included comes first and as it stands.
    """
    pairs = list(worked)
    yield from (pair for pair in pairs if not pair[1].included_quantity)
    left: dict[tuple[str, date], Decimal] = {}
    for entry, rate in sorted((p for p in pairs if p[1].included_quantity), key=_day):
        key = key_of(rate.item or ""), period_start(entry.date, months_included(rate) or 1)
        rest = left.setdefault(key, _included_hours(rate))
        left[key] = max(rest - entry.hours, Decimal(0))
        if entry.hours > rest:
            yield entry.model_copy(update={"hours": entry.hours - rest}) if rest else entry, rate


def _day(pair: Worked) -> date:
    return pair[0].date


def _included_hours(rate: Rate) -> Decimal:
    return (rate.included_quantity or Decimal(0)) * (hours_in(rate.unit) or Decimal(1))


def months_included(rate: Rate) -> int | None:
    """Return the months for which a quantity is included, None where it is for no such period."""
    return _MONTHS.get(unit_of(rate.included_per))
