"""Runs of the checks that programs ordered."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import UtcDateTime


class CheckOrderRow(SQLModel, table=True):
    """A run that was ordered, and what came of it.

    ``contract`` is the stem to which it is narrowed, "" for all that changed.  ``as_of`` is the
    day that it takes for today.  While it runs ``worker`` names the process that does it, until
    ``lease_until``; ``attempts`` counts how often it was begun.  The counts are None until it is
    done: families of contracts that were checked ``again``, findings and tests of the contract or
    of all, and checks that crashed.  ``code``, ``what`` and ``do`` say why it failed.
    """

    __tablename__ = "check_order"

    id: int | None = Field(default=None, primary_key=True)
    made_by: str = Field(max_length=254)
    role: str = Field(max_length=20)
    made_at: datetime = Field(sa_type=UtcDateTime)
    contract: str = ""
    as_of: date
    state: str = Field(max_length=10, index=True)
    worker: str = Field(default="", max_length=100)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    again: int | None = None
    findings: int | None = None
    tests: int | None = None
    crashes: int | None = None
    code: str = Field(default="", max_length=40)
    what: str = ""
    do: str = ""
