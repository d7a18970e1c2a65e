"""The price of one unit, where the format gives it for a number of units."""

from collections.abc import Iterable
from decimal import Decimal

_HALF_CENT = Decimal("0.01")


def net_price(gross: Decimal | None, changes: Iterable[Decimal]) -> Decimal | None:
    """Take what is taken off a gross price (minus) or put on it; None without a gross price.

    >>> net_price(Decimal("10.00"), [Decimal("-1.50")])
    Decimal('8.50')
    """
    return None if gross is None else gross + sum(changes, Decimal(0))


def unit_price(
    price: Decimal | None,
    base: Decimal | None,
    quantity: Decimal | None,
    amount: Decimal | None,
    discount: Decimal | None = None,
) -> Decimal | None:
    """Divide a price by its base quantity, unless the line's amount shows that it is per unit.

    >>> unit_price(Decimal("200"), Decimal("2"), Decimal("10"), Decimal("1000"))
    Decimal('100')
    >>> unit_price(Decimal("0.0088"), Decimal("0.0088"), Decimal("16000"), Decimal("140.80"))
    Decimal('0.0088')
    """
    if price is None or not base or base == 1:
        return price
    each = price / base
    if quantity is None or amount is None:
        return each
    due = amount + (discount or Decimal(0))
    per_unit, per_base = abs(quantity * price - due), abs(quantity * each - due)
    # Some senders repeat the price or the quantity as base and still mean the price of one.
    return price if per_unit <= _HALF_CENT < per_base else each
