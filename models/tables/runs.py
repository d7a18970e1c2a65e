"""Runs of the checks."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import JsonValue, UtcDateTime


class RunRow(SQLModel, table=True):
    """One run: which day it took for today, and the checks that crashed (a bug of ours)."""

    __tablename__ = "run"

    id: int | None = Field(default=None, primary_key=True)
    finished_at: datetime = Field(sa_type=UtcDateTime)
    as_of: date
    findings: int
    tests: int
    crashes: list[str] = Field(default_factory=list, sa_type=JsonValue)
