"""What counts towards a cap or a minimum, and the periods it is counted in."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from checks.months import add_months
from checks.recognition.wording import key_of
from models.cases import ChargeKind, Family, InvoiceCase
from models.terms import Cap

CHARGES = frozenset(
    (
        ChargeKind.RATE,
        ChargeKind.FEE,
        ChargeKind.PERCENTAGE,
        ChargeKind.MILESTONE,
        ChargeKind.DISCOUNT,
        ChargeKind.TRUE_UP,
        ChargeKind.UNKNOWN,
    )
)
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "annum": 12}


_EACH = re.compile(
    r"\b(?:an|any\s+one|any\s+single|single|each|every|individual|per)\s+"
    r"(?:expense|item|trip|receipt|night|diem)\b",
    re.IGNORECASE,
)


def is_for_each(cap: Cap) -> bool:
    """Whether a cap binds each expense by itself rather than their sum: that is EX102."""
    if key_of(cap.per or "") in ("expense", "item", "trip", "receipt", "night"):
        return True
    of_expenses = counted_kinds(cap) == frozenset((ChargeKind.EXPENSE,))
    return of_expenses and bool(_EACH.search(f"{cap.scope} {cap.evidence.quote}"))


def counted_kinds(cap: Cap) -> frozenset[ChargeKind]:
    """Return the kinds of line that a cap limits."""
    scope = key_of(cap.scope or "")
    excluded = key_of(" ".join(cap.excludes))
    if "expense" in scope.split() and not set(scope.split()) & {"fee", "charge", "total", "all"}:
        return frozenset((ChargeKind.EXPENSE,))
    without = "expense" in excluded or "excluding expense" in scope
    only_fees = bool(scope) and "expense" not in scope and "all" not in scope.split()
    if without or (only_fees and "fee" in scope.split()):
        return CHARGES
    return CHARGES | {ChargeKind.EXPENSE}


def months_of_limit(per: str | None) -> int | None:
    """Return the months a limit is counted over; None for one over the whole agreement."""
    words = key_of(per or "").split()
    return next((_MONTHS[word] for word in words if word in _MONTHS), None)


def period_of_limit(per: str | None, case: InvoiceCase) -> tuple[date, date] | None:
    """Return the month, quarter or year of a limit that an invoice's service falls in."""
    starts = [charge.start for charge in case.charges if charge.start]
    day = min(starts, default=case.invoice.issue_date)
    return limit_period(per, case.family, day) if case.family and day else None


def limit_period(per: str | None, family: Family, day: date) -> tuple[date, date] | None:
    """Return the month, quarter or year of a limit that a day falls in; None: it has none."""
    months = months_of_limit(per)
    if months is None:
        return None
    calendar = "calendar" in key_of(per or "")
    within = (
        one for one in periods(family, months, day, calendar=calendar) if one[0] <= day <= one[1]
    )
    return next(within, None)


def periods(
    family: Family, months: int, until: date, *, calendar: bool = False
) -> Iterator[tuple[date, date]]:
    """Yield the periods of an agreement that begin by a day.

    Quarters and years count from the effective date unless the contract says calendar.
    """
    starts = [m.takes_effect for m in family.members if m.contract.kind != "amendment"]
    known = [start for start in starts if start]
    if not known:
        return
    first = known[-1]
    if calendar:
        first = date(first.year, (first.month - 1) // months * months + 1, 1)
    count = 0
    while add_months(first, count * months) <= until:
        begin = add_months(first, count * months)
        yield begin, add_months(first, (count + 1) * months) - timedelta(days=1)
        count += 1
