"""Findings of the last run, and what people decided about them."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime


class FindingRow(SQLModel, table=True):
    """One finding of the last run; ``position`` is its place in its part, ``proofs`` its evidence with their sides."""

    __tablename__ = "finding"

    id: int | None = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="part.id", index=True)
    position: int
    fingerprint: str = Field(index=True, max_length=16)
    code: str = Field(index=True, max_length=8)
    slug: str
    severity: str = Field(max_length=8)
    direction: str = Field(max_length=12)
    contract: str | None = None
    invoice: str | None = Field(default=None, index=True)
    document: str | None = None
    line: int | None = None
    expected: str | None = None
    actual: str | None = None
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None
    message: str
    working: str | None = None
    review: bool
    key: str
    act_before: str | None = None
    proofs: list[object] = Field(sa_type=JsonValue)


class DecisionRow(SQLModel, table=True):
    """What a person decided about a finding; it outlives the run, the latest one counts."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(index=True, max_length=16)
    state: str = Field(max_length=10)
    reason: str
    decided_at: datetime = Field(sa_type=UtcDateTime)
