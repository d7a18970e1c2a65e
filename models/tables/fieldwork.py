"""Samples that auditors drew, and what they found on each item."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import ExactDecimal, JsonValue, UtcDateTime


class SampleRow(SQLModel, table=True):
    """One sample: how it was drawn, from what, and who signed it off.

    ``definition`` says which population.  ``count`` and ``amount`` are of the population that was
    drawn from (money-weighted: without what it cannot reach), ``digest`` is the SHA-256 over it,
    ``interval`` is in ``currency``.  Once ``signed_by`` stands nothing changes but the second signature.
    """

    __tablename__ = "sample"

    id: int | None = Field(default=None, primary_key=True)
    purpose: str
    method: str = Field(max_length=8)
    seed: str = Field(max_length=64)
    size: int
    definition: dict[str, object] = Field(sa_type=JsonValue)
    count: int
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None
    out_of_reach: int = 0
    interval: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    digest: str = Field(max_length=64)
    drawn_by: str = Field(max_length=NAME)
    drawn_at: datetime = Field(sa_type=UtcDateTime)
    signed_by: str | None = Field(default=None, max_length=NAME)
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    conclusion: str = ""
    countersigned_by: str | None = Field(default=None, max_length=NAME)
    countersigned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SampleItemRow(SQLModel, table=True):
    """One item of a sample as it stood when it was drawn, and its result.

    ``key`` names it in the population for ever.  An invoice is item ``place`` of the document with
    ``sha256``; a test has a ``code`` besides, a finding a ``fingerprint``.  ``hits`` are how many units of money fell into it
    (1 in a random sample).  ``result`` is "", agreed or exception; ``misstatement`` is what the
    amount is too high by (too low: negative).  ``version`` counts its results.
    """

    __tablename__ = "sample_item"

    id: int | None = Field(default=None, primary_key=True)
    sample_id: int = Field(foreign_key="sample.id", index=True)
    position: int
    key: str
    words: str
    contract: str | None = Field(default=None, index=True)
    sha256: str | None = Field(default=None, max_length=64)
    place: int | None = None
    code: str | None = Field(default=None, max_length=8)
    fingerprint: str | None = Field(default=None, max_length=16)
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str | None = None
    hits: int = 1
    result: str = Field(default="", max_length=10)
    note: str = ""
    misstatement: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    marked_by: str | None = Field(default=None, max_length=NAME)
    marked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0
