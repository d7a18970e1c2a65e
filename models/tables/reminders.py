"""Reminders: policies, letters with their state, what each asks for, and what holds items back."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime


class ReminderPolicyRow(SQLModel, table=True):
    """A policy: of a contract (``name`` its stem), of a customer, or the general one (no name)."""

    __tablename__ = "reminder_policy"
    __table_args__ = (UniqueConstraint("scope", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    scope: str = Field(max_length=10)
    name: str
    values: dict[str, object] = Field(sa_type=JsonValue)
    changed_by: str = Field(max_length=NAME)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class ReminderLetterRow(SQLModel, table=True):
    """One letter.  ``items`` are what it asks for, also where it was withdrawn.

    ``state``: draft, approved, sending, sent, withdrawn.  A letter that was left in "sending" may
    have left or not: only a person says which.  ``why`` is what went wrong last.
    """

    __tablename__ = "reminder_letter"

    id: int | None = Field(default=None, primary_key=True)
    supplier: str
    customer: str = Field(index=True)
    language: str = Field(max_length=2)
    tone: str = Field(max_length=10)
    receivers: list[object] = Field(sa_type=JsonValue)
    items: list[object] = Field(sa_type=JsonValue)
    subject: str
    text: str
    html: str
    state: str = Field(max_length=10, index=True)
    why: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
    sending_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_on: date | None = None


class ReminderRow(SQLModel, table=True):
    """One step of one item, asked for in a letter: there is never a second row of both.

    A letter that is withdrawn gives its rows back, so that the step may be taken later.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("item", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    item: str = Field(max_length=200)
    step: str = Field(max_length=40)
    letter_id: int = Field(foreign_key="reminder_letter.id", index=True)
    invoice: str
    contract: str | None = None
    due_on: date
    open_amount: Decimal = Field(sa_type=ExactDecimal)
    currency: str = Field(max_length=3)


class ReminderHoldRow(SQLModel, table=True):
    """Why an item is not asked for: it is disputed, or payment is promised by a day (``until``)."""

    __tablename__ = "reminder_hold"

    id: int | None = Field(default=None, primary_key=True)
    item: str = Field(max_length=200, index=True)
    invoice: str
    kind: str = Field(max_length=10)
    until: date | None = None
    note: str = ""
    made_by: str = Field(max_length=NAME)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
