"""All that is said of receivables on a day: ageing, DSO, days beyond terms, forecast, interest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.receivables.ageing import Aged, ageing, totals
from checks.receivables.dso import (
    PERIOD,
    Measure,
    days_beyond_terms,
    dso_by_balance,
    dso_by_countback,
    months_back,
    sales_of,
)
from checks.receivables.forecast import Expected, cash_forecast
from checks.receivables.items import Receivable


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one currency comes in."""

    currency: str
    balance: Measure
    countback: Measure
    best: Measure
    beyond_terms: Measure
    late_charges: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """What customers owe on a day; ``items`` are the open ones, the longest overdue first."""

    as_of: date
    aged: tuple[Aged, ...]
    totals: tuple[Aged, ...]
    speeds: tuple[Speed, ...]
    items: tuple[Receivable, ...]
    forecast: tuple[Expected, ...]


def standing(found: Iterable[Receivable], promises: Mapping[str, date], as_of: date) -> Standing:
    """Put everything together; ``promises`` are days by invoice number."""
    items = tuple(found)
    aged = ageing(items, as_of)
    still = sorted(
        (one for one in items if one.open), key=lambda i: (i.due_on or date.max, i.number)
    )
    currencies = sorted({one.currency for one in items})
    return Standing(
        as_of=as_of,
        aged=aged,
        totals=totals(aged),
        speeds=tuple(_speed([i for i in items if i.currency == c], c, as_of) for c in currencies),
        items=tuple(still),
        forecast=cash_forecast(items, promises, as_of),
    )


def _speed(items: list[Receivable], currency: str, as_of: date) -> Speed:
    owed = sum((one.open for one in items if one.open > 0), Decimal(0))
    undue = sum(
        (one.open for one in items if one.open > 0 and one.due_on and one.due_on >= as_of),
        Decimal(0),
    )
    sales = sales_of(items, as_of)
    return Speed(
        currency=currency,
        balance=dso_by_balance(owed, sales, PERIOD),
        countback=dso_by_countback(owed, months_back(items, as_of)),
        best=dso_by_balance(undue, sales, PERIOD),
        beyond_terms=days_beyond_terms(items, as_of),
        late_charges=sum((one.late_charge or Decimal(0) for one in items), Decimal(0)),
    )
