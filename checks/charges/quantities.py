"""Billed quantities against the facts: metered usage and approved hours of exactly the period."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.charges.allowances import months_included
from checks.charges.billed import billed_amount, credited
from checks.charges.certainty import is_settled
from checks.charges.groups import Group, net_quantity, rate_groups
from checks.charges.homes import family_of
from checks.charges.metering import (
    hours_of,
    measured_in,
    metered,
    quantity_of,
    usage_rows,
    worked,
)
from checks.charges.pricing import converted, printed_price, units_in
from checks.charges.proration import whole_periods
from checks.charges.rating import unit_prices
from checks.charges.readings import Reading, nearest
from checks.charges.tiers import is_tiered, mode_of, tier_charges
from checks.recognition.units import hours_in
from models.cases import Charge, Family, InvoiceCase
from models.facts import TimesheetEntry, Usage
from models.money import to_minor
from models.terms import Rate, TierMode


@dataclass(frozen=True, slots=True)
class Compared:
    """A group of lines beside the facts; quantities in the contract's unit.

    ``due`` is what may be billed: what was metered, or the approved hours, less what is included.
    None where no fact of exactly the period is on file.
    """

    group: Group
    billed: Decimal
    due: Decimal | None
    measured: Decimal = Decimal(0)
    included: Decimal = Decimal(0)
    facts: tuple[Usage | TimesheetEntry, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether another quantity is billed than the facts allow."""
        return self.due is not None and self.billed != self.due

    @property
    def ignores_allowance(self) -> bool:
        """Whether all that was metered is billed, though a part is included in the price."""
        return self.included > 0 and self.differs and self.billed == self.measured


def is_time(rate: Rate) -> bool:
    """Whether a rate prices time worked."""
    return hours_in(rate.unit) is not None


def usage_compared(case: InvoiceCase) -> Iterator[Compared]:
    """Compare each metered item of an invoice with the meter."""
    if case.family is None:
        return
    for group in rate_groups(case):
        if not is_time(group.rates[0]):
            yield _by_meter(case, family_of(case, group.charges[0]) or case.family, group)


def hours_compared(case: InvoiceCase) -> Iterator[Compared]:
    """Compare each role's hours on an invoice with the approved timesheets."""
    if case.family is None:
        return
    for group in rate_groups(case):
        if is_time(group.rates[0]):
            yield _by_timesheet(case, family_of(case, group.charges[0]) or case.family, group)


def included_in(rate: Rate, group: Group) -> Decimal:
    """Return the quantity included in the price over a group's period."""
    included = rate.included_quantity or Decimal(0)
    months = months_included(rate)
    if not months or group.start is None or group.end is None:
        return included
    whole = whole_periods(group.start, group.end, months)
    return included * (whole or 1)


def worth(case: InvoiceCase, compared: Compared) -> tuple[Decimal, Decimal, str]:
    """Return the charge for the billed and for the due quantity at contract prices, and how."""
    group, currency = compared.group, case.invoice.currency
    due = compared.due or Decimal(0)
    if is_tiered(group.rates):
        mode, factor = _mode(case, compared), _tax_factor(case, group)
        billed = tier_charges(group.rates, compared.billed, mode, currency)[0]
        fair = tier_charges(group.rates, due, mode, currency)[0]
        amounts = [to_minor(r.amount * factor, currency) for r in (billed, fair)]
        return amounts[0], amounts[1], f"{fair.working}; billed {billed.working}"
    price = _price(case, group)
    amounts = [to_minor(q * price.amount, currency) for q in (compared.billed, due)]
    less = f"{compared.billed} less {due} = {compared.billed - due}"
    return amounts[0], amounts[1], f"{less}; x {price.working}"


def _mode(case: InvoiceCase, compared: Compared) -> TierMode | None:
    """Return the mode the table states, else the one the billed amount comes closest to."""
    rates, currency = compared.group.rates, case.invoice.currency
    stated = mode_of(rates)
    billed = sum((billed_amount(c, currency) for c in compared.group.charges), Decimal(0))
    readings = tier_charges(rates, compared.group.quantity, stated, currency)
    return stated or TierMode(nearest(readings, billed).name)


def _price(case: InvoiceCase, group: Group) -> Reading:
    """Return the contract's price that the line comes closest to."""
    charge = group.charges[0]
    printed = printed_price(charge) or Decimal(0)
    price = converted(printed, charge, group.rates[0])
    readings = [
        reading
        for rate in group.rates
        for family in [family_of(case, charge)]
        if family is not None
        for reading in unit_prices(rate, charge, family, case.invoice.currency)
    ]
    return nearest(readings, price)


def _tax_factor(case: InvoiceCase, group: Group) -> Decimal:
    """Return what a table price is multiplied by to be net of included tax, else 1."""
    price = _price(case, group)
    whole = {rate.amount for rate in group.rates}
    base = min(whole, key=lambda amount: abs(amount - price.amount))
    return price.amount / base if base and price.amount not in whole else Decimal(1)


def _by_meter(case: InvoiceCase, family: Family, group: Group) -> Compared:
    billed = net_quantity(case, group)
    if group.start is None or group.end is None or not _counted(group):
        return Compared(group, billed, None)
    rows = metered(usage_rows(case.book, family, group.item), group.start, group.end)
    known = [found for row in rows if (found := measured_in(row, group.rates[0].unit))]
    if not rows or len(known) < len(rows):
        return Compared(group, billed, None)
    measured, included = quantity_of(known), included_in(group.rates[0], group)
    due = max(measured - included, Decimal(0))
    return Compared(group, billed, due, measured, included, rows)


def _by_timesheet(case: InvoiceCase, family: Family, group: Group) -> Compared:
    billed = sum((_in_unit(charge, group.rates[0]) for charge in group.charges), Decimal(0))
    billed -= credited(case, group.charges[0])[0]
    sheets = case.book.facts.timesheets
    if group.start is None or group.end is None or not sheets or not _counted(group):
        return Compared(group, billed, None)
    entries = worked(case.book, family, group.item, group.start, group.end)
    if not entries and not is_settled(family):  # what was read may not be the role's name
        return Compared(group, billed, None)
    unit = hours_in(group.rates[0].unit) or Decimal(1)
    hours, included = hours_of(entries) / unit, included_in(group.rates[0], group)
    due = max(hours - included, Decimal(0))
    return Compared(group, billed, due, hours, included, entries)


def _counted(group: Group) -> bool:
    """Whether every line shows a quantity."""
    return all(charge.line.quantity is not None for charge in group.charges)


def _in_unit(charge: Charge, rate: Rate) -> Decimal:
    return (charge.line.quantity or Decimal(0)) * units_in(charge, rate)
