"""The eight kinds of fact that settle whether an invoice is right, or a contract is missing.

``contract`` is the contract's file stem, number or title, as the file gives it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from models.evidence import Evidence


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: Evidence = Evidence(quote="")


class Usage(_Fact):
    """Metered quantity of one meter in one period, both days inclusive.

    ``unit`` is the file's own; None where it names none and the contract's unit is meant.
    ``counted`` says how events came to it, where it was counted from events.
    """

    contract: str | None = None
    meter: str
    quantity: Decimal
    unit: str | None = None
    period_start: date
    period_end: date
    counted: str | None = None


class TimesheetEntry(_Fact):
    """Hours one person worked on one day; without ``approved_by`` they do not count."""

    contract: str | None = None
    person: str | None = None
    role: str | None = None
    date: date
    hours: Decimal
    task: str | None = None
    approved_by: str | None = None


class Acceptance(_Fact):
    """The customer's acceptance of one milestone."""

    contract: str | None = None
    milestone: str
    accepted_on: date
    accepted_by: str | None = None


class Payment(_Fact):
    """Money received for an invoice."""

    invoice_number: str | None = None
    paid_on: date
    amount: Decimal
    currency: str | None = None
    reference: str | None = None


class PurchaseOrder(_Fact):
    """An order of the customer and what it may be billed for."""

    number: str
    contract: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Expense(_Fact):
    """An out-of-pocket cost that was incurred, at cost."""

    contract: str | None = None
    category: str
    incurred_on: date
    amount: Decimal
    currency: str | None = None
    receipt: str | None = None
    preapproved_by: str | None = None


class Approval(_Fact):
    """An approval of an invoice; ``limit`` is the amount above which an invoice needs one."""

    invoice_number: str
    approved_by: str | None = None
    approved_on: date | None = None
    limit: Decimal | None = None


class Deal(_Fact):
    """A sale as a system for customer relations has it.

    ``deal`` is its number there; ``contract`` the contract it became, where the system names one.
    ``status`` is the file's own word; None where the file lists won deals alone.  ``amount`` says
    nothing of the time it is for: a month, a year or the whole contract.
    """

    deal: str
    name: str | None = None
    customer: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    closed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    contract: str | None = None
    kind: str | None = None
    status: str | None = None


ONCE = frozenset(("usage", "acceptances", "purchase_orders", "approvals", "deals"))
"""Kinds whose equal rows say one thing twice; two equal entries of time, expenses or payments can
both be true."""


Fact = Usage | TimesheetEntry | Acceptance | Payment | PurchaseOrder | Expense | Approval | Deal


class Facts(BaseModel):
    """All facts on file.

    None means that no file of that kind was given (checks then cannot tell); an empty tuple
    means that a file was given and holds no row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    usage: tuple[Usage, ...] | None = None
    timesheets: tuple[TimesheetEntry, ...] | None = None
    acceptances: tuple[Acceptance, ...] | None = None
    payments: tuple[Payment, ...] | None = None
    purchase_orders: tuple[PurchaseOrder, ...] | None = None
    expenses: tuple[Expense, ...] | None = None
    approvals: tuple[Approval, ...] | None = None
    deals: tuple[Deal, ...] | None = None


def counted_once(kind: str, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Leave out rows that another file said before, equal in every column, where that says one thing.

    Rows of one file are told apart when it is read; they may differ in a column we do not know.
    """
    homes: dict[str, tuple[str, str]] = {}
    for fact in facts:
        quote, home = fact.evidence.quote, (fact.evidence.file, fact.evidence.sha256)
        if kind in ONCE and quote and homes.setdefault(quote, home) != home:
            continue
        yield fact
