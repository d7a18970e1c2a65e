"""What was sent to a second reader: one row a request, written before it leaves."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import UtcDateTime


class SendingRow(SQLModel, table=True):
    """One request to a language model.

    The text itself is named by the document's hash and the part of it that was sent (``part`` of
    ``parts``, ``characters`` with the prompt).  ``outcome`` is None while the answer is awaited,
    or where the program ended before it came.  Rows are never changed after that, nor deleted.
    """

    __tablename__ = "sending"

    id: int | None = Field(default=None, primary_key=True)
    sent_at: datetime = Field(sa_type=UtcDateTime, index=True)
    file: str
    sha256: str = Field(max_length=64, index=True)
    endpoint: str
    protocol: str = Field(max_length=20)
    model: str
    prompt: str = Field(max_length=20)
    part: int
    parts: int
    characters: int
    attempt: int
    outcome: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
