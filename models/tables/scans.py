"""Pages that text recognition read, each once."""

from sqlmodel import Field, SQLModel


class ScannedPageRow(SQLModel, table=True):
    """One page; ``key`` is a hash of what it shows and of what read it, ``page`` its JSON."""

    __tablename__ = "scanned_page"

    key: str = Field(primary_key=True, max_length=64)
    page: str
