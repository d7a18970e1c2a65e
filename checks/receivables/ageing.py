"""Ageing: how long open amounts are past the day the contract gives, by customer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from checks.receivables.items import Receivable

BUCKETS = ("not due", "1-30", "31-60", "61-90", "91+", "no due date")
_EDGES = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Aged:
    """One customer in one currency: the open amount of each bucket, in the order of `BUCKETS`."""

    customer: str
    currency: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum(self.amounts, Decimal(0))


@dataclass(slots=True)
class _Row:
    amounts: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * len(BUCKETS))


def bucket_of(due_on: date | None, as_of: date) -> int:
    """Return the place in `BUCKETS`; an invoice is not late on its due date itself.

    >>> [BUCKETS[bucket_of(date(2026, 3, 31), day)] for day in (date(2026, 3, 31), date(2026, 4, 30))]
    ['not due', '1-30']
    """
    if due_on is None:
        return len(BUCKETS) - 1
    late = (as_of - due_on).days
    return sum(late > edge for edge in _EDGES)


def ageing(items: Iterable[Receivable], as_of: date) -> tuple[Aged, ...]:
    """Return the open amounts of each customer, the largest first; overpaid items count too."""
    rows: dict[tuple[str, str], _Row] = {}
    for one in items:
        if one.open:
            row = rows.setdefault((one.customer, one.currency), _Row())
            row.amounts[bucket_of(one.due_on, as_of)] += one.open
    made = (Aged(who, what, tuple(row.amounts)) for (who, what), row in rows.items())
    return tuple(sorted(made, key=lambda one: (one.currency, -one.total, one.customer)))


def totals(rows: Iterable[Aged]) -> tuple[Aged, ...]:
    """Return the sums of each currency."""
    sums: dict[str, list[Decimal]] = {}
    for one in rows:
        held = sums.setdefault(one.currency, [Decimal(0)] * len(BUCKETS))
        for place, amount in enumerate(one.amounts):
            held[place] += amount
    return tuple(Aged("", currency, tuple(amounts)) for currency, amounts in sorted(sums.items()))
