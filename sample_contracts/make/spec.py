"""What an invoice of the sample company says, before it is written in one format or another."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money(value: str | Decimal) -> Decimal:
    """Round half up to cents."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Company:
    """A party: name, address lines, tax id and account."""

    name: str
    address: tuple[str, ...]
    tax_id: str = ""
    iban: str = ""


@dataclass(frozen=True)
class Line:
    """One invoice line; ``printed`` replaces quantity x price where the story wants an error."""

    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    printed: Decimal | None = None
    code: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def amount(self) -> Decimal:
        """The amount printed on the line."""
        return money(self.quantity * self.price) if self.printed is None else self.printed


@dataclass(frozen=True)
class Bill:
    """One invoice; the last three fields replace the right sums where the story wants an error."""

    number: str
    issued: date
    due: date
    customer: Company
    currency: str
    lines: tuple[Line, ...]
    contract: str
    form: str  # pdf, docx, ubl, cii, facturx, csv, xlsx
    order: str = ""
    terms: str = ""
    tax_rate: Decimal = Decimal(0)
    printed_net: Decimal | None = None
    printed_tax: Decimal | None = None
    printed_total: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """The net amount printed."""
        if self.printed_net is not None:
            return self.printed_net
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The tax printed."""
        return (
            money(self.net * self.tax_rate / 100) if self.printed_tax is None else self.printed_tax
        )

    @property
    def total(self) -> Decimal:
        """The total printed."""
        return self.net + self.tax if self.printed_total is None else self.printed_total


@dataclass(frozen=True)
class Answer:
    """A discrepancy that was planted: what a run must find, and why it is one."""

    code: str
    contract: str
    why: str
    invoice: str = ""
    line: int | None = None
    amount: str = ""
    currency: str = ""


def days_after(day: date, days: int) -> date:
    """Return the day that lies ``days`` calendar days later."""
    return day + timedelta(days=days)
