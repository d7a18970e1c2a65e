"""Sums of a section within a line table: "Subtotal Equipment and gateway  401.00".

Such a row looks like a line without quantity and price.  Its first word names a sum, and it is
one where its amount is what the lines above it make: those of its section, or all of them.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

_NAMES_A_SUM = re.compile(
    r"^\W*(?:section |group |category |site |phase )?"
    r"(?:sub[ -]?tot(?:al|aal|ale)s?|total[es]?|totaal|(?:zwischen|teil|gesamt)?summe|sous[ -]total|sum)\b"
    r"|^[^\d]{1,60}[ ,:–-]+(?:sub[ -]?total|total|zwischensumme)\W*(?=\s{2}|$)",
    re.IGNORECASE,
)


def is_section_sum(
    text: str, amount: Decimal, billed: Sequence[Decimal | None], summed: int
) -> bool:
    """Whether a row sums up lines; ``billed`` are all above it, ``summed`` of them are summed up.

    >>> is_section_sum("Subtotal Labour  30.00", Decimal(30), [Decimal(5), Decimal(30)], 1)
    True
    >>> is_section_sum("Total care plan  30.00", Decimal(30), [Decimal(5), Decimal(15)], 0)
    False
    """
    amounts = [one or Decimal(0) for one in billed]
    section = amounts[summed:]
    made = bool(section) and amount in (sum(section, Decimal(0)), sum(amounts, Decimal(0)))
    return made and bool(_NAMES_A_SUM.match(text))
