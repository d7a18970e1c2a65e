"""Rows of contracts in use."""

from collections.abc import Iterator
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import Session

from contract_ai.desk.columns import CONTRACT, DOCUMENT, DOCUMENTS

Ts = TypeVarTuple("Ts")
NAMED = (
    CONTRACT.stem,
    CONTRACT.title,
    CONTRACT.number,
    CONTRACT.provider,
    CONTRACT.customer,
)
"""What a contract is searched by."""
LISTED = (
    CONTRACT.id,
    CONTRACT.stem,
    CONTRACT.title,
    CONTRACT.number,
    CONTRACT.kind,
    CONTRACT.provider,
    CONTRACT.customer,
    CONTRACT.effective_date,
    CONTRACT.expiration_date,
    CONTRACT.currency,
    DOCUMENT.file,
    DOCUMENT.sha256,
)
"""What the list of contracts has of one."""


def same(column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    """Whether a column has a value, or has none where that is None; an index serves both."""
    return column.is_(None) if value is None else column == value


def has_words(text: str, *columns: ColumnElement[Any]) -> Iterator[ColumnElement[bool]]:
    """Ask for every word of a text in some of these columns, in any case."""
    for word in text.split():
        yield or_(*(column.icontains(word, autoescape=True) for column in columns))


def in_use(query: Select[*Ts]) -> Select[*Ts]:
    """Keep the contracts whose document was not retired."""
    return query.join(DOCUMENTS, DOCUMENT.id == CONTRACT.document_id).where(
        DOCUMENT.retired_at.is_(None)
    )


def contract_id(session: Session, stem: str | None) -> int | None:
    """Return the row of a contract in use by its stem; the first of several."""
    if stem is None:
        return None
    query = select(CONTRACT.id).where(CONTRACT.stem == stem)
    return session.execute(in_use(query).order_by(CONTRACT.id).limit(1)).scalar()
