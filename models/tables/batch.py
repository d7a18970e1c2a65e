"""Nights: runs of the batch job, and what became of every file of an inbox."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

import models.tables.documents  # noqa: F401 (its keys refer to them)
from models.tables.columns import JsonValue, UtcDateTime


class NightRow(SQLModel, table=True):
    """One run of the batch job over an inbox.

    ``day`` names the folder that originals are moved to.  ``ended_at`` is None until all is done:
    a night that was cut off is gone on with.  ``runs`` counts how often it began, ``seconds`` what
    it took so far.  ``checked`` says that the checks ran over what it brought, as of ``as_of``.
    ``seq`` is the newest event of the audit trail at its end: while that is still the newest,
    nothing changed since.  ``figures`` is its summary; ``told_at`` None means that nobody was told.
    """

    __tablename__ = "night"

    id: int | None = Field(default=None, primary_key=True)
    inbox: str = Field(index=True)
    day: date
    as_of: date
    made_by: str
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    runs: int = 0
    seconds: float = 0.0
    checked: bool = False
    seq: int = Field(default=0, sa_type=BigInteger)
    basis: str = Field(default="", max_length=64)
    figures: dict[str, object] = Field(default_factory=dict, sa_type=JsonValue)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InboxFileRow(SQLModel, table=True):
    """One file of an inbox, by its place and its bytes, and how far it has come.

    ``place`` is the hash of inbox and path, ``path`` the path inside it as it may be shown.
    ``sha256`` is empty where there was nothing to hash.  ``size``, ``modified``, ``changed``
    (nanoseconds) and ``inode`` are the file's own when it was read, ``read_at`` that moment.
    ``wanted`` is the kind that its folder says, else empty.  ``tries`` counts how often the
    program died while it was read, ``deaths`` how often its reader did.  ``kept`` says that it was
    left where it lay.  ``seconds`` is how long it was read.
    """

    __tablename__ = "inbox_file"
    __table_args__ = (
        UniqueConstraint("place", "sha256"),
        Index("ix_inbox_file_state_night_id_sha256", "state", "night_id", "sha256"),
    )

    id: int | None = Field(default=None, primary_key=True)
    night_id: int = Field(foreign_key="night.id", index=True)
    place: str = Field(max_length=64)
    path: str
    filed: str
    sha256: str = Field(index=True, max_length=64)
    size: int = Field(sa_type=BigInteger)
    modified: int = Field(sa_type=BigInteger)
    changed: int = Field(sa_type=BigInteger)
    inode: int = Field(sa_type=BigInteger)
    read_at: datetime = Field(sa_type=UtcDateTime)
    wanted: str = Field(default="", max_length=10)
    state: str = Field(max_length=12)
    kept: bool = False
    kind: str = Field(default="", max_length=10)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    code: str = Field(default="", max_length=40)
    what: str = ""
    do: str = ""
    tries: int = 0
    deaths: int = 0
    seconds: float = 0.0
