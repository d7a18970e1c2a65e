"""Days sales outstanding, by balance and by countback, and days beyond terms.

Balance:   receivables at the end / sales of the period x days of the period.
Countback: sales of the latest month, then of the one before, are taken off the receivables; each
           month taken whole counts its days, the last one in part (the "exhaustion" method).
Best possible DSO counts only what is not due yet; average days delinquent is the difference.
Days beyond terms: days after the due date, weighted by amount.
Source:    Credit Research Foundation, "Accounts receivable performance metrics" (DSO, BPDSO, ADD,
           countback); Dun & Bradstreet's definition of days beyond terms.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from checks.receivables.items import Receivable

_TENTH = Decimal("0.1")
PERIOD = 90
"""Days of sales that DSO by balance looks back."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of days to one decimal, None where it cannot be told, and how it was worked out."""

    days: Decimal | None
    working: str


def dso_by_balance(open_amount: Decimal, sales: Decimal, days: int = PERIOD) -> Measure:
    """Return receivables / sales x days.

    >>> dso_by_balance(Decimal(30000), Decimal(90000), 90)
    Measure(days=Decimal('30.0'), working='30000 / 90000 x 90 days = 30.0 days')
    """
    if sales <= 0:
        return Measure(None, f"no sales in {days} days")
    found = _tenth(open_amount / sales * days)
    return Measure(found, f"{open_amount} / {sales} x {days} days = {found} days")


def dso_by_countback(open_amount: Decimal, months: Iterable[tuple[str, Decimal, int]]) -> Measure:
    """Take months of sales, the latest first (name, sales, days), off the receivables.

    Not told where the receivables are larger than all sales given.
    """
    rest, total, words = open_amount, Decimal(0), []
    if rest <= 0:
        return Measure(Decimal("0.0"), "nothing is open")
    for name, sales, days in months:
        if sales >= rest:
            part = rest / sales * days
            words.append(f"{name}: {rest} / {sales} x {days} = {_tenth(part)}")
            found = _tenth(total + part)
            return Measure(found, f"{'; '.join(words)}; together {found} days")
        words.append(f"{name}: {sales} of {rest}, {days} days")
        rest -= max(sales, Decimal(0))
        total += days
    return Measure(None, f"{rest} is older than all sales on file")


def days_beyond_terms(items: Iterable[Receivable], as_of: date) -> Measure:
    """Return the days past due of open and of paid amounts, weighted by amount.

    What is open counts until the day looked at, what was paid until its payment; days before the
    due date count as none.
    """
    weighted, whole = Decimal(0), Decimal(0)
    for one in items:
        if one.due_on is None:
            continue
        parts = [(p.amount, p.paid_on) for p in one.payments if p.paid_on <= as_of]
        if one.open > 0:
            parts.append((one.open, as_of))
        for amount, day in parts:
            weighted += amount * max((day - one.due_on).days, 0)
            whole += amount
    if whole <= 0:
        return Measure(None, "nothing was paid and nothing is open")
    found = _tenth(weighted / whole)
    return Measure(found, f"{weighted} amount-days late / {whole} = {found} days")


def sales_of(items: Iterable[Receivable], as_of: date, days: int = PERIOD) -> Decimal:
    """Return what was invoiced in the days up to and with a day."""
    first = as_of - timedelta(days=days - 1)
    sold = (one.total for one in items if one.issued_on and first <= one.issued_on <= as_of)
    return sum(sold, Decimal(0))


def months_back(
    items: Iterable[Receivable], as_of: date, count: int = 24
) -> tuple[tuple[str, Decimal, int], ...]:
    """Return sales by calendar month, the latest first; the month of the day only up to it."""
    sales: dict[tuple[int, int], Decimal] = {}
    for one in items:
        if one.issued_on and one.issued_on <= as_of:
            key = (one.issued_on.year, one.issued_on.month)
            sales[key] = sales.get(key, Decimal(0)) + one.total
    found, last = [], as_of
    for _ in range(count):
        amount = sales.get((last.year, last.month), Decimal(0))
        found.append((f"{last:%Y-%m}", amount, last.day))
        last = last.replace(day=1) - timedelta(days=1)
    return tuple(found)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, ROUND_HALF_UP)
