"""Issued invoices and credit notes."""

from datetime import date
from decimal import Decimal

from sqlmodel import Field, SQLModel

import models.tables.documents  # noqa: F401 (its keys refer to them)
from models.tables.columns import ExactDecimal, JsonValue


class InvoiceRow(SQLModel, table=True):
    """One invoice of a document, which may hold many.

    Amounts are exact in SQL; ``body`` is invoice/1 without its lines, digit for digit.
    ``amounts`` is equal for invoices whose lines have the same figures and periods; ``sayings``
    are the lines' words, each once; ``review`` says that a person should look at what was read.  ``amounts`` and ``sayings`` are None for invoices read before they were kept.
    """

    __tablename__ = "invoice"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    position: int
    number: str | None = Field(default=None, index=True)
    kind: str = Field(max_length=12)
    issue_date: date | None = Field(default=None, index=True)
    due_date: date | None = None
    supplier: str | None = None
    customer: str | None = None
    currency: str | None = None
    contract_reference: str | None = None
    net_amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    tax_amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    total: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    amounts: str | None = Field(default=None, max_length=16)
    sayings: list[object] | None = Field(default=None, sa_type=JsonValue)
    review: bool = Field(default=False, index=True)
    body: dict[str, object] = Field(sa_type=JsonValue)
