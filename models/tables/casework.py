"""What people leave beside findings: comments, and the lists that they saved."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import UtcDateTime


class CommentRow(SQLModel, table=True):
    """One comment about a finding, which it outlives as decisions do; ``made_by`` names a user."""

    __tablename__ = "finding_comment"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(index=True, max_length=16)
    made_by: str = Field(max_length=NAME)
    made_at: datetime = Field(sa_type=UtcDateTime)
    text: str


class SignOffRow(SQLModel, table=True):
    """An auditor's word that a finding was derived again, and whether it was the same.

    ``state`` is the SHA-256 over the fields of the finding as it stood then: of another state
    nothing was said.
    """

    __tablename__ = "finding_sign_off"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(index=True, max_length=16)
    made_by: str = Field(max_length=NAME)
    made_at: datetime = Field(sa_type=UtcDateTime)
    equal: bool
    state: str = Field(max_length=64)
    note: str = ""


class SavedViewRow(SQLModel, table=True):
    """A list of findings that a user saved: its name and the query of its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=80)
    query: str
    shared: bool
    made_at: datetime = Field(sa_type=UtcDateTime)
