"""The record of what was tested in the last run."""

from sqlmodel import Field, SQLModel


class TestRow(SQLModel, table=True):
    """One check against one invoice or contract."""

    __test__ = False  # not a pytest class
    __tablename__ = "test"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    position: int
    code: str = Field(index=True, max_length=8)
    slug: str
    result: str = Field(max_length=16)
    contract: str | None = None
    invoice: str | None = Field(default=None, index=True)
    document: str | None = None
    reason: str
