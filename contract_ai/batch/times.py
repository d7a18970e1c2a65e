"""What time it is, and waiting: given to a night from the edge, so that tests can set it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from models.tables.audit import AuditEventRow


@dataclass(frozen=True, slots=True)
class Times:
    """``now`` is the moment in UTC, ``today`` the local day; ``ticks`` are seconds that only grow."""

    now: Callable[[], datetime]
    today: Callable[[], date]
    sleep: Callable[[float], None] = time.sleep
    ticks: Callable[[], float] = time.monotonic


def real_times() -> Times:
    """Return the clock of this machine."""
    return Times(lambda: datetime.now(UTC), lambda: datetime.now().astimezone().date())


def not_before(session: Session, now: datetime) -> datetime:
    """Return this moment, or that of the newest event where the clock was set back since.

    What came in since the run before is told by moments: they must not go backwards.
    """
    newest = select(AuditEventRow.at).order_by(col(AuditEventRow.seq).desc()).limit(1)
    last = session.exec(newest).first()
    return now if last is None else max(now, last)
