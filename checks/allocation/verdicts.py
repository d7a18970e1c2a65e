"""What is known while payments are matched, and what is said of one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from checks.allocation.payers import pays_for
from checks.allocation.sums import Choice, choices_for
from models.payments import BankLine, Certainty, Payable


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a payment was for; ``settles`` where the choices close their invoices (a discount)."""

    certainty: Certainty
    reason: str
    choices: tuple[Choice, ...] = ()
    settles: bool = False


def unknown(reason: str) -> Verdict:
    """Return that nothing is known."""
    return Verdict(Certainty.UNKNOWN, reason)


@dataclass(slots=True)
class Ledger:
    """All invoices by key, with what is still open, and whose account is whose."""

    invoices: dict[str, Payable]
    accounts: dict[str, str]
    _by_customer: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.invoices.values():
            self._by_customer.setdefault(one.customer or "", []).append(one.key)

    def put(self, invoice: Payable) -> None:
        """Keep an invoice with another open amount."""
        self.invoices[invoice.key] = invoice

    def now(self, invoice: Payable) -> Payable:
        """Return an invoice as it stands."""
        return self.invoices[invoice.key]

    def payer_of(self, line: BankLine, invoice: Payable) -> bool | None:
        """Whether the payer is the invoice's customer; None where the line names no payer."""
        return pays_for(line, invoice, self.accounts)

    def open_of_payer(self, line: BankLine) -> list[Payable]:
        """Return what was issued and open for the customers who the payer may be, in the currency."""
        found: list[Payable] = []
        for keys in self._by_customer.values():
            if self.payer_of(line, self.invoices[keys[0]]):
                found += (self.invoices[key] for key in keys)
        return [
            one
            for one in found
            if one.open > 0
            and same_currency(line, one)
            and (one.issued_on is None or one.issued_on <= line.booked_on)
        ]


def same_currency(line: BankLine, invoice: Payable) -> bool:
    """Whether amounts can be compared; what names no currency is the invoice's."""
    return not line.currency or not invoice.currency or line.currency == invoice.currency


def money_for(line: BankLine, invoices: Iterable[Payable]) -> tuple[Decimal, ...]:
    """Return the amounts that a payment may stand for in the invoices' currency, likeliest first.

    What arrived; with the fees that banks kept; what the payer sent.  Empty where the currencies
    differ and the payer's own amount is not on the line.
    """
    currencies = {one.currency for one in invoices}
    found: list[Decimal] = []
    if all(not c or not line.currency or c == line.currency for c in currencies):
        found.append(line.amount)
        if line.fees:
            found.append(line.amount + line.fees)
    if line.instructed is not None and currencies <= {line.instructed_currency}:
        found.append(line.instructed)
    return tuple(dict.fromkeys(found))


def equal_to(amount: Decimal, invoices: Iterable[Payable], line: BankLine) -> list[Choice]:
    """Return the invoices that ask for exactly this amount on the day, a discount taken or not."""
    return [
        choice
        for one in invoices
        for choice in choices_for(one, line.booked_on)
        if choice.amount == amount
    ]


def numbers(choices: Iterable[Choice]) -> str:
    """Return the numbers in words: "A, B and C"."""
    names = [choice.invoice.number for choice in choices]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
