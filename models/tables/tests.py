"""The record of what was tested in the last run."""

from sqlmodel import Field, SQLModel

import models.tables.runs  # noqa: F401 (its keys refer to them)


class TestedRow(SQLModel, table=True):
    """One invoice or contract that was tested, or all documents together.

    ``place`` sorts them as they are checked.  ``invoice_id`` is the invoice's row; for a contract,
    ``parent`` is the stem of the document that it amends or stands under.  ``told`` is the number
    of the correction that told the contract of an invoice, ``learned`` that it was made on another.
    """

    __tablename__ = "tested"

    id: int | None = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="part.id", index=True)
    place: str
    contract: str | None = Field(default=None, index=True)
    invoice: str | None = Field(default=None, index=True)
    document: str | None = None
    invoice_id: int | None = Field(default=None, index=True)
    parent: str | None = None
    told: int | None = None
    learned: bool = False


class TestRow(SQLModel, table=True):
    """One check against what was tested."""

    __test__ = False  # not a pytest class
    __tablename__ = "test"

    id: int | None = Field(default=None, primary_key=True)
    tested_id: int = Field(foreign_key="tested.id", index=True)
    code: str = Field(max_length=8)
    result: str = Field(max_length=16)
    reason: str
