"""Whether a charge's service period lies within the term of the agreement."""

from datetime import timedelta

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
    if charge.kind in _EVENTS or not has_period(charge) or not charge.start or not charge.end:
        return None
    first, last = term_bounds(family)
    if first and charge.end < first:
        return "before"
    if last and charge.start > last:
        return "after"
    return None


def has_period(charge: Charge) -> bool:
    """Whether a line names its period, so that the day of issue does not stand in for it."""
    line = charge.line
    if line.period_start or line.period_end:
        return True
    return (
        charge.start is not None
        and charge.end is not None
        and charge.end - charge.start > timedelta(0)
    )
