"""The eight kinds of fact, one table a kind.

Every row names its document and keeps ``body``, the fact as read, digit for digit.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

import models.tables.documents  # noqa: F401 (its keys refer to them)
from models.tables.columns import ExactDecimal, JsonValue


class FactRow(SQLModel):
    """What every fact has: its document, its place in it, and the fact as read."""

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    position: int
    body: dict[str, object] = Field(sa_type=JsonValue)


def _by(table: str, key: str) -> tuple[Index]:
    """Index the rows by what they belong to; with the document, whose they are needs no row."""
    return (Index(f"ix_{table}_{key}_document_id", key, "document_id"),)


class UsageRow(FactRow, table=True):
    """Metered quantity of one meter in one period."""

    __tablename__ = "usage"
    __table_args__ = _by("usage", "contract")

    contract: str | None = None
    meter: str
    quantity: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    period_start: date
    period_end: date


class TimesheetRow(FactRow, table=True):
    """Hours one person worked on one day."""

    __tablename__ = "timesheet"
    __table_args__ = _by("timesheet", "contract")

    contract: str | None = None
    person: str | None = None
    role: str | None = None
    date: date
    hours: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    approved_by: str | None = None


class AcceptanceRow(FactRow, table=True):
    """The customer's acceptance of a milestone."""

    __tablename__ = "acceptance"
    __table_args__ = _by("acceptance", "contract")

    contract: str | None = None
    milestone: str
    accepted_on: date


class PaymentRow(FactRow, table=True):
    """Money received."""

    __tablename__ = "payment"
    __table_args__ = _by("payment", "invoice_number")

    invoice_number: str | None = None
    paid_on: date
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None


class PurchaseOrderRow(FactRow, table=True):
    """An order of the customer."""

    __tablename__ = "purchase_order"
    __table_args__ = _by("purchase_order", "number")

    number: str
    contract: str | None = None
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class ExpenseRow(FactRow, table=True):
    """An out-of-pocket cost."""

    __tablename__ = "expense"
    __table_args__ = _by("expense", "contract")

    contract: str | None = None
    category: str
    incurred_on: date
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None


class ApprovalRow(FactRow, table=True):
    """An approval of an invoice."""

    __tablename__ = "approval"
    __table_args__ = _by("approval", "invoice_number")

    invoice_number: str
    approved_by: str | None = None
    approved_on: date | None = None
    limit: Decimal | None = Field(default=None, sa_type=ExactDecimal)


class DealRow(FactRow, table=True):
    """A sale that is to become a contract."""

    __tablename__ = "deal"
    __table_args__ = _by("deal", "contract")

    deal: str
    contract: str | None = None
    customer: str | None = None
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None
    closed_on: date | None = None


FACT_ROWS: dict[str, type[FactRow]] = {
    "usage": UsageRow,
    "timesheets": TimesheetRow,
    "acceptances": AcceptanceRow,
    "payments": PaymentRow,
    "purchase_orders": PurchaseOrderRow,
    "expenses": ExpenseRow,
    "approvals": ApprovalRow,
    "deals": DealRow,
}
"""The table of each kind of fact, by its name in `models.facts.Facts`."""
