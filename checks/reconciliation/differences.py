"""A difference between our books and another system's, as data."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.ledgers import Service


class DifferenceKind(StrEnum):
    """What differs."""

    MISSING_THERE = "missing_there"
    MISSING_HERE = "missing_here"
    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"
    TAX = "tax"
    CUSTOMER = "customer"
    CURRENCY = "currency"
    STATUS = "status"
    TWICE = "twice"
    VOID = "void"
    CREDIT = "credit"
    PAYOUT = "payout"
    BANK = "bank"

    @property
    def is_of_payout(self) -> bool:
        """Whether it is about a payout, and no invoice."""
        return self in {DifferenceKind.PAYOUT, DifferenceKind.BANK}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; ``number`` is our invoice's, ``record`` the id in the other system.

    ``ours`` and ``theirs`` are both values, None where a side has nothing.  ``amount`` is what is
    at stake in ``currency``.
    """

    kind: DifferenceKind
    service: Service
    number: str | None
    record: str | None
    ours: str | None
    theirs: str | None
    amount: Decimal | None
    currency: str | None
    words: str
