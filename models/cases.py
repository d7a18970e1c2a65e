"""What a check looks at: one invoice (or contract) and all that bears on it.

`Book` is the whole set of documents.  ``checks.matching`` decides which contract an invoice is
billed under and what each line is; it builds the cases that checks read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.contracts import Contract
from models.facts import Facts
from models.findings import Severity, Tolerance
from models.invoices import Invoice, InvoiceLine
from models.terms import Term


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Named tolerances and house defaults; the report prints them.

    ``tolerance_minor_units`` a line: a difference of one minor unit is no finding.
    ``tolerances`` and ``severities`` are the company's own, by the code of a check.
    """

    tolerance_minor_units: int = 1
    duplicate_days: int = 90
    milestone_grace_days: int = 30
    billing_grace_days: int = 30
    proration: str = "actual_days"
    holidays: frozenset[date] = frozenset()
    tolerances: Mapping[str, Tolerance] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """Everything on file: contracts, invoices by date of issue, facts, and today's date.

    ``records`` are the accounting system's rows of invoices that are on file themselves.
    """

    contracts: tuple[Contract, ...]
    invoices: tuple[Invoice, ...]
    facts: Facts
    as_of: date
    settings: CheckSettings = CheckSettings()
    records: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A master agreement with its statements of work, order forms and amendments.

    ``members`` are in order of precedence: the most specific and latest last.
    """

    members: tuple[Contract, ...]

    @property
    def root(self) -> Contract:
        """The master agreement, or the only contract."""
        return self.members[0]


class ChargeKind(StrEnum):
    """What an invoice line charges for."""

    RATE = "rate"
    FEE = "fee"
    PERCENTAGE = "percentage_fee"
    MILESTONE = "milestone"
    EXPENSE = "expense"
    LATE_CHARGE = "late_charge"
    DISCOUNT = "discount"
    RETAINAGE = "retainage"
    RETAINAGE_RELEASE = "retainage_release"
    TRUE_UP = "true_up"
    TAX = "tax"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Charge:
    """An invoice line and the terms it is billed under.

    ``terms`` is empty for a line that no term fits.  ``sure`` is 0 to 1.  ``start`` and ``end``
    are the service period (line, else invoice, else issue date), both inclusive.
    """

    line: InvoiceLine
    kind: ChargeKind
    terms: tuple[Term, ...] = ()
    contract: Contract | None = None  # the document the terms stand in
    sure: float = 1.0
    start: date | None = None
    end: date | None = None
    item: str = ""  # the contract's name for it: role, meter, fee or milestone

    @property
    def amount(self) -> Decimal:
        """The line amount, 0 where none is printed."""
        return self.line.amount or Decimal(0)


@dataclass(frozen=True, slots=True)
class InvoiceCase:
    """One invoice, the contract it is billed under and what its lines are.

    ``contract`` is None when no contract fits or two fit equally well (``candidates``).
    """

    invoice: Invoice
    book: Book
    contract: Contract | None = None
    family: Family | None = None
    candidates: tuple[Contract, ...] = ()
    charges: tuple[Charge, ...] = ()
    stands: bool = True
    """False for a credit note, an invoice given back in full, and a copy of another invoice."""
    credits: tuple["InvoiceCase", ...] = field(default=(), repr=False)
    """The credit notes that correct this invoice."""
    siblings: tuple["InvoiceCase", ...] = field(default=(), repr=False)
    """The other invoices of the same family, by date of issue."""


@dataclass(frozen=True, slots=True)
class ContractCase:
    """One contract document, its family and every invoice billed under the family."""

    contract: Contract
    family: Family
    book: Book
    invoices: tuple[InvoiceCase, ...] = ()
    orders: tuple[Contract, ...] = ()
    """The documents directly under this one that are no amendments."""
