"""How good the reading of contracts is, by what people did with the terms they looked at."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, extract, func, select
from sqlmodel import Session

from contract_ai.desk.columns import CONTRACT, CONTRACTS, DOCUMENT, DOCUMENTS, TERM, TERMS
from contract_ai.desk.held.shelf import once
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import CONFIRMED, CORRECTED, PROPOSED, REJECTED


@dataclass(frozen=True, slots=True)
class Quality:
    """Terms of one kind that people decided about in one month, which is its first day.

    Each term counts once, by where it ended: one that was corrected and then confirmed was
    corrected, unless the correction was taken back before.  Terms that people added do not count.
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
    return once(session, ("quality", scope), lambda: _quality(session, scope))


def _quality(session: Session, scope: Scope) -> tuple[Quality, ...]:
    past = _past().subquery("past")
    fate = case(
        (TERM.state == REJECTED, REJECTED), (past.c.corrected == 1, CORRECTED), else_=TERM.state
    )
    moment = _in_utc(session, TERM.known_from)
    keys = TERM.kind, extract("year", moment), extract("month", moment), fate.label("fate")
    query = (
        select(*keys, func.count())
        .select_from(TERMS)
        .join(past, past.c.now == TERM.id)
        .join(CONTRACTS, CONTRACT.id == TERM.contract_id)
        .join(DOCUMENTS, DOCUMENT.id == CONTRACT.document_id)
        .where(past.c.read == 1, DOCUMENT.retired_at.is_(None), scope.narrow(CONTRACT.stem))
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


def _past() -> Select[Any]:
    """Say of each term that people decided about whether it was read, and whether corrected.

    A decision names the row that it put aside; what was taken back is on no such way.
    """
    # The name of who decided leads to the few terms that people looked at, by its index.
    decided = (
        TERM.decided_by.is_not(None),
        TERM.known_to.is_(None),
        TERM.state.in_([CONFIRMED, CORRECTED, REJECTED]),
    )
    newest = select(TERM.id.label("now"), TERM.state, TERM.decided_over.label("over"))
    way = newest.where(*decided, TERM.decided_over.is_not(None)).cte("way", recursive=True)
    older = select(way.c.now, TERM.state, TERM.decided_over).join(way, way.c.over == TERM.id)
    way = way.union_all(older)

    def was(state: str) -> ColumnElement[int]:
        return func.max(case((way.c.state == state, 1), else_=0))

    corrected, read = was(CORRECTED).label("corrected"), was(PROPOSED).label("read")
    return select(way.c.now, corrected, read).group_by(way.c.now)


def _in_utc(session: Session, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """PostgreSQL takes months apart by the time zone of its session; SQLite keeps UTC."""
    return (
        func.timezone("UTC", moment) if session.get_bind().dialect.name == "postgresql" else moment
    )
