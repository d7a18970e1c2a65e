"""The audit trail: who changed what and when, each row sealed to the one before it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import UtcDateTime


class AuditEventRow(SQLModel, table=True):
    """One change of state; triggers in the database refuse to change or delete a row.

    ``seq`` runs from 1 without gaps.  ``contract`` is the stem of the contract that the event is
    about; None where it is about none or several.  ``before`` and ``after`` are SHA-256 of the
    canonical JSON of what was there; None where there was nothing.  ``prev`` is the hash of the
    row before, and ``hash`` covers every other field: see `contract_ai.audit.sealing`.
    """

    __tablename__ = "audit_event"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    role: str
    action: str = Field(max_length=40)
    object: str
    contract: str | None = Field(default=None, index=True)
    before: str | None = Field(default=None, max_length=64)
    after: str | None = Field(default=None, max_length=64)
    reason: str
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64)
