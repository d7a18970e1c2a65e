"""A charge that is due, a bill of them, and what cannot be told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from checks.billing.keys import Identity
from models.cases import ChargeKind
from models.findings import Proof
from models.invoices import InvoiceLine

KINDS = {
    "discount": ChargeKind.DISCOUNT,
    "expense": ChargeKind.EXPENSE,
    "fee": ChargeKind.FEE,
    "hours": ChargeKind.RATE,
    "milestone": ChargeKind.MILESTONE,
    "once": ChargeKind.FEE,
    "true_up": ChargeKind.TRUE_UP,
    "usage": ChargeKind.RATE,
}
"""What kind of invoice line a charge makes, by the kind of its key."""


@dataclass(frozen=True, slots=True)
class Due:
    """A charge that falls due in the period, net of tax; ``billed`` says that an invoice has it.

    ``currency`` is empty where the contract names none; ``review`` says that the term, or when it
    falls due, wants a person's look.  ``identity`` says what it is for, the same in every run.
    """

    contract: str
    currency: str
    line: InvoiceLine
    working: str
    proofs: tuple[Proof, ...]
    review: bool
    billed: bool
    identity: Identity
    priced: bool = False
    """Whether it is for a period and priced by the contract, as charges are that are discounted."""

    @property
    def amount(self) -> Decimal:
        """What is to be billed."""
        return self.line.amount or Decimal(0)


@dataclass(frozen=True, slots=True)
class Untold:
    """A contract of which cannot be told what is due, and why."""

    contract: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bill:
    """All that falls due in a period, by contract and day, and what cannot be told."""

    first: date
    last: date
    charges: tuple[Due, ...]
    untold: tuple[Untold, ...]
    nothing: tuple[Due, ...] = ()
    """Tiers that are not reached: nothing is due of them, and an approved one is taken back."""

    def of(self, contract: str | None) -> "Bill":
        """Return the part of one contract; None is all of it."""
        if contract is None:
            return self
        charges = tuple(one for one in self.charges if one.contract == contract)
        return replace(
            self,
            charges=charges,
            nothing=tuple(one for one in self.nothing if one.contract == contract),
            untold=tuple(one for one in self.untold if one.contract == contract),
        )


@dataclass(frozen=True, slots=True)
class Month:
    """What falls due in a period, and what fell due before it and is on no invoice."""

    first: date
    last: date
    charges: tuple[Due, ...]
    earlier: tuple[Due, ...]
    untold: tuple[Untold, ...] = ()

    def open(self, stems: Iterable[str]) -> tuple[Due, ...]:
        """Return all that is on no invoice of these contracts, of the period and before."""
        wanted = frozenset(stems)
        own = (one for one in self.charges if not one.billed)
        return tuple(one for one in (*self.earlier, *own) if one.contract in wanted)

    def holds(self, day: date) -> bool:
        """Whether a day is of the period."""
        return self.first <= day <= self.last

    def plus(self, found: Iterable[Due | Untold]) -> "Month":
        """Return the month with more charges, and more that cannot be told."""
        added = list(found)
        charges = (one for one in added if isinstance(one, Due))
        untold = (one for one in added if isinstance(one, Untold))
        return replace(self, charges=(*self.charges, *charges), untold=(*self.untold, *untold))
