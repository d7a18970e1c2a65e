"""The last night: what the batch job brought, and what it could not read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from contract_ai.batch.figures import Figures, Slow, Unread, slowest, unread
from contract_ai.desk.scope import Scope
from models.tables.batch import NightRow


@dataclass(frozen=True, slots=True)
class LastNight:
    """The newest night; ``ended_at`` and ``figures`` are None while it runs, or was cut off."""

    number: int
    inbox: str
    as_of: date
    made_by: str
    began_at: datetime
    ended_at: datetime | None
    runs: int
    figures: Figures | None
    unread: tuple[Unread, ...]
    slowest: tuple[Slow, ...]


def last_night(session: Session, scope: Scope) -> LastNight | None:
    """Return the newest night; None before the first, and for who may not see everything.

    Its sums are those of all contracts, and names of files may tell of any.
    """
    if not scope.sees(None):
        return None
    row = session.exec(select(NightRow).order_by(col(NightRow.id).desc()).limit(1)).first()
    if row is None:
        return None
    number = row.id or 0
    return LastNight(
        number=number,
        inbox=row.inbox,
        as_of=row.as_of,
        made_by=row.made_by,
        began_at=row.began_at,
        ended_at=row.ended_at,
        runs=row.runs,
        figures=Figures.model_validate(row.figures) if row.ended_at else None,
        unread=unread(session, number),
        slowest=slowest(session, number),
    )
