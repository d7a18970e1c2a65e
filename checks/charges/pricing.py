"""Lines whose price is not the contract's, told apart by cause.

One wrong price has one cause: an increase not as agreed, a wrong tier, a part of a period, or
simply another rate.  The checks of each cause read the same comparison from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from checks.agreement import versions
from checks.charges.billed import billed_amount
from checks.charges.escalation import escalator_for
from checks.charges.homes import family_of
from checks.charges.metering import hours_of, worked
from checks.charges.proration import days_of, parts_of
from checks.charges.rating import (
    Part,
    fee_amounts,
    is_part_of_unit,
    part_of_period,
    proration_of,
    rates_of,
    segments,
    unit_prices,
)
from checks.charges.readings import Reading, fits, nearest
from checks.proofs import differs
from checks.recognition.units import hours_in, lots_in, unit_of
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.money import to_minor
from models.terms import Escalator, Fee, Rate
from models.units import factor


@dataclass(frozen=True, slots=True)
class WrongPrice:
    """A line priced otherwise than agreed: both prices, and both amounts over the quantity."""

    charge: Charge
    term: Rate | Fee
    billed_price: Decimal
    expected_price: Reading
    billed: Decimal
    expected: Decimal
    escalator: Escalator | None = None
    partial: bool = False
    quantity: Decimal = Decimal(1)


def wrong_prices(case: InvoiceCase) -> tuple[WrongPrice, ...]:
    """Return every rate and fee line of an invoice that no reading of the contract explains."""
    return case.book.memo.once(("prices", id(case)), lambda: tuple(_wrong_prices(case)))


def _wrong_prices(case: InvoiceCase) -> Iterator[WrongPrice]:
    if case.family is None or not case.stands:
        return
    for charge in case.charges:
        term = next((one for one in charge.terms if isinstance(one, Rate | Fee)), None)
        found = None
        family = family_of(case, charge) or case.family
        if isinstance(term, Fee):
            found = _wrong_fee(case, family, charge, term)
        elif term and charge.kind is ChargeKind.RATE:
            found = _wrong_rate(case, family, charge)
        if found and charge.amount >= 0:  # what is taken off needs no price
            day = charge.start or date.max
            yield replace(found, escalator=escalator_for(family, found.term, day))


def printed_price(charge: Charge) -> Decimal | None:
    """Return the unit price as printed, else the amount a unit comes to."""
    line = charge.line
    if line.unit_price is not None:
        return abs(line.unit_price)
    return abs(charge.amount / line.quantity) if line.quantity else None


def units_in(charge: Charge, rate: Rate) -> Decimal:
    """Return how many of the rate's units one unit of a line is: 8 for days against hours.

    A line without a unit whose price is that of eight hours is a line by the day.
    """
    ours, theirs = hours_in(charge.line.unit), hours_in(rate.unit)
    if charge.line.unit is None and theirs and (printed := printed_price(charge)):
        day = (hours_in("day") or Decimal(1)) if unit_of(rate.unit) == "hour" else Decimal(1)
        return day if printed == rate.amount * day else Decimal(1)
    if ours and theirs:
        return ours / theirs
    lot = lots_in(rate.unit)
    return _of_lots(charge, rate, lot) if lot != 1 else Decimal(1)


def _of_lots(charge: Charge, rate: Rate, lot: Decimal) -> Decimal:
    """Return what part of a price for many a line's unit is: it counts lots, or single ones.

    A line that does not say so counts what its price is nearer to.
    """
    own = charge.line.unit
    if own and lots_in(own) == lot:
        return Decimal(1)
    if own and unit_of(own) != "each" and (part := factor(own, rate.unit)) is not None:
        return part
    printed = printed_price(charge)
    single = printed is not None and printed < rate.amount / lot.sqrt()
    return 1 / lot if single else Decimal(1)


def converted(price: Decimal, charge: Charge, rate: Rate) -> Decimal:
    """Return a price per day as one per hour, and the like, in the unit of the rate."""
    return price / units_in(charge, rate)


def _wrong_rate(case: InvoiceCase, family: Family, charge: Charge) -> WrongPrice | None:
    rates, printed = rates_of(charge), printed_price(charge)
    if not rates or printed is None:
        return None
    currency, price = case.invoice.currency, converted(printed, charge, rates[0])
    pieces = _versions(rates[0], family, charge)
    if len(pieces) > 1:
        readings: tuple[Reading, ...] = (_blended(case, family, charge, pieces),)
    else:
        readings = tuple(r for rate in rates for r in unit_prices(rate, charge, family, currency))
    if any(fits(one, price, currency) or _comes_to(case, charge, one) for one in readings):
        return None
    best = nearest(readings, price)
    if best.name and is_part_of_unit(rates[0], charge):
        found = _priced(case, charge, rates[0], price, readings[0])
        return replace(found, partial=True) if found else None
    return _priced(case, charge, rates[0], price, best)


def _versions(rate: Rate, family: Family, charge: Charge) -> list[tuple[Rate, date, date]]:
    """Split a line's period where another rate takes effect; tier tables are not split."""
    if charge.start is None or charge.end is None or len(rates_of(charge)) > 1:
        return [(rate, date.min, date.max)]
    pieces = segments(rate, family, charge.start, charge.end)
    return [(one, first, last) for one, first, last in pieces if isinstance(one, Rate)]


