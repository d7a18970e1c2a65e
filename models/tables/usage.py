"""Usage events: what each says, what they belong to, how they came and how they are counted."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime

TEXT = 200


class UsageStreamRow(SQLModel, table=True):
    """What many events say alike: source, contract, customer and meter, as they were given.

    The keys are the names in plain form, "" for none.  No event is before ``first_at`` or after
    ``last_at``.
    """

    __tablename__ = "usage_stream"
    __table_args__ = (UniqueConstraint("source", "contract", "customer", "meter"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=TEXT)
    contract_key: str = Field(max_length=TEXT)
    customer_key: str = Field(max_length=TEXT)
    meter_key: str = Field(max_length=TEXT)
    contract: str = Field(max_length=TEXT)
    customer: str = Field(max_length=TEXT)
    meter: str = Field(max_length=TEXT)
    first_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)


class UsageBatchRow(SQLModel, table=True):
    """A file or call that brought events; ``sha256`` is the hash of what its events say, in order."""

    __tablename__ = "usage_batch"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=TEXT)
    name: str
    sha256: str = Field(max_length=64)
    stored: int
    known: int
    refused: int
    added_by: str = Field(max_length=NAME)
    added_at: datetime = Field(sa_type=UtcDateTime)


class UsageEventRow(SQLModel, table=True):
    """One event, once for each id of a source; ``digest`` is the hash of what it says."""

    __tablename__ = "usage_event"
    __table_args__ = (
        UniqueConstraint("source", "event_id"),
        Index("ix_usage_event_stream_id_at", "stream_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="usage_batch.id")
    stream_id: int = Field(foreign_key="usage_stream.id")
    source: str = Field(max_length=TEXT)
    event_id: str = Field(max_length=TEXT)
    at: datetime = Field(sa_type=UtcDateTime)
    quantity: Decimal = Field(sa_type=ExactDecimal)
    unit: str = Field(max_length=TEXT)
    subject: str = Field(max_length=TEXT)
    properties: dict[str, object] = Field(sa_type=JsonValue)
    digest: str = Field(max_length=64)


class UsageDifferenceRow(SQLModel, table=True):
    """An event that came under the id of another one and says something else: never counted."""

    __tablename__ = "usage_difference"
    __table_args__ = (UniqueConstraint("source", "event_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="usage_batch.id")
    source: str = Field(max_length=TEXT)
    event_id: str = Field(max_length=TEXT)
    digest: str = Field(max_length=64)
    body: dict[str, object] = Field(sa_type=JsonValue)


class UsageRuleRow(SQLModel, table=True):
    """How a meter is counted, as a person said; without a contract it is for all that have none."""

    __tablename__ = "usage_rule"
    __table_args__ = (UniqueConstraint("contract_key", "meter_key"),)

    id: int | None = Field(default=None, primary_key=True)
    contract_key: str = Field(max_length=TEXT)
    meter_key: str = Field(max_length=TEXT)
    contract: str = Field(max_length=TEXT)
    meter: str = Field(max_length=TEXT)
    aggregation: str = Field(max_length=10)
    per: str = Field(max_length=10)
    zone: str = Field(max_length=60)
    reason: str
    made_by: str = Field(max_length=NAME)
    made_at: datetime = Field(sa_type=UtcDateTime)
