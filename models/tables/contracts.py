"""Contracts: the header of each document."""

from datetime import date

from sqlmodel import Field, SQLModel

import models.tables.documents  # noqa: F401 (its keys refer to them)
from models.tables.columns import JsonValue


class ContractRow(SQLModel, table=True):
    """One contract document.

    ``stem`` is the file's name without its ending, by which findings name the contract;
    ``body`` is contract-terms/1 without its terms.
    """

    __tablename__ = "contract"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", unique=True)
    stem: str = Field(index=True)
    title: str | None = None
    number: str | None = Field(default=None, index=True)
    kind: str = Field(max_length=20)
    provider: str | None = None
    customer: str | None = None
    effective_date: date | None = None
    expiration_date: date | None = None
    currency: str | None = None
    body: dict[str, object] = Field(sa_type=JsonValue)
