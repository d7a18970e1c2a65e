"""A lawful reading of a price: the amount, the convention and the working."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.money import minor_unit


@dataclass(frozen=True, slots=True)
class Reading:
    """One lawful figure.  ``name`` is the convention, "" where there is only one."""

    amount: Decimal
    working: str
    name: str = ""


def fits(reading: Reading, billed: Decimal, currency: str | None) -> bool:
    """Whether a unit price as printed is this figure, rounded as the invoice prints it.

    The printed price may show more places than the minor unit, never fewer.
    """
    if billed == reading.amount:
        return True
    printed = Decimal(1).scaleb(min(_places(billed), _places(minor_unit(currency))))
    return abs(billed - reading.amount) <= printed / 2


def _places(value: Decimal) -> int:
    """Return the exponent of the last digit: -2 for cents."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def nearest(readings: Iterable[Reading], billed: Decimal) -> Reading:
    """Return the reading closest to what was billed; the first of two as close."""
    return min(readings, key=lambda reading: abs(reading.amount - billed))


def alternatives(readings: Sequence[Reading], chosen: Reading) -> str:
    """List the other readings for a working, "" where there are none."""
    others = [f"{r.name}: {r.amount}" for r in readings if r is not chosen and r.name]
    return f" (other readings: {'; '.join(others)})" if others else ""


def distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Keep the first reading of each amount."""
    kept: dict[Decimal, Reading] = {}
    for reading in readings:
        kept.setdefault(reading.amount, reading)
    return tuple(kept.values())
