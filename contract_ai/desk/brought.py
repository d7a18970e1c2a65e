"""The last import: the newest day on which documents came, and what could not be read since."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import func, select
from sqlmodel import Session

from contract_ai.desk.columns import DOCUMENT, UPLOAD
from contract_ai.desk.scope import Scope
from contract_ai.intake.batches import ItemState
from contract_ai.storage.documents import CONTRACT, FACTS, INVOICE


@dataclass(frozen=True, slots=True)
class Brought:
    """What came on one day, in UTC; ``unread`` are uploads of that day or later that failed."""

    day: date
    contracts: int
    invoices: int
    facts: int
    unread: int


def last_brought(session: Session, scope: Scope) -> Brought | None:
    """Return the last import; None before the first, and for who may not see everything.

    Its sums are those of all contracts.
    """
    if not scope.is_all:
        return None
    newest: datetime | None = session.execute(select(func.max(DOCUMENT.added_at))).scalar()
    if newest is None:
        return None
    day = newest.astimezone(UTC).date()
    since = datetime.combine(day, time(), UTC)
    kinds = select(DOCUMENT.kind, func.count()).where(DOCUMENT.added_at >= since)
    counts = {row.kind: row[1] for row in session.execute(kinds.group_by(DOCUMENT.kind))}
    lost = UPLOAD.state.in_([ItemState.REFUSED, ItemState.FAILED])
    unread = select(func.count()).where(UPLOAD.received_at >= since, lost)
    return Brought(
        day,
        contracts=counts.get(CONTRACT, 0),
        invoices=counts.get(INVOICE, 0),
        facts=counts.get(FACTS, 0),
        unread=session.execute(unread).scalar_one(),
    )
