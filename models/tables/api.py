"""Requests of programs that change something, so that one sent twice is done once."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.accounts import HASH
from models.tables.columns import UtcDateTime

KEY = 200


class ApiCallRow(SQLModel, table=True):
    """One request under an ``Idempotency-Key``, which belongs to one token.

    ``asked`` is the SHA-256 of what was asked, None until that is known.  ``claim`` names who
    works on it until ``lease_until``.  ``status``, ``answer`` (JSON as it was sent)
    and ``place`` (the address of what was made) are None while it runs.
    """

    __tablename__ = "api_call"

    token_hash: str = Field(primary_key=True, max_length=HASH, foreign_key="api_token.token_hash")
    key: str = Field(primary_key=True, max_length=KEY)
    asked: str | None = Field(default=None, max_length=HASH)
    claim: str = Field(max_length=HASH)
    lease_until: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    status: int | None = None
    answer: str | None = None
    place: str | None = None
