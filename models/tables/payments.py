"""Bank files, their movements, what each was for, and days that customers promised to pay by."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime


class BankFileRow(SQLModel, table=True):
    """A file of a bank that was taken in; ``warnings`` are what does not add up in it."""

    __tablename__ = "bank_file"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64, unique=True)
    file: str
    path: str
    format: str
    warnings: list[str] = Field(default_factory=list, sa_type=JsonValue)
    refused: list[str] = Field(default_factory=list, sa_type=JsonValue)
    added_by: str = Field(max_length=NAME)
    added_at: datetime = Field(sa_type=UtcDateTime)


class BankLineRow(SQLModel, table=True):
    """One movement, once however many statements hold it.

    ``key`` is the hash of what makes it this one (see storage.payments.keyed); ``body`` is the
    movement as read.  ``aside`` is why a person said that it is no payment of an invoice.  ``fee``
    is what banks kept of it by a person's word; ``on_account`` is the customer for whom a person
    keeps what was not applied.
    """

    __tablename__ = "bank_line"

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="bank_file.id", index=True)
    key: str = Field(max_length=64, unique=True)
    account: str | None = None
    booked_on: date = Field(index=True)
    amount: Decimal = Field(sa_type=ExactDecimal)
    currency: str | None = None
    counterparty: str | None = None
    text: str = ""
    body: dict[str, object] = Field(sa_type=JsonValue)
    verdict: str = ""
    aside: str | None = None
    fee: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    on_account: str | None = None


class AllocationRow(SQLModel, table=True):
    """What of a movement is for one invoice; ``state`` is proposed, applied, undone or rejected.

    ``amount`` is in the invoice's currency.  Who and when stand for the latest step.
    """

    __tablename__ = "allocation"

    id: int | None = Field(default=None, primary_key=True)
    line_id: int = Field(foreign_key="bank_line.id", index=True)
    invoice_number: str = Field(index=True)
    amount: Decimal = Field(sa_type=ExactDecimal)
    currency: str | None = None
    state: str = Field(max_length=8, index=True)
    certainty: str = Field(max_length=8)
    reason: str
    made_by: str = Field(max_length=NAME)
    made_at: datetime = Field(sa_type=UtcDateTime)


class PromiseRow(SQLModel, table=True):
    """A day by which a customer promised to pay an invoice; the newest of an invoice counts."""

    __tablename__ = "payment_promise"

    id: int | None = Field(default=None, primary_key=True)
    invoice_number: str = Field(index=True)
    promised_on: date
    note: str = ""
    made_by: str = Field(max_length=NAME)
    made_at: datetime = Field(sa_type=UtcDateTime)
