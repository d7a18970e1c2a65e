"""Bank statements as read, and what a payment was for: lines, allocations, open items.

Amounts are signed: money that came in is positive, money that went out negative.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.evidence import Evidence

NOWHERE = Evidence(quote="")


@dataclass(frozen=True, slots=True)
class BankLine:
    """One movement on an account, as the bank tells it.

    ``booked_on`` is the day it stands in the books of the bank, ``valued_on`` the day interest
    counts from.  ``reference`` is a reference in a field of its own (a creditor reference, the
    number of an invoice); ``text`` is what the payer wrote.  ``instructed`` is what the payer
    sent, where the bank names it, in ``instructed_currency``; ``fees`` is what banks kept of it.
    ``reversal`` marks a movement that takes an earlier one back.
    """

    booked_on: date
    amount: Decimal
    currency: str | None = None
    valued_on: date | None = None
    counterparty: str | None = None
    counterparty_account: str | None = None
    text: str = ""
    reference: str | None = None
    end_to_end_id: str | None = None
    bank_id: str | None = None
    instructed: Decimal | None = None
    instructed_currency: str | None = None
    fees: Decimal | None = None
    reversal: bool = False
    evidence: Evidence = NOWHERE


@dataclass(frozen=True, slots=True)
class BankStatement:
    """The movements of one account in one statement; ``warnings`` are sentences for a clerk.

    ``opening`` and ``closing`` are booked balances, negative when overdrawn; None where the
    format has none.
    """

    account: str | None
    number: str | None
    currency: str | None
    lines: tuple[BankLine, ...]
    opening: Decimal | None = None
    closing: Decimal | None = None
    warnings: tuple[str, ...] = ()

    def checked(self) -> "BankStatement":
        """Return the statement, with a warning where the balances and the movements disagree."""
        if self.opening is None or self.closing is None:
            return self
        moved = sum((line.amount for line in self.lines), Decimal(0))
        if self.opening + moved == self.closing:
            return self
        off = self.closing - self.opening - moved
        warning = (
            f"Statement {self.number or 'without a number'}: {self.opening} at the start and "
            f"movements of {moved} give {self.opening + moved}, and {self.closing} is printed "
            f"({off} apart). Lines may be missing or doubled; ask the bank for it again."
        )
        return replace(self, warnings=(*self.warnings, warning))


@dataclass(frozen=True, slots=True)
class BankFile:
    """What one file holds; ``refused`` are rows that could not be read, with the reason."""

    format: str
    statements: tuple[BankStatement, ...]
    refused: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[BankLine, ...]:
        """The movements of all statements, in order."""
        return tuple(line for statement in self.statements for line in statement.lines)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What does not add up, of all statements."""
        return tuple(warning for statement in self.statements for warning in statement.warnings)


class Certainty(StrEnum):
    """How sure it is what a payment was for."""

    EXACT = "exact"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DiscountOffer:
    """What may be taken off an invoice that is paid by a day."""

    amount: Decimal
    until: date


@dataclass(frozen=True, slots=True)
class Payable:
    """An invoice as a payment may be for it; ``open`` is what is still to be paid, 0 when paid.

    ``key`` tells invoices apart, ``references`` are other numbers that a payer may quote (the
    payment reference).  Amounts are in ``currency``.
    """

    key: str
    number: str
    customer: str | None
    currency: str | None
    open: Decimal
    issued_on: date | None = None
    due_on: date | None = None
    discounts: tuple[DiscountOffer, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What of a payment is for one invoice; ``amount`` in the invoice's currency."""

    key: str
    number: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Match:
    """What a payment was for, how sure that is, and why, in a sentence for a clerk."""

    line: BankLine
    certainty: Certainty
    reason: str
    shares: tuple[Share, ...] = ()
