"""The audit trail as a list: who changed what, when and why; the newest events first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.contract_rows import has_words
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.scope import Scope
from models.tables import METADATA

PAGE = 50
AT_ONCE = 5000
_EVENTS = METADATA.tables["audit_event"]
_EVENT = _EVENTS.c


@dataclass(frozen=True, slots=True)
class TrailFilter(Filter):
    """``q`` are words of what changed or of the reason; days are in UTC, both ends in."""

    READERS: ClassVar[Mapping[str, Reader]] = {
        "q": filters.text,
        "actor": filters.text,
        "action": filters.text,
        "contract": filters.text,
        "since": filters.day,
        "until": filters.day,
    }

    q: str = ""
    actor: str = ""
    action: str = ""
    contract: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """One event, as the table has it; ``before`` and ``after`` are hashes or None."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    object: str
    contract: str | None
    before: str | None
    after: str | None
    reason: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of at most `PAGE` events; ``count`` is of all that the filter lets through."""

    items: tuple[TrailEvent, ...]
    number: int
    count: int


def find(session: Session, scope: Scope, wanted: TrailFilter, page: int = 1) -> TrailPage:
    """Return one page of the events that a filter lets through, the newest first."""
    number, where = max(page, 1), list(_conditions(scope, wanted))
    query = select(_EVENTS).where(*where).order_by(_EVENT.seq.desc())
    rows = session.execute(query.limit(PAGE).offset((number - 1) * PAGE))
    count = session.execute(select(func.count()).select_from(_EVENTS).where(*where)).scalar_one()
    return TrailPage(tuple(_event(row) for row in rows), number, count)


def every(session: Session, scope: Scope, wanted: TrailFilter) -> Iterator[TrailEvent]:
    """Yield all events that a filter lets through, the oldest first."""
    query = select(_EVENTS).where(*_conditions(scope, wanted)).order_by(_EVENT.seq)
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield _event(row)


def event(session: Session, scope: Scope, seq: int) -> TrailEvent | None:
    """Return one event; None where there is none that this user sees."""
    query = select(_EVENTS).where(_EVENT.seq == seq, scope.narrow(_EVENT.contract))
    row = session.execute(query).first()
    return None if row is None else _event(row)


def choices(session: Session, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who acted and what was done, each once, in the order of their names."""
    seen = scope.narrow(_EVENT.contract)
    actors, actions = (
        tuple(sorted(session.execute(select(column).where(seen).distinct()).scalars()))
        for column in (_EVENT.actor, _EVENT.action)
    )
    return actors, actions


def _event(row: Any) -> TrailEvent:  # noqa: ANN401 (a row of the table)
    return TrailEvent(**row._asdict())


def _conditions(scope: Scope, wanted: TrailFilter) -> Iterator[ColumnElement[bool]]:
    yield scope.narrow(_EVENT.contract)
    yield from has_words(wanted.q, _EVENT.object, _EVENT.reason, _EVENT.contract)
    for value, column in (
        (wanted.actor, _EVENT.actor),
        (wanted.action, _EVENT.action),
        (wanted.contract, _EVENT.contract),
    ):
        if value:
            yield column == value
    if wanted.since:
        yield _EVENT.at >= datetime.combine(wanted.since, time(), UTC)
    if wanted.until:
        yield _EVENT.at < datetime.combine(wanted.until + timedelta(days=1), time(), UTC)
