"""How good the reading of contracts is, by what people did with the terms they looked at."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, extract, func, select
from sqlmodel import Session

from contract_ai.desk.columns import CONTRACT, CONTRACTS, DOCUMENT, DOCUMENTS, TERM, TERMS
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import CONFIRMED, CORRECTED, REJECTED


@dataclass(frozen=True, slots=True)
class Quality:
    """Terms of one kind that people decided about in one month, which is its first day.

    Each term counts once, by where it ended: one that was corrected and then confirmed was
    corrected.
    """

    kind: str
    month: date
    confirmed: int
    corrected: int
    rejected: int

    @property
    def decided(self) -> int:
        """All of them."""
        return self.confirmed + self.corrected + self.rejected


def extraction_quality(session: Session, scope: Scope) -> tuple[Quality, ...]:
    """Count what became of the terms that were read, by kind and by month of the decision."""
    other = TERMS.alias("other")
    read = select(other.c.id).where(other.c.superseded_by == TERM.id).exists()
    changed = (
        select(other.c.id)
        .where(
            other.c.contract_id == TERM.contract_id,
            other.c.position == TERM.position,
            other.c.state == CORRECTED,
        )
        .exists()
    )
    fate = case((TERM.state == REJECTED, REJECTED), (changed, CORRECTED), else_=TERM.state)
    moment = _in_utc(session, TERM.known_from)
    keys = TERM.kind, extract("year", moment), extract("month", moment), fate.label("fate")
    query = (
        select(*keys, func.count())
        .select_from(TERMS)
        .join(CONTRACTS, CONTRACT.id == TERM.contract_id)
        .join(DOCUMENTS, DOCUMENT.id == CONTRACT.document_id)
        .where(
            TERM.known_to.is_(None),
            TERM.state.in_([CONFIRMED, CORRECTED, REJECTED]),
            DOCUMENT.retired_at.is_(None),
            scope.narrow(CONTRACT.stem),
            read,
        )
        .group_by(*keys)
    )
    counts: dict[tuple[str, date], dict[str, int]] = {}
    for kind, year, month, state, number in session.execute(query):
        cell = counts.setdefault((kind, date(int(year), int(month), 1)), {})
        cell[state] = cell.get(state, 0) + number
    return tuple(
        Quality(*key, *(counts[key].get(state, 0) for state in (CONFIRMED, CORRECTED, REJECTED)))
        for key in sorted(counts)
    )


def _in_utc(session: Session, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """PostgreSQL takes months apart by the time zone of its session; SQLite keeps UTC."""
    return (
        func.timezone("UTC", moment) if session.get_bind().dialect.name == "postgresql" else moment
    )
