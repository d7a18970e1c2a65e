"""What stands at the head of an invoice: enough to find its contract, its copies and its credits.

A run over many invoices holds their heads and reads the lines family by family.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from models.invoices import Invoice, InvoiceKind, InvoiceParty, InvoiceSource


class File(Protocol):
    """The file an invoice was read from."""

    @property
    def file(self) -> str:
        """Its name."""

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""

    @property
    def source(self) -> InvoiceSource:
        """Its format."""


class Headed(Protocol):
    """An invoice or its head."""

    @property
    def document(self) -> File:
        """The file it was read from."""

    @property
    def number(self) -> str | None:
        """The number as printed."""

    @property
    def kind(self) -> InvoiceKind:
        """Invoice or credit note."""

    @property
    def is_credit(self) -> bool:
        """Whether it reduces what was billed."""

    @property
    def corrects(self) -> str | None:
        """The number of the invoice that a credit note corrects."""

    @property
    def issue_date(self) -> date | None:
        """The day of issue."""

    @property
    def supplier(self) -> InvoiceParty:
        """Who asks for the money."""

    @property
    def customer(self) -> InvoiceParty:
        """Who is asked for it."""

    @property
    def currency(self) -> str | None:
        """ISO 4217."""

    @property
    def purchase_order(self) -> str | None:
        """The order it names."""

    @property
    def contract_reference(self) -> str | None:
        """The contract it names."""

    @property
    def total(self) -> Decimal | None:
        """The sum with tax."""


class HeadFile(NamedTuple):
    """The file of a head."""

    file: str
    sha256: str
    source: InvoiceSource


@dataclass(frozen=True, slots=True)
class InvoiceHead:
    """The head of one invoice on file.

    ``row`` is where its lines are found.  ``stamp`` is another one whenever the invoice was read
    otherwise.  ``amounts`` is equal for invoices with the same quantities, prices, amounts and
    periods line by line, None where that is not known.
    """

    row: int
    stamp: str
    document: HeadFile
    number: str | None
    kind: InvoiceKind
    corrects: str | None
    issue_date: date | None
    supplier: InvoiceParty
    customer: InvoiceParty
    currency: str | None
    purchase_order: str | None
    contract_reference: str | None
    total: Decimal | None
    amounts: str | None
    position: int = 0
    """The place in its document, which may hold many invoices."""

    @property
    def is_credit(self) -> bool:
        """Whether this reduces what was billed."""
        return self.kind is InvoiceKind.CREDIT_NOTE


def head_order(one: Headed) -> tuple[str, str, str, str]:
    """Sort invoices by date of issue (undated ones first), number, file and total."""
    return (str(one.issue_date or ""), one.number or "", one.document.file, str(one.total))


def amounts_of(invoice: Invoice) -> str:
    """Fold quantities, prices, amounts and periods of the lines into one short text."""
    digest = hashlib.blake2b(digest_size=8)
    for line in invoice.lines:
        figures = (line.quantity, line.unit_price, line.amount)
        folded = ("" if value is None else str(value.normalize()) for value in figures)
        digest.update(
            "|".join((*folded, str(line.period_start), str(line.period_end), "")).encode()
        )
    return digest.hexdigest()
