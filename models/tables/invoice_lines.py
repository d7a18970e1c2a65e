"""Lines of invoices."""

from datetime import date
from decimal import Decimal

from sqlmodel import Field, SQLModel

import models.tables.invoices  # noqa: F401 (its keys refer to them)
from models.tables.columns import ExactDecimal, JsonValue


class InvoiceLineRow(SQLModel, table=True):
    """One line; ``body`` is the line of invoice/1, digit for digit."""

    __tablename__ = "invoice_line"

    id: int | None = Field(default=None, primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    number: int
    description: str | None = None
    quantity: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    unit: str | None = None
    unit_price: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    period_start: date | None = None
    period_end: date | None = None
    body: dict[str, object] = Field(sa_type=JsonValue)
