"""What other systems hold, as they told it; never mixed with the invoices that we read ourselves."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime

_SERVICE = 16
_KIND = 16
_ID = 128


class ServiceConnectionRow(SQLModel, table=True):
    """A service that is connected: how we are let in, encrypted, and how the last sync ended.

    ``sealed`` is empty where it was connected once and is no more.

    ``account`` is the company or organisation there, or where it lives.  ``mapping`` names fields
    of ours after theirs.  ``held_until`` keeps a second sync away while one is at work; ``holder``
    is its word.  ``hint_at`` is when the service last said that something changed.
    """

    __tablename__ = "service_connection"

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(max_length=_SERVICE, unique=True)
    account: str = ""
    sealed: str
    mapping: dict[str, str] = Field(default_factory=dict, sa_type=JsonValue)
    connected_at: datetime = Field(sa_type=UtcDateTime)
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    holder: str = Field(default="", max_length=64)
    hint_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    synced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str = ""


class SyncPositionRow(SQLModel, table=True):
    """How far one list of a service was read; kept in the transaction of the page's records.

    ``there`` is how many records the service said it has, None where it does not say.
    """

    __tablename__ = "sync_position"
    __table_args__ = (UniqueConstraint("service", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(max_length=_SERVICE)
    kind: str = Field(max_length=_KIND)
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    place: str | None = None
    began: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    there: int | None = None


class LedgerRecordRow(SQLModel, table=True):
    """One record of a service as it stood when it was read last.

    ``value`` is the whole record (`models.ledgers`); the other columns are those of it that are
    searched.  ``answer`` is the SHA-256 of the answer it came in, which is kept with the originals.
    """

    __tablename__ = "ledger_record"
    __table_args__ = (
        UniqueConstraint("service", "kind", "external_id"),
        Index("ix_ledger_record_number", "kind", "number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(max_length=_SERVICE)
    kind: str = Field(max_length=_KIND)
    external_id: str = Field(max_length=_ID)
    version: str = Field(max_length=64)
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted: bool
    number: str | None = None
    customer: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    currency: str | None = Field(default=None, max_length=3)
    tax: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    status: str = Field(default="", max_length=16)
    value: dict[str, object] = Field(sa_type=JsonValue)
    answer: str = Field(max_length=64)
    read_at: datetime = Field(sa_type=UtcDateTime)
