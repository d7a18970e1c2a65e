"""What people said of matches: which contract an invoice is under, which term a line is billed by."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import JsonValue, UtcDateTime


class CorrectionRow(SQLModel, table=True):
    """One thing that a person said of an invoice, or of its line; the newest that stands counts.

    ``place`` and ``name`` are the two names of the invoice, which outlive its row; ``body`` is the
    correction as the checks use it.  ``teaches`` says that others follow from it, ``spared`` are
    the names of invoices that must not.  ``ended_at`` is when it was taken back.
    """

    __tablename__ = "match_correction"

    id: int | None = Field(default=None, primary_key=True)
    place: str = Field(index=True)
    name: str = Field(index=True)
    line: int | None = None
    contract: str | None = Field(default=None, index=True)
    body: dict[str, object] = Field(sa_type=JsonValue)
    reason: str
    decided_by: str = Field(max_length=NAME)
    decided_at: datetime = Field(sa_type=UtcDateTime)
    teaches: bool
    spared: list[str] = Field(default_factory=list, sa_type=JsonValue)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str | None = Field(default=None, max_length=NAME)
