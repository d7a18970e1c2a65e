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


class PartRow(SQLModel, table=True):
    """Documents that are checked together, as they were when they were checked last.

    ``key`` is the first contract's file name without its ending; ``fingerprint`` is another one
    whenever the checks could say anything else of the same day.  What they said as of ``as_of``
    holds on later days before ``until``, on all of them where that is None.
    """

    __tablename__ = "part"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    fingerprint: str = Field(max_length=64)
    as_of: date
    until: date | None = None
    findings: int
    tests: int
    crashes: list[str] = Field(default_factory=list, sa_type=JsonValue)


class MatchRow(SQLModel, table=True):
    """The contracts of an invoice that only its lines tell; ``basis`` names all contracts on file.

    ``among`` are all whose items its lines name, of which ``contracts`` fit best: one bit for each
    of the `GroundRow` in their order, in hexadecimal; None where the lines were not asked.
    """

    __tablename__ = "matching"

    stamp: str = Field(primary_key=True, max_length=32)
    basis: str = Field(max_length=64)
    contracts: list[str] = Field(default_factory=list, sa_type=JsonValue)
    among: str | None = None


class GroundRow(SQLModel, table=True):
    """A contract, with all that stands in it and its family, among which invoices were looked for."""

    __tablename__ = "matching_ground"

    digest: str = Field(primary_key=True, max_length=64)
