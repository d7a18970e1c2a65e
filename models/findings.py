"""What a check can say: a finding, a pass, not applicable, or cannot tell."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from models.evidence import Evidence

if TYPE_CHECKING:
    from models.cases import Book, ContractCase, InvoiceCase
    from models.invoices import InvoiceLine


class Severity(StrEnum):
    """How much a finding matters to the person who pays."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an amount may be off before a check speaks; both limits that are given must hold.

    ``absolute`` is in the invoice's currency, ``percent`` is of what was expected.
    """

    absolute: Decimal | None = None
    percent: Decimal | None = None

    def __str__(self) -> str:
        """Say it: "5.00 and 1%"."""
        parts = [f"{self.absolute}"] if self.absolute is not None else []
        parts += [f"{self.percent}%"] if self.percent is not None else []
        return " and ".join(parts) or "none"


class Direction(StrEnum):
    """Who loses: the customer (overbilled), the provider (underbilled), neither by a sum."""

    OVERBILLED = "overbilled"
    UNDERBILLED = "underbilled"
    NEUTRAL = "neutral"


class State(StrEnum):
    """How far a finding has come."""

    OPEN = "open"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    CREDITED = "credited"
    RESOLVED = "resolved"
    WAIVED = "waived"

    @property
    def settled(self) -> bool:
        """Whether the money is no longer at stake."""
        return self in {State.CREDITED, State.RESOLVED, State.WAIVED}


class EvidenceRole(StrEnum):
    """Which side of a comparison a piece of evidence stands on."""

    CONTRACT = "contract"
    INVOICE = "invoice"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence and its side."""

    role: EvidenceRole
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MissingPart:
    """One line of a charge that has several prices: a tier, or the days of one price.

    ``name`` tells it apart from the others, the same whatever its price and quantity; "" for one
    that the charge's own name and first day tell.  A tier that is not reached has no amount.
    """

    line: "InvoiceLine"
    working: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Invoice and contract (or fact) disagree.

    ``amount`` is the money at stake, positive, in ``currency``; None where none can be said.
    ``line`` is the invoice line's number.  ``invoice`` overrides where the finding points
    (a contract check that names an invoice); the runner fills the rest.  ``missing`` is the line
    that was never billed, where there is one, as an invoice would have it; ``parts`` are the
    lines that it makes where it has more than one price.
    """

    message: str
    direction: Direction = Direction.OVERBILLED
    expected: str | None = None
    actual: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    line: int | None = None
    working: str | None = None
    proofs: tuple[Proof, ...] = ()
    review: bool = False
    severity: Severity | None = None
    missing: "InvoiceLine | None" = field(default=None, compare=False, repr=False)
    parts: tuple[MissingPart, ...] = field(default=(), compare=False, repr=False)
    key: str = ""  # tells two findings of one check on one invoice apart, stable across runs


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The check applies and what is on file does not settle it; ``reason`` names what would."""

    reason: str
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The contract says nothing on this, or there is nothing of the kind on the invoice."""

    reason: str


@dataclass(frozen=True, slots=True)
class Passed:
    """The check ran and found nothing wrong; ``note`` names the reading or convention used."""

    note: str = ""


Outcome = Finding | CannotTell | NotApplicable | Passed
Outcomes: TypeAlias = Iterator[Outcome]


class Scope(StrEnum):
    """What a check looks at: each invoice, each contract (completeness, defects), or all at once."""

    INVOICE = "invoice"
    CONTRACT = "contract"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the catalogue; ``run`` is a pure function.

    It yields findings; yielding nothing is a pass.
    """

    code: str
    slug: str
    severity: Severity
    run: "Callable[[InvoiceCase], Outcomes] | Callable[[ContractCase], Outcomes] | Callable[[Book], Outcomes]"
    scope: Scope = Scope.INVOICE


class Result(StrEnum):
    """How one check ended on one invoice or contract."""

    PASS = "pass"  # noqa: S105 (a result, no password)
    FINDING = "finding"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_TELL = "cannot_tell"


class Test(NamedTuple):
    """One line of the record of what was tested: a check against an invoice or a contract.

    There are some fifty an invoice, and a tuple takes a third of the time to make.
    """

    code: str
    slug: str
    result: Result
    contract: str | None = None
    invoice: str | None = None
    document: str | None = None  # the invoice's file, as two invoices may share a number
    reason: str = ""


Test.__test__ = False  # type: ignore[attr-defined]  # not a pytest class


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding with its place: what findings/1 lists."""

    code: str
    slug: str
    severity: Severity
    contract: str | None
    invoice: str | None
    document: str | None
    finding: Finding
    act_before: str | None = None
    state: State = State.OPEN

    @property
    def fingerprint(self) -> str:
        """The same for the same discrepancy in every run, however the contract is read again.

        It rests on what was billed and recorded: code, documents, line and key; never on the
        wording of a clause.
        """
        parts = (
            self.code,
            self.contract or "",
            self.invoice or "",
            str(self.finding.line or ""),
            self.finding.key,
        )
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Audit:
    """All that the checks said about one set of documents; order is stable."""

    findings: tuple[LocatedFinding, ...]
    tests: tuple[Test, ...]
    crashes: tuple[str, ...] = field(default=())
