"""Prices net of tax: where the contract's prices include tax, the invoice's net is less."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.readings import Reading, distinct
from models.cases import Charge, Family
from models.terms import TaxTreatment


def net_of_tax(
    readings: Iterable[Reading], charge: Charge, family: Family, day: date
) -> tuple[Reading, ...]:
    """Add the net price of each reading where prices include the tax that the line shows.

    The price as agreed stays a reading: tax added on top of it is a matter of tax, not of price.
    """
    whole = tuple(readings)
    rate = _included(charge, family, day)
    if not rate:
        return whole
    factor = 1 + rate / 100
    net = (
        Reading(r.amount / factor, f"({r.working}) / {factor} net of {rate}% tax", r.name)
        for r in whole
    )
    return distinct((*net, *whole))


def _included(charge: Charge, family: Family, day: date) -> Decimal | None:
    treatments = of_kind(family, day, TaxTreatment)
    if not treatments or treatments[-1].treatment != "inclusive":
        return None
    return charge.line.tax_rate if charge.line.tax_rate is not None else treatments[-1].percent
