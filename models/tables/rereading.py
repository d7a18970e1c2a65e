"""Documents that were read again by other code, with another result, and what became of it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

import models.tables.documents  # noqa: F401 (its keys refer to them)
from models.tables.columns import JsonValue, UtcDateTime


class RereadRow(SQLModel, table=True):
    """What another version of the extractors reads in a document.

    ``reader`` names that version.  ``state`` is open, accepted, kept or failed; a document has at
    most one row that is open.  ``derived`` is what was read: contract-terms/1, or invoice/1 for
    each invoice.  ``differences`` compare it with what counts; ``findings`` are those that would
    open, close or change, known when the checks ran on both: ``weighed``.  ``stamp`` is what the document is
    stamped with when this reading takes the place of the other.  ``code``, ``what`` and ``do`` say
    why a document could not be read.
    """

    __tablename__ = "reread"
    __table_args__ = (UniqueConstraint("document_id", "reader"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    reader: str = Field(max_length=64)
    stamp: str = Field(default="", max_length=64)
    state: str = Field(index=True, max_length=10)
    derived: list[object] = Field(default_factory=list, sa_type=JsonValue)
    differences: list[object] = Field(default_factory=list, sa_type=JsonValue)
    findings: list[object] = Field(default_factory=list, sa_type=JsonValue)
    weighed: bool = False
    code: str = Field(default="", max_length=40)
    what: str = ""
    do: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
