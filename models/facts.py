"""The seven kinds of fact that settle whether an invoice is right.

``contract`` is the contract's file stem, number or title, as the file gives it.
"""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from models.evidence import Evidence


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: Evidence = Evidence(quote="")


class Usage(_Fact):
    """Metered quantity of one meter in one period, both days inclusive."""

    contract: str | None = None
    meter: str
    quantity: Decimal
    period_start: date
    period_end: date


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


Fact = Usage | TimesheetEntry | Acceptance | Payment | PurchaseOrder | Expense | Approval


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
