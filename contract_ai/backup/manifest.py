"""What a backup says of itself: ``manifest.json``, the last file of the archive."""

import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MANIFEST, SNAPSHOT, ORIGINALS, ANCHORS = "manifest.json", "books.db", "originals/", "anchors.jsonl"
_NAME = re.compile(rf"{SNAPSHOT}|{ANCHORS}|{ORIGINALS}[0-9a-f]{{64}}")


class Entry(BaseModel):
    """A file of the archive; ``size`` in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=f"^(?:{_NAME.pattern})$")
    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Missing(BaseModel):
    """A document whose original is gone from where it lay, or is another now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str


class Manifest(BaseModel):
    """What is in a backup.

    ``version`` is the program's, ``schema_version`` that of the tables.  ``events`` counts the
    events of the audit trail and ``hash`` is that of the newest.  ``came_from`` is the kind of
    database, ``rows`` counts the rows of each table.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["contract-ai-backup/1"] = "contract-ai-backup/1"
    version: str
    schema_version: str
    came_from: str
    made_at: datetime
    events: int
    hash: str
    rows: dict[str, int]
    files: tuple[Entry, ...]
    missing: tuple[Missing, ...] = ()
