"""What people taught about suppliers' printed invoices."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import JsonValue, UtcDateTime


class LessonRow(SQLModel, table=True):
    """One lesson: ``supplier`` and ``field`` name it, a later one takes the place of an earlier.

    ``body`` is the lesson as it is used; ``file`` the invoice that it was learnt from.
    """

    __tablename__ = "lesson"

    id: int | None = Field(default=None, primary_key=True)
    supplier: str = Field(index=True)
    field: str = Field(max_length=40)
    taught_at: datetime = Field(sa_type=UtcDateTime)
    file: str
    body: dict[str, object] = Field(sa_type=JsonValue)
