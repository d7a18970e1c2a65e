"""Charge keys: what a charge is for, so that nothing is billed twice.

A key rests on the contract, the kind of charge, what it is for and when; never on a price, a
quantity or the wording of a clause.  So a charge that is worked out anew, at another amount, has
the key it had before.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checks.recognition.wording import key_of
from models.findings import LocatedFinding
from models.invoices import InvoiceLine

if TYPE_CHECKING:
    from checks.billing.due import Bill, Due


class Identity(NamedTuple):
    """What a charge of a contract is for: its kind, the thing, and when, where it is for a time."""

    kind: str
    what: str = ""
    when: str = ""


def identity_of(found: LocatedFinding, line: InvoiceLine, part: str = "") -> Identity:
    """Return what a charge is for that would be missing (CO101 to CO105).

    A fee is known by item, months and first day; usage by meter and days; hours by role and
    month; a milestone by its name alone, as it is billed once; an expense by category and day.
    ``part`` names one of several lines that a charge makes: the second tier, the days from the
    16th.
    """
    whole = _identity(found, line)
    return whole._replace(what=f"{whole.what} {part}") if part else whole


def _identity(found: LocatedFinding, line: InvoiceLine) -> Identity:
    item, start = key_of(line.description or ""), str(line.period_start or "")
    key = found.finding.key.split("|")
    match found.code:
        case "CO101":
            return Identity("fee", f"{item} per {key[0]}", start)
        case "CO102":
            return Identity("usage", key[0], f"{start}/{line.period_end or ''}")
        case "CO103":
            return Identity("hours", item, start[:7])
        case "CO104":
            return Identity("milestone", item)
        case _:
            return Identity("expense", item, start)


def keyed(bill: "Bill") -> Iterator[tuple[str, "Due"]]:
    """Yield the charges of a bill with their keys, then those that come to nothing.

    Charges that are for the same (two hotels on one day) are told apart by their order.
    """
    seen: Counter[tuple[str, Identity]] = Counter()
    for charge in (*bill.charges, *bill.nothing):
        same = charge.contract, charge.identity
        seen[same] += 1
        yield digest(charge.contract, *charge.identity, str(seen[same])), charge


def adjustment_key(original: str, nth: int) -> str:
    """Return the key of the nth adjustment of a charge: one place for each, whatever its amount."""
    return digest(original, "adjustment", str(nth))


def digest(*parts: str) -> str:
    """Return the SHA-256 of texts, in hexadecimal."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
