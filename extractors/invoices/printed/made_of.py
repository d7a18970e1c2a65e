"""What an amount is made of, where words say it: "3 h @ 300.00", "31,210 kWh x 24.815p".

Only what makes the amount is taken: the product proves which figures are quantity and price.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from extractors.invoices.printed.values import NUMBER, amounts, number
from extractors.invoices.units import unit_of_word

_HALF = Decimal("0.01")  # how far rounding may set product and amount apart
_QUANTITY = rf"(?P<quantity>{NUMBER})\s?(?P<unit>[^\W\d](?:[23](?=\s)|[^@\d]){{0,20}}?)?"
_PRICE = (
    rf"(?:[^\w\s]\s?)?(?P<price>{NUMBER})\s?(?P<pence>p|pence|ct|cents?|c)?"
    r"(?:\s?(?:/|per\s)\s?[^\W\d]+(?:-[^\W\d]+)*\.?)?"
)
_JOINT = r"\s?(?:@|at|x|×|à|\*|/)\s?"
_MADE = re.compile(rf"\(?{_QUANTITY}(?:{_JOINT}|\s?){_PRICE}\)?", re.IGNORECASE)
_MADE_AT = re.compile(rf"\(?{_QUANTITY}\s?(?:@|x|×|à)\s?{_PRICE}\)?", re.IGNORECASE)
_BEGINS = re.compile(r"(?:(?<=\s)|(?<=\s\())\d")
_COUNTED = re.compile(_QUANTITY, re.IGNORECASE)
_PRICE_FIRST = re.compile(
    rf"\W{{0,2}}(?P<price>{NUMBER})(?P<pence>)\s?(?:per|/|je|pro|par|por|each)\b", re.IGNORECASE
)


class Count(NamedTuple):
    """A quantity, what is counted, and the price of one."""

    quantity: Decimal
    unit: str | None
    price: Decimal


def count_in(text: str, amount: Decimal, mark: str) -> Count | None:
    """Read a text that is nothing but a quantity and a price.

    >>> count_in("3 hrs at 300.00", Decimal("900.00"), ".")
    Count(quantity=Decimal('3'), unit='hour', price=Decimal('300.00'))
    >>> count_in("3 hrs at 300.00", Decimal("800.00"), ".")
    """
    made = _MADE.fullmatch(text.strip())
    return _proved(made, made, amount, mark)


def count_at_end(text: str, amount: Decimal, mark: str) -> Count | None:
    """Read the quantity and the price that end a description.

    >>> count_at_end("Water used 412 m3 @ 1.6210", Decimal("667.85"), ".")
    Count(quantity=Decimal('412'), unit='cubic metre', price=Decimal('1.6210'))
    """
    ends = (match.start() for match in _BEGINS.finditer(text))
    counts = (_MADE_AT.fullmatch(text[start:].strip()) for start in ends)
    found = (_proved(made, made, amount, mark) for made in counts)
    return next(filter(None, found), None)


def count_and_price(count: str, words: str, amount: Decimal, mark: str) -> Count | None:
    """Read a quantity, and the price that begins other words: "$0.107 per instance hour"."""
    counted = _COUNTED.fullmatch(count.strip())
    return _proved(counted, _PRICE_FIRST.match(words), amount, mark)


def price_beside(text: str, quantity: Decimal, mark: str) -> Decimal | None:
    """Read the price before an amount in one cell: "300.00 900.00" for 3."""
    figures = [found.value for found in amounts(text, mark)]
    if len(figures) != 2:  # noqa: PLR2004 (price and amount)
        return None
    price, amount = figures
    return price if abs(quantity * price - amount) <= _HALF else None


def _proved(
    counted: re.Match[str] | None, priced: re.Match[str] | None, amount: Decimal, mark: str
) -> Count | None:
    if counted is None or priced is None:
        return None
    quantity, price = number(counted["quantity"], mark), number(priced["price"], mark)
    if quantity is None or price is None:
        return None
    each = price / 100 if priced["pence"] else price
    proved = abs(quantity * each - abs(amount)) <= _HALF
    return Count(quantity, unit_of_word(counted["unit"]), each) if proved else None
