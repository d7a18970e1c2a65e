"""Whether a charge's service period lies within the term of the agreement."""

from datetime import date

from checks.agreement import term_bounds
from models.cases import Charge, ChargeKind, Family

# Kinds whose date is that of an event, not of a service rendered over time.
_EVENTS = frozenset(
    (
        ChargeKind.LATE_CHARGE,
        ChargeKind.RETAINAGE,
        ChargeKind.RETAINAGE_RELEASE,
        ChargeKind.DISCOUNT,
        ChargeKind.TAX,
        ChargeKind.TRUE_UP,
        ChargeKind.MILESTONE,
    )
)


def outside_term(family: Family, charge: Charge) -> str | None:
    """Return "before" or "after" for a service period wholly outside the term, else None."""
    period = None if charge.kind in _EVENTS else named_period(charge)
    if period is None:
        return None
    first, last = term_bounds(family)
    if first and period[1] < first:
        return "before"
    return "after" if last and period[0] > last else None


def named_period(charge: Charge) -> tuple[date, date] | None:
    """Return the period a line names; None where the day of issue stands in for it."""
    line = charge.line
    if charge.start is None or charge.end is None:
        return None
    named = line.period_start or line.period_end or charge.end > charge.start
    return (charge.start, charge.end) if named else None


def has_period(charge: Charge) -> bool:
    """Whether a line names its period."""
    return named_period(charge) is not None
