"""The tier that a row stands for: its limits, and what they count.

Limits that are not in the unit of the price ("501 - 1000 loaded miles", a price per shipment)
are no quantities of that unit: they belong to the name of the price (guideline).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.terms.grammar.unit_words import singular
from extractors.terms.tables.cells import bounds_in, sum_of
from extractors.terms.tables.columns import Columns, Role
from extractors.wording import phrase

_MONEY = phrase(r"[$€£]|\b(?:USD|EUR|GBP)\b|\b(?:sales|revenues?|spend|premium|proceeds)\b")
_WORD = phrase(r"[a-z]{3,}", re.NOFLAG)
_SAYS_NOTHING = frozenset(
    "unit quantity quantitie qty ordered order volume number per month year annual monthly quarter from and over under above below to tier level band range min max minimum maximum up first next less than more the in excess of each additional through greater between total cumulative purchased sold contract calendar during period size count distance weight length duration".split()
)
_MEASURED = re.compile(
    r"(?i)\b(?:distance|weight|length|duration)\b|\d\s?(?:km|kg|kilos?|lbs?|miles?|cm|metres?|meters?)\b"
)
_ALIKE = ({"user", "seat", "license", "licence", "subscriber", "account", "person"},)


@dataclass(frozen=True, slots=True)
class Tier:
    """Limits of a row; None is open.  ``head`` and ``text`` are what was printed of them."""

    low: Decimal | None
    high: Decimal | None
    head: str
    text: str

    @property
    def money(self) -> bool:
        """Whether the limits are sums of money."""
        return bool(_MONEY.search(f"{self.head} {self.text}"))

    @property
    def measured(self) -> bool:
        """Whether the limits measure what is carried or done, and count no units of a price."""
        return bool(_MEASURED.search(f"{self.head} {self.text}"))

    def counts(self, unit: str | None) -> bool:
        """Whether the limits are quantities of a unit.

        >>> Tier(None, None, "API calls", "").counts("call"), Tier(None, None, "Miles", "").counts("load")
        (True, False)
        """
        if self.measured and not _MEASURED.search(f"1 {unit}"):
            return False
        words = set(self._things())
        parts = set(_WORD.findall((unit or "unit").lower()))
        if not words or self.money or parts <= {"unit"} or words & parts:
            return True
        return any(words & alike and parts & alike for alike in _ALIKE)

    @property
    def thing(self) -> str:
        """What the limits count, "unit" where no word says it."""
        return next(reversed(self._things()), "unit")

    def _things(self) -> list[str]:
        words = _WORD.findall(f"{self.head} {self.text}".lower())
        return [word for w in words if (word := singular(w)) not in _SAYS_NOTHING]


def tier_of(cells: Sequence[str], columns: Columns, currency: str, below: Decimal) -> Tier | None:
    """Read a row's tier; ``below`` is where the tier of the row above ended."""
    index = columns.first(Role.BOUNDS)
    if index is not None:
        found = bounds_in(cells[index])
        if found is None:
            return None
        low, high, step = found
        if step is not None:
            low, high = below, below + step
        return Tier(low, high, columns.heads[index], cells[index])
    first, last = columns.first(Role.LOW), columns.first(Role.HIGH)
    low = _limit(cells[first], currency) if first is not None else None
    high = _limit(cells[last], currency) if last is not None else None
    if low is None and high is None:
        return None
    places = [i for i in (first, last) if i is not None]
    head, text = (" ".join(texts[i] for i in places) for texts in (columns.heads, cells))
    return Tier(low, high, head, text)


def _limit(text: str, currency: str) -> Decimal | None:
    value = sum_of(text, currency, 1)
    return value.amount if value is not None else None
