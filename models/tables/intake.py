"""Uploads: batches of files that a person gave, and what became of each file."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

import models.tables.documents  # noqa: F401 (its keys refer to them)
from models.tables.columns import UtcDateTime

_OPEN = text("state IN ('waiting', 'reading')")


class UploadBatchRow(SQLModel, table=True):
    """Files that were uploaded together.

    ``closed_at`` is None while more files may come; ``checked_at`` is set when the checks ran
    over what the batch brought; while they run ``checked_by`` has them until ``checking_until``.  ``changes`` counts what
    happened to the batch and its items: it numbers the events of a progress display.
    """

    __tablename__ = "upload_batch"

    id: int | None = Field(default=None, primary_key=True)
    made_by: str = Field(index=True)
    role: str = Field(max_length=20)
    made_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checking_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_by: str = Field(default="", max_length=80)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changes: int = 0


class UploadItemRow(SQLModel, table=True):
    """One uploaded file.

    ``name`` is what the user called it, ``filed`` the name that it has on file, unlike that of
    any other document.  ``sha256`` is empty where the file was refused before its end came.
    ``wanted`` is the kind that the user says it is, else empty; ``kind`` the kind it was read as.
    ``note`` says what a person should know: which document has the same bytes or the same name,
    which is then ``related_id``.  ``attempts`` counts how often reading began, ``lease_until``
    says until when ``worker`` has it.  ``changed`` is the batch's count at its last change.
    """

    __tablename__ = "upload_item"
    __table_args__ = (
        Index("ix_upload_item_made_by_received_at", "made_by", "received_at"),
        # The same bytes are read once, whoever sends them at the same moment.
        Index(
            "ix_upload_item_open",
            "sha256",
            "wanted",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="upload_batch.id", index=True)
    made_by: str
    name: str
    filed: str
    sha256: str = Field(index=True, max_length=64)
    size: int = Field(sa_type=BigInteger)
    wanted: str = Field(default="", max_length=10)
    state: str = Field(index=True, max_length=10)
    kind: str = Field(default="", max_length=10)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    related_id: int | None = Field(default=None, foreign_key="document.id")
    code: str = Field(default="", max_length=40)
    what: str = ""
    do: str = ""
    note: str = ""
    attempts: int = 0
    worker: str = Field(default="", max_length=80)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed: int = 0
