"""What a check looks at: one invoice (or contract) and all that bears on it.

`Book` is the whole set of documents.  ``checks.matching`` decides which contract an invoice is
billed under and what each line is; it builds the cases that checks read.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from models.contracts import Contract
from models.facts import Facts
from models.findings import Severity, Tolerance
from models.invoices import Invoice, InvoiceLine
from models.matching import Correction, Told
from models.sales import Sales
from models.terms import Term

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Named tolerances and house defaults; the report prints them.

    ``tolerance_minor_units`` a line: a difference of one minor unit is no finding.
    ``holidays`` are no business days; ``holidays_of`` is how the company named them, "US-MA".
    ``tolerances`` and ``severities`` are the company's own, by the code of a check.
    """

    tolerance_minor_units: int = 1
    duplicate_days: int = 90
    milestone_grace_days: int = 30
    billing_grace_days: int = 30
    deal_grace_days: int = 14
    proration: str = "actual_days"
    holidays: frozenset[date] = frozenset()
    holidays_of: str = ""
    tolerances: Mapping[str, Tolerance] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """All that checks go by, as text: the same settings are the same text in every process."""
        parts = (
            self.tolerance_minor_units,
            self.duplicate_days,
            self.milestone_grace_days,
            self.billing_grace_days,
            self.deal_grace_days,
            self.proration,
            sorted(self.holidays),
            sorted(self.tolerances.items(), key=str),
            sorted(self.severities.items()),
        )
        return repr(parts)


class Memo(dict[Hashable, Any]):
    """What was worked out from a value that never changes, kept as long as the value is."""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Work something out the first time it is asked for."""
        try:
            found: T = self[key]
        except KeyError:
            found = self[key] = make()
        return found


@dataclass(frozen=True, slots=True)
class Family:
    """A master agreement with its statements of work, order forms and amendments.

    ``members`` are in order of precedence: the most specific and latest last.  ``memo`` keeps
    what was worked out from the members alone, for as long as the family is looked at.
    """

    members: tuple[Contract, ...]
    memo: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)

    @property
    def root(self) -> Contract:
        """The master agreement, or the only contract."""
        return self.members[0]


@dataclass(frozen=True, slots=True)
class Forest:
    """All documents with what each stands under or amends; made once for a book.

    ``above`` and ``beneath`` are keyed by the file stem, which is one document's alone;
    ``sharing`` counts the orders that name a document as the one they stand under.
    """

    above: Mapping[str, Contract] = field(default_factory=dict)
    beneath: Mapping[str, tuple[Contract, ...]] = field(default_factory=dict)
    sharing: Mapping[str, int] = field(default_factory=dict)

    def family(self, contract: Contract) -> Family:
        """Return the contract with all above it and the amendments of each, general first."""
        chain = [contract]
        while (step := self.above.get(chain[-1].stem)) and step.stem not in {c.stem for c in chain}:
            chain.append(step)
        members: dict[str, Contract] = {}
        for link in reversed(chain):
            members.setdefault(link.stem, link)
            for amendment in self._amendments(link):
                members.setdefault(amendment.stem, amendment)
        return Family(tuple(members.values()))

    def orders(self, contract: Contract) -> tuple[Contract, ...]:
        """Return the documents directly under a contract that are no amendments."""
        under = self.beneath.get(contract.stem, ())
        return tuple(one for one in under if one.contract.kind != "amendment")

    def below(self, contract: Contract) -> tuple[Contract, ...]:
        """Return all documents under a contract that are no amendments, the nearest first."""
        found: dict[str, Contract] = {}
        waiting = list(self.orders(contract))
        while waiting:
            one = waiting.pop(0)
            if one.stem not in found and one.stem != contract.stem:
                found[one.stem] = one
                waiting += self.orders(one)
        return tuple(found.values())

    def home(self, contract: Contract) -> Contract:
        """Return the document that is billed: the one an amendment amends, else itself."""
        home, seen = contract, {contract.stem}
        while home.contract.kind == "amendment":
            above = self.above.get(home.stem)
            if above is None or above.stem in seen:
                break
            seen.add(above.stem)
            home = above
        return home

    def _amendments(self, contract: Contract) -> list[Contract]:
        under = self.beneath.get(contract.stem, ())
        found = [one for one in under if one.contract.kind == "amendment"]
        return sorted(found, key=lambda one: (one.takes_effect or date.min, one.stem))


@dataclass(frozen=True, slots=True)
class Book:
    """Everything on file: contracts, invoices by date of issue, facts, and today's date.

    ``records`` are the accounting system's rows of invoices that are on file themselves.
    A book may hold one part of the invoices with all the contracts; ``numbers`` are then the
    numbers, folded, of the invoices left out.  ``corrections`` are what people said of matches,
    the oldest first.  ``sales`` are the won deals with the contracts they became, made once for a
    book; None where no deals are on file.
    """

    contracts: tuple[Contract, ...]
    invoices: tuple[Invoice, ...]
    facts: Facts
    as_of: date
    settings: CheckSettings = CheckSettings()
    records: tuple[Invoice, ...] = ()
    forest: Forest = Forest()
    numbers: frozenset[str] = frozenset()
    corrections: tuple[Correction, ...] = ()
    sales: Sales | None = None
    memo: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)


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
    told: Told | None = None  # the correction that says so, where one does

    @property
    def amount(self) -> Decimal:
        """The line amount, 0 where none is printed."""
        return self.line.amount or Decimal(0)


@dataclass(frozen=True, slots=True)
class InvoiceCase:
    """One invoice, the contract it is billed under and what its lines are.

    ``contract`` is None when no contract fits or two fit equally well (``candidates``), or a
    person said that none does.  ``told`` is the correction that settled it, where one did.
    """

    invoice: Invoice
    book: Book
    contract: Contract | None = None
    family: Family | None = None
    candidates: tuple[Contract, ...] = ()
    charges: tuple[Charge, ...] = ()
    told: Told | None = None
    stands: bool = True
    """False for a credit note, an invoice given back or replaced, and a copy of another one."""
    replaced: bool = False
    """Whether a corrected invoice has taken this one's place."""
    credits: tuple["InvoiceCase", ...] = field(default=(), repr=False)
    """The credit notes that correct this invoice."""
    alike: tuple["InvoiceCase", ...] = field(default=(), repr=False)
    """All invoices with the same total, currency and lines, this one too, in the book's order."""
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
    above: tuple[InvoiceCase, ...] = ()
    """The invoices billed under the documents that this one stands under; they may bill it too."""
