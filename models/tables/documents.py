"""Documents on file, each once, known by the hash of its bytes."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import JsonValue, UtcDateTime


class DocumentRow(SQLModel, table=True):
    """One file that was read.

    ``kind`` is contract, invoice or facts.  ``path`` is where the file lay, ``stamp`` names the
    program and the confirmed terms it was read with: another stamp means it is read again.
    ``reader`` names the version of the extractors alone that its results come from, empty where
    nobody knows.
    ``retired_at`` is set when the file was replaced or taken away; ``detail`` holds what belongs
    to one kind only (facts: their kind and the rows refused).
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("kind", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64)
    kind: str = Field(index=True, max_length=10)
    file: str
    path: str = Field(index=True)
    stamp: str = Field(max_length=64)
    reader: str = Field(
        default="", index=True, max_length=64, sa_column_kwargs={"server_default": ""}
    )
    added_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    detail: dict[str, object] = Field(default_factory=dict, sa_type=JsonValue)
