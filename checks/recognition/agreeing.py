"""Whether unit and price of a line are those of an item: the same, or about the same.

About the same is what a rise, a part of a period or a slip makes of a price: within a quarter.
"""

from collections.abc import Iterable
from decimal import Decimal

from checks.months import last_of_month
from checks.recognition.frequencies import months_of
from checks.recognition.units import unit_of
from models.invoices import InvoiceLine
from models.terms import Fee, Milestone, Rate, Term

_LEAST, _MOST = Decimal("0.75"), Decimal("1.25")
_CENT = Decimal("0.01")
_DAYS_OF_MONTH = Decimal("30.4")


def agrees(line: InvoiceLine, group: Iterable[Term]) -> bool:
    """Whether unit and price are this item's; a line without a unit has any."""
    for term in group:
        if isinstance(term, Rate) and line.unit_price == term.amount:
            return not line.unit or unit_of(line.unit) == unit_of(term.unit)
        if isinstance(term, Fee | Milestone) and term.amount in (line.amount, line.unit_price):
            return term.amount is not None
    return False


def is_near(line: InvoiceLine, group: Iterable[Term]) -> bool:
    """Whether the price is about this item's, in its unit where the line has one.

    Of a fee for part of its period about that part counts as well.
    """
    for term in group:
        if isinstance(term, Rate) and _is_about(line.unit_price, term.amount):
            return not line.unit or unit_of(line.unit) == unit_of(term.unit)
        if isinstance(term, Fee):
            part = term.amount * _share(line, term)
            if any(_is_about(line.amount, one) for one in (term.amount, part)):
                return True
    return False


def is_days_of(line: InvoiceLine, group: Iterable[Term]) -> bool:
    """Whether a price is, to the cent, that of a unit for the line's own days of one month.

    So are units billed that came or went within a month: "Joiners (2), 18 of 31 days".
    """
    start, end, price = line.period_start, line.period_end, line.unit_price
    if start is None or end is None or price is None or last_of_month(start) < end:
        return False
    days, whole = (end - start).days + 1, last_of_month(start).day
    return days < whole and any(
        isinstance(term, Rate)
        and bool(line.unit)
        and unit_of(line.unit) == unit_of(term.unit)
        and abs(term.amount * days / whole - price) <= _CENT
        for term in group
    )


def _share(line: InvoiceLine, fee: Fee) -> Decimal:
    """Return about what part of a fee's period the line's own dates are, 1 where it has none."""
    months = months_of(fee)
    if months is None or line.period_start is None or line.period_end is None:
        return Decimal(1)
    return Decimal((line.period_end - line.period_start).days + 1) / (months * _DAYS_OF_MONTH)


def _is_about(printed: Decimal | None, agreed: Decimal) -> bool:
    return printed is not None and agreed > 0 and _LEAST <= abs(printed) / agreed <= _MOST
