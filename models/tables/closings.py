"""Periods that are closed: the signed statement of each, and what it stands on."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import JsonValue, UtcDateTime

_CLOSED = text("reopened_at IS NULL")


class ClosedPeriodRow(SQLModel, table=True):
    """One closing of a month; a month that was reopened may be closed anew, in a row of its own.

    ``statement`` is what is signed, ``held`` and ``differences`` what it is the digest of.
    ``signature`` is Ed25519 in hexadecimal, ``key`` names the public key.
    """

    __tablename__ = "closed_period"
    __table_args__ = (
        Index(
            "ix_closed_period_closed",
            "starts_on",
            unique=True,
            sqlite_where=_CLOSED,
            postgresql_where=_CLOSED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    starts_on: date
    ends_on: date
    statement: dict[str, object] = Field(sa_type=JsonValue)
    held: list[object] = Field(sa_type=JsonValue)
    differences: list[object] = Field(sa_type=JsonValue)
    signature: str = Field(max_length=128)
    key: str = Field(max_length=32)
    closed_by: str = Field(max_length=NAME)
    closed_at: datetime = Field(sa_type=UtcDateTime)
    reopened_by: str | None = Field(default=None, max_length=NAME)
    reopened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reopen_reason: str | None = None
