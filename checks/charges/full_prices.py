"""Lines that ask for the agreed price itself, or for what is left of it without an included tax."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from checks.charges.billed import billed_amount
from checks.charges.metering import quantity_of
from checks.charges.percentages import base_rows, percentage_of
from checks.charges.pricing import converted, printed_price
from checks.charges.rating import fee_amounts, rates_of, unit_prices
from checks.charges.readings import Reading, fits
from checks.charges.stages import worth_of_line
from checks.charges.taxes import net_of_tax
from checks.proofs import differs
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.money import to_minor
from models.terms import Fee, PercentageFee


class Share(Enum):
    """What of a price that includes tax a line asks for."""

    WHOLE = auto()
    NET = auto()


def share_of_price(case: InvoiceCase, charge: Charge) -> Share | None:
    """Say whether a line asks for the whole of a price that includes tax, or for its net.

    None where the contract has no price for the line, or the line asks for neither.  A price that
    is whole in one lawful reading and net in another counts as net.
    """
    if case.family is None or not charge.terms:
        return None
    untaxed = replace(charge, line=charge.line.model_copy(update={"tax_rate": Decimal(0)}))
    whole = _readings(case, case.family, untaxed)
    amounts = {reading.amount for reading in whole}
    net = [one for one in _readings(case, case.family, charge) if one.amount not in amounts]
    if _asks_for(case, charge, net):
        return Share.NET
    return Share.WHOLE if _asks_for(case, charge, whole) else None


def _readings(case: InvoiceCase, family: Family, charge: Charge) -> tuple[Reading, ...]:
    """Return what a line may cost: the price of a unit where it has a rate, else the amount."""
    currency = case.invoice.currency
    rates = rates_of(charge)
    if rates:
        return tuple(r for rate in rates for r in unit_prices(rate, charge, family, currency))
    if charge.kind is ChargeKind.MILESTONE:
        return worth_of_line(case, charge)
    if charge.kind is ChargeKind.PERCENTAGE:
        return _percentage(case, family, charge)
    fees = (term for term in charge.terms if isinstance(term, Fee))
    return tuple(r for fee in fees for r in fee_amounts(fee, charge, family, currency))


def _percentage(case: InvoiceCase, family: Family, charge: Charge) -> tuple[Reading, ...]:
    terms = [term for term in charge.terms if isinstance(term, PercentageFee)]
    start, end = charge.start, charge.end
    rows = base_rows(case.book, family, terms, start, end) if terms and start and end else ()
    if not rows:
        return ()
    total = percentage_of(terms, quantity_of(rows), case.invoice.currency)
    return net_of_tax([total], charge, family, start or date.max)


def _asks_for(case: InvoiceCase, charge: Charge, readings: Iterable[Reading]) -> bool:
    currency, rates = case.invoice.currency, rates_of(charge)
    if rates:
        printed = printed_price(charge)
        price = converted(printed, charge, rates[0]) if printed is not None else None
        return price is not None and any(fits(one, price, currency) for one in readings)
    billed = abs(billed_amount(charge, currency))
    return any(not differs(case, billed, to_minor(one.amount, currency)) for one in readings)