def _blended(
    case: InvoiceCase,
    family: Family,
    charge: Charge,
    pieces: list[tuple[Rate, date, date]],
) -> Reading:
    """Return the mean price over a change of the rate: by approved hours, else by days."""
    hours = [
        hours_of(worked(case.book, family, charge.item, first, last)) for _, first, last in pieces
    ]
    days = [Decimal(days_of(first, last)) for _, first, last in pieces]
    weights, unit = (hours, "hours") if sum(hours) else (days, "days")
    total, workings = Decimal(0), []
    for (rate, _, _), weight in zip(pieces, weights, strict=True):
        price = unit_prices(rate, charge, family, case.invoice.currency)[0]
        total += price.amount * weight
        workings.append(f"{weight} {unit} at {price.working}")
    return Reading(total / sum(weights, Decimal(0)), " and ".join(workings))


def _comes_to(case: InvoiceCase, charge: Charge, reading: Reading) -> bool:
    """Whether a line without a unit price has the amount that a reading gives."""
    line = charge.line
    if line.unit_price is not None or not line.quantity:
        return False
    expected = to_minor(abs(line.quantity) * reading.amount, case.invoice.currency)
    return not differs(case, abs(charge.amount), expected)


def _priced(
    case: InvoiceCase, charge: Charge, rate: Rate, price: Decimal, best: Reading
) -> WrongPrice | None:
    quantity = charge.line.quantity if charge.line.quantity is not None else Decimal(1)
    quantity = abs(quantity) * units_in(charge, rate)
    billed = to_minor(quantity * price, case.invoice.currency)
    expected = to_minor(quantity * best.amount, case.invoice.currency)
    if not differs(case, billed, expected):
        return None
    return WrongPrice(charge, rate, price, best, billed, expected, quantity=quantity)


def _wrong_fee(case: InvoiceCase, family: Family, charge: Charge, fee: Fee) -> WrongPrice | None:
    currency = case.invoice.currency
    readings = fee_amounts(fee, charge, family, currency)
    billed = abs(billed_amount(charge, currency))
    if any(not differs(case, billed, to_minor(r.amount, currency)) for r in readings):
        return None
    part = part_of_period(fee, charge)
    best = readings[0] if part else nearest(readings, billed)
    partial = part is not None and not any(
        not differs(case, billed, amount) for amount in _other_versions(fee, family, part)
    )
    expected = to_minor(best.amount, currency)
    return WrongPrice(charge, fee, billed, best, billed, expected, partial=partial)


def _other_versions(fee: Fee, family: Family, part: Part) -> Iterator[Decimal]:
    """Yield what a part of a period costs at the fees before and after a change."""
    for clause in versions(family, fee):
        other = clause.term
        if isinstance(other, Fee) and other.amount != fee.amount:
            convention = proration_of(fee, family)
            for reading in parts_of(other.amount, part.start, part.end, part.months, convention):
                yield reading.amount


def other_unit(charge: Charge) -> bool:
    """Whether a line counts hours, days, gigabytes or miles and the contract another of them."""
    rates = rates_of(charge)
    if not rates or not rates[0].unit:
        return False
    if not charge.line.unit:
        return units_in(charge, rates[0]) != 1
    ours, theirs = unit_of(charge.line.unit), unit_of(rates[0].unit)
    measures = ({"hour", "day", "week"}, {"gigabyte", "terabyte"}, {"mile", "kilometre"})
    return ours != theirs and any(ours in kind and theirs in kind for kind in measures)
