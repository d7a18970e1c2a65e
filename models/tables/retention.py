"""How long contracts are kept, and which are held although their time is over."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.tables.accounts import NAME
from models.tables.columns import UtcDateTime


class RetentionRow(SQLModel, table=True):
    """The rule, one row at most: contracts are erased so many months after they ended."""

    __tablename__ = "retention"

    id: int | None = Field(default=None, primary_key=True)
    months: int
    set_by: str = Field(max_length=NAME)
    set_at: datetime = Field(sa_type=UtcDateTime)


_OPEN = text("lifted_at IS NULL")


class HoldRow(SQLModel, table=True):
    """A contract that must be kept whatever the rule says, by its stem, until it is lifted."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index(
            "ix_legal_hold_open",
            "contract",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    contract: str
    reason: str
    set_by: str = Field(max_length=NAME)
    set_at: datetime = Field(sa_type=UtcDateTime)
    lifted_by: str | None = Field(default=None, max_length=NAME)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
