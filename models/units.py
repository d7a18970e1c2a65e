"""Units of what is measured: how many of one are one of another.

Source: SI prefixes (a kilobyte is 1,000 bytes, a kibibyte 1,024); the international mile and pound.
Days are left out: how many hours one has is for the contract to say.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_SIZES: dict[str, dict[str, str]] = {
    "energy": {
        "1": "wh watthour",
        "1000": "kwh kilowatthour",
        "1000000": "mwh megawatthour",
        "1000000000": "gwh gigawatthour",
    },
    "data": {
        "1": "byte",
        "1000": "kb kilobyte",
        "1000000": "mb megabyte",
        "1000000000": "gb gigabyte",
        "1000000000000": "tb terabyte",
        "1000000000000000": "pb petabyte",
        "1024": "kib kibibyte",
        "1048576": "mib mebibyte",
        "1073741824": "gib gibibyte",
        "1099511627776": "tib tebibyte",
    },
    "time": {
        "1": "s sec second",
        "60": "min minute",
        "3600": "h hr hrs hour",
    },
    "mass": {
        "1": "g gram",
        "1000": "kg kilogram",
        "1000000": "t tonne",
        "453.59237": "lb lbs pound",
    },
    "length": {
        "1": "m metre meter",
        "1000": "km kilometre kilometer",
        "1609.344": "mi mile",
    },
    "volume": {
        "1": "l litre liter",
        "1000": "cbm m3 cubicmetre cubicmeter",
    },
}
_KNOWN = {
    name: (kind, Decimal(size))
    for kind, sizes in _SIZES.items()
    for size, names in sizes.items()
    for name in names.split()
}
_SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "k": Decimal(1000),
    "million": Decimal(1_000_000),
    "billion": Decimal(1_000_000_000),
}
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)\s*")
_EACH = frozenset(("", "each", "unit", "piece", "item", "count"))


class Measure(NamedTuple):
    """A kind of quantity and its size; an unknown thing is a kind of its own, counted in ones."""

    kind: str
    size: Decimal


@lru_cache(maxsize=4096)
def measure(unit: str | None) -> Measure:
    """Read a unit.

    >>> measure("MWh"), measure("thousand requests"), measure("1,000 requests")[1]
    (Measure(kind='energy', size=Decimal('1000000')), Measure(kind='request', size=Decimal('1000')), Decimal('1000'))
    """
    text = " ".join((unit or "").casefold().replace("-", " ").split()).removeprefix("per ")
    size = Decimal(1)
    if figure := _FIGURE.match(text):
        size, text = Decimal(figure[1].replace(",", "")), text[figure.end() :]
    words = text.split()
    while words and words[0].removesuffix("s") in _SCALES:
        size *= _SCALES[words.pop(0).removesuffix("s")]
    name = "".join(word for word in words if word != "of")
    known = _KNOWN.get(name) or _KNOWN.get(_singular(name))
    if known:
        return Measure(known[0], size * known[1])
    return Measure(_singular(name), size)


def _singular(name: str) -> str:
    return name[:-1] if len(name) > 3 and name.endswith("s") and not name.endswith("ss") else name  # noqa: PLR2004 (letters)


def factor(of: str | None, to: str | None) -> Decimal | None:
    """Return how many ``to`` are one ``of``; None where the two measure different things.

    A unit that is not given, or that only counts pieces, is the other one.

    >>> factor("MWh", "kWh"), factor("requests", "thousand requests"), factor("GB", "kWh")
    (Decimal('1000'), Decimal('0.001'), None)
    >>> factor(None, "kWh"), factor("call", "request")
    (Decimal('1'), None)
    """
    if not of or not to:
        return Decimal(1)
    one, other = measure(of), measure(to)
    if one.kind == other.kind or one.kind in _EACH or other.kind in _EACH:
        return one.size / other.size
    return None


def is_known(unit: str | None) -> bool:
    """Whether a unit is one of the named sizes, so that it is never another word for a thing."""
    return measure(unit).kind in _SIZES
