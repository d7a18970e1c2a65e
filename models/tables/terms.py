"""Terms of contracts: what all kinds share as columns, what one kind has as JSON."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

import models.tables.contracts  # noqa: F401 (its keys refer to them)
from models.tables.columns import JsonValue, UtcDateTime


class TermRow(SQLModel, table=True):
    """One term.

    ``state`` is proposed, confirmed, corrected or rejected.  ``valid_from`` and ``valid_to``
    say when the term is in force, ``known_from`` and ``known_to`` when this row was what we
    knew; a correction closes the row and names its successor in ``superseded_by``.
    ``values`` are the kind's own fields as in contract-terms/1, checked before they are written.
    ``decided_by`` is who gave it its state and ``decided_at`` when, None as long as nobody has;
    ``decided_over`` is the number of the row that this decision put aside, to go back to it
    (None for a term that a person added).
    """

    __tablename__ = "term"
    __table_args__ = (
        Index("ix_term_review", "review", "known_to", "contract_id"),
        Index("ix_term_progress", "contract_id", "known_to", "state", "review"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contract.id", index=True)
    position: int
    kind: str = Field(index=True, max_length=20)
    state: str = Field(max_length=10)
    confidence: float
    review: bool
    page: int | None = None
    section: str | None = None
    quote: str
    evidence: dict[str, object] = Field(sa_type=JsonValue)
    values: dict[str, object] = Field(sa_type=JsonValue)
    valid_from: date | None = None
    valid_to: date | None = None
    known_from: datetime = Field(sa_type=UtcDateTime)
    known_to: datetime | None = Field(default=None, sa_type=UtcDateTime)
    superseded_by: int | None = Field(default=None, foreign_key="term.id", index=True)
    decided_by: str | None = Field(default=None, index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_over: int | None = None
