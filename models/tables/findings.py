"""Findings of the last run, what was decided about them, and their life over all runs."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

import models.tables.runs  # noqa: F401 (its keys refer to them)
from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime

COUNTED = (
    "state",
    "direction",
    "severity",
    "code",
    "currency",
    "review",
    "found_on",
    "supplier",
    "customer",
    "contract",
    "amount",
)
"""What lists count findings by: one index holds it all, so that counting reads no row."""


class FindingRow(SQLModel, table=True):
    """One finding of the last run; ``position`` is its place in its part, ``proofs`` its evidence with their sides.

    ``state`` is what the latest decision gives it on the day of the run, ``found_on`` the day of
    the run that found it first (None where only a look back found it).  ``supplier`` and
    ``customer`` are the parties of its contract, else those of its invoice.
    """

    __tablename__ = "finding"
    __table_args__ = (
        *(
            Index(f"ix_finding_{key}_state", key, "state")
            for key in ("contract", "supplier", "customer", "found_on")
        ),
        Index("ix_finding_counted", *COUNTED),
        Index("ix_finding_stake", "contract", "currency", "state", "amount"),
        *(
            Index(f"ix_finding_by_{key}", key, "fingerprint")
            for key in ("amount", "act_before", "found_on", "code")
        ),
        *(
            Index(f"ix_finding_state_by_{key}", "state", key, "fingerprint")
            for key in ("amount", "act_before")
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="part.id", index=True)
    position: int
    fingerprint: str = Field(index=True, max_length=16)
    code: str = Field(max_length=8)
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
    state: str = Field(default="open", max_length=10)
    found_on: date | None = None
    supplier: str | None = None
    customer: str | None = None


class DecisionRow(SQLModel, table=True):
    """A state that a finding was given; it outlives the run, the latest one counts.

    ``decided_by`` is None where a run did it: the waiver ended, a credit note came in.
    """

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(index=True, max_length=16)
    state: str = Field(max_length=10)
    reason: str
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str | None = None
    until: date | None = None
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None


class LifeRow(SQLModel, table=True):
    """What is remembered of a finding over all runs."""

    __tablename__ = "life"

    fingerprint: str = Field(primary_key=True, max_length=16)
    code: str = Field(max_length=8)
    slug: str
    severity: str = Field(max_length=8)
    direction: str = Field(max_length=12)
    contract: str | None = None
    invoice: str | None = None
    document: str | None = None
    line: int | None = None
    message: str
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None
    first_found_on: date
    gone_on: date | None = Field(default=None, index=True)


class ChangeRow(SQLModel, table=True):
    """What the last run changed about a finding."""

    __tablename__ = "change"

    id: int | None = Field(default=None, primary_key=True)
    position: int
    fingerprint: str = Field(foreign_key="life.fingerprint", index=True)
    kind: str = Field(max_length=10)
    reason: str
    amount_before: Decimal | None = Field(default=None, sa_type=ExactDecimal)


class ComparisonRow(SQLModel, table=True):
    """Which run the lives of findings were written by last; one row.

    ``as_of`` is the day that run took for today: a run for an earlier day looks back and leaves
    lives as they are.  ``since`` is the day of the run that the changes are counted from; None
    where there are none to count: in the first run, and in one that looks back.
    """

    __tablename__ = "comparison"

    id: int = Field(default=1, primary_key=True)
    as_of: date
    finished_at: datetime = Field(sa_type=UtcDateTime)
    since: date | None = None
