"""Prices by volume: each unit at its own tier's price, or all units at the tier reached.

A bound belongs to the lower tier: "1 to 10,000" holds the ten-thousandth unit.

>>> rows = (Rate(amount=Decimal("1"), min_quantity=Decimal(1), max_quantity=Decimal(10000)),
...         Rate(amount=Decimal("0.8"), min_quantity=Decimal(10001)))
>>> [str(r.amount) for r in tier_charges(rows, Decimal(12000), None, "USD")]
['11600.00', '9600.00']
>>> [str(tier_share(rows, Part(Decimal(6000), Decimal(before), Decimal(12000)), mode, "USD").amount)
...  for mode in (TierMode.GRADUATED, TierMode.VOLUME) for before in (0, 6000)]
['6000.00', '5600.00', '4800.00', '4800.00']
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from checks.charges.readings import Reading
from models.money import to_minor
from models.terms import Rate, TierMode


def is_tiered(rows: Sequence[Rate]) -> bool:
    """Whether rates are rows of one tier table."""
    return any(row.min_quantity is not None or row.max_quantity is not None for row in rows)


def in_order(rows: Sequence[Rate]) -> tuple[Rate, ...]:
    """Return the rows from the lowest tier up."""
    return tuple(sorted(rows, key=lambda row: row.min_quantity or Decimal(0)))


def tier_of(rows: Sequence[Rate], quantity: Decimal) -> Rate:
    """Return the row that a quantity reaches; the last for one above all bounds."""
    table = in_order(rows)
    within = (row for row in table if row.max_quantity is None or quantity <= row.max_quantity)
    return next(within, table[-1])


def tier_charges(
    rows: Sequence[Rate], quantity: Decimal, mode: TierMode | None, currency: str | None
) -> tuple[Reading, ...]:
    """Return the charge for a quantity; both modes where the contract names none."""
    modes = (mode,) if mode else (TierMode.GRADUATED, TierMode.VOLUME)
    return tuple(_charge(rows, quantity, one, currency) for one in modes)


class Part(NamedTuple):
    """A line's quantity among the lines that share a table; ``before`` is that of those above."""

    quantity: Decimal
    before: Decimal
    whole: Decimal


def tier_share(rows: Sequence[Rate], part: Part, mode: TierMode, currency: str | None) -> Reading:
    """Return what one line is of the charge for a whole quantity that several lines share.

    Graduated tiers are used up from the first line on, and a step's price stands on the first
    line.  The shares add up to the whole charge.
    """
    quantity, before, whole = part
    if mode is TierMode.VOLUME:
        return _charge((tier_of(rows, whole),), quantity, mode, currency)
    if mode is TierMode.STAIR_STEP and before:
        return Reading(Decimal(0), "in the step of the first line", mode.value)
    if mode is TierMode.STAIR_STEP:
        return _charge(rows, whole, mode, currency)
    upto, above = (_charge(rows, end, mode, currency) for end in (before + quantity, before))
    return Reading(
        upto.amount - above.amount,
        f"units {before:f} to {before + quantity:f} of {whole:f} by the tiers",
        mode.value,
    )


class Share(NamedTuple):
    """What falls into one tier: its place from 1, the units below it and within, and its price."""

    place: int
    below: Decimal
    quantity: Decimal
    price: Decimal


def shares(rows: Sequence[Rate], quantity: Decimal) -> tuple[Share, ...]:
    """Return what of a quantity falls into each tier of a graduated table, 0 where nothing does."""
    found, below = [], Decimal(0)
    for place, row in enumerate(in_order(rows), start=1):
        top = quantity if row.max_quantity is None else min(quantity, row.max_quantity)
        found.append(Share(place, below, max(top - below, Decimal(0)), row.amount))
        below = max(top, below)
    return tuple(found)


def mode_of(rows: Sequence[Rate]) -> TierMode | None:
    """Return the mode that the table states."""
    return next((row.tier_mode for row in rows if row.tier_mode), None)


def _charge(
    rows: Sequence[Rate], quantity: Decimal, mode: TierMode, currency: str | None
) -> Reading:
    if mode is TierMode.GRADUATED:
        return _graduated(rows, quantity, currency)
    row = tier_of(rows, quantity)
    if mode is TierMode.STAIR_STEP:
        return Reading(row.amount, f"{row.amount} for the step that holds {quantity}", mode.value)
    total = to_minor(row.amount * quantity, currency)
    return Reading(total, f"{quantity} x {row.amount} = {total}", mode.value)


def _graduated(rows: Sequence[Rate], quantity: Decimal, currency: str | None) -> Reading:
    total, workings = Decimal(0), []
    for _, _, inside, price in shares(rows, quantity):
        if inside:
            part = to_minor(inside * price, currency)
            total += part
            workings.append(f"{inside} x {price} = {part}")
    return Reading(total, "; ".join(workings), TierMode.GRADUATED.value)
