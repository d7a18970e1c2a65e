"""Whether a deal's amount is one of the readings of a contract."""

from collections.abc import Iterable
from decimal import Decimal

from checks.deals.worth import Reading
from models.money import minor_unit


def fits(
    amount: Decimal,
    readings: Iterable[Reading],
    currency: str | None,
    *,
    tolerance: int = 1,
    taxes: Iterable[Decimal] = (),
) -> bool:
    """Whether an amount is a reading, with or without tax; ``taxes`` are rates in percent.

    An amount in whole units may be rounded: less than one unit off is the same.
    """
    slack = minor_unit(currency) * tolerance
    factors = {Decimal(1), *(f for rate in taxes for f in (1 + rate / 100, 100 / (100 + rate)))}
    rounded = amount == amount.to_integral_value()
    for reading in readings:
        for factor in factors:
            off = abs(reading.amount * factor - amount)
            if off <= slack or (rounded and off < 1):
                return True
    return False


def nearest(amount: Decimal, readings: Iterable[Reading]) -> Reading:
    """Return the reading that is least off; the first of those that are equally near.

    Raises:
        ValueError: there is no reading.
    """
    return min(readings, key=lambda reading: abs(reading.amount - amount))
