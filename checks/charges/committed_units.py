"""Minimum commitments in units: what was taken of them, and what a unit costs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.groups import net_quantity, rate_groups
from checks.charges.pricing import units_in
from checks.charges.rating import unit_prices
from checks.charges.stand_ins import stand_in
from checks.charges.tiers import is_tiered
from checks.recognition.units import unit_of
from checks.recognition.wording import key_of, words_of
from models.cases import ChargeKind, ContractCase, Family, InvoiceCase
from models.terms import Minimum, Rate

_ANY = unit_of("unit")


def price_of(minimum: Minimum, family: Family, day: date) -> Rate | None:
    """Return the rate that prices the units of a minimum; None where not exactly one does."""
    rates = [rate for rate in of_kind(family, day, Rate) if _means(minimum, rate)]
    return rates[0] if len(rates) == 1 and not is_tiered(rates) else None


def taken(invoices: Iterable[InvoiceCase], rate: Rate, start: date, end: date) -> Decimal:
    """Add up the units billed for service that begins in a period, less what was given back."""
    total = Decimal(0)
    for one in invoices:
        for group in rate_groups(one):
            own = key_of(group.item) == key_of(rate.item)
            if own and group.start and start <= group.start <= end:
                total += net_quantity(one, group) * units_in(group.charges[0], rate)
    return total


def worth(
    case: ContractCase, rate: Rate, units: Decimal, period: tuple[date, date]
) -> tuple[Decimal, str]:
    """Return what so many units cost at the end of a period, net of tax, and the working."""
    line = stand_in(ChargeKind.RATE, rate.item or "", (period[1], period[1]), case.invoices, units)
    currency = rate.currency or case.contract.contract.currency
    price = unit_prices(rate, line, case.family, currency)[0]
    return units * price.amount, f"{units:f} x {price.working}"


def _means(minimum: Minimum, rate: Rate) -> bool:
    """Whether a rate prices the units of a minimum: its unit is theirs, or they name its item."""
    wanted = unit_of(minimum.unit)
    if wanted in {"", _ANY}:
        return True
    return wanted == unit_of(rate.unit) or set(words_of(minimum.unit or "")) <= set(
        words_of(rate.item or "")
    )
