"""Usage events in the database: each id of a source once, whoever sends it and however often.

Events come in batches.  A batch is one transaction; writers wait for each other, so that of two
that send the same event one stores it and the other finds it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from checks.recognition.references import plain
from contract_ai.audit.trail import record, working
from contract_ai.storage.bulk import batched, insert_rows
from contract_ai.storage.locks import hold
from models.tables.usage import (
    TEXT,
    UsageBatchRow,
    UsageDifferenceRow,
    UsageEventRow,
    UsageStreamRow,
)
from models.usage import UsageEvent, read_event

_AT_ONCE = 2000
LONGEST_SOURCE = TEXT
LOCK = "usage"
"""The name under which writers of usage wait for each other."""


class Result(StrEnum):
    """What became of an event that was sent."""

    STORED = "stored"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who sends a batch: a system, whose ids are its own, and the name of the file or call."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An event that came under the id of another: what is on file, and what was sent."""

    source: str
    stored: UsageEvent
    sent: UsageEvent


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch: results in the order of its events, differences by place in it.

    ``days`` are the days (UTC) that got events, by stream.
    """

    number: int
    results: Sequence[Result]
    differences: Mapping[int, Difference]
    days: Mapping[int, frozenset[date]]

    def count(self, result: Result) -> int:
        """Return how many events ended so."""
        return sum(one is result for one in self.results)


@dataclass(slots=True)
class _Taking:
    """A batch while it is written."""

    source: str
    batch: int
    streams: dict[tuple[str, str, str], UsageStreamRow]
    results: list[Result] = field(default_factory=list)
    differences: dict[int, Difference] = field(default_factory=dict)
    days: dict[int, set[date]] = field(default_factory=dict)


def add_events(
    session: Session,
    origin: Origin,
    events: Iterable[UsageEvent],
    at: datetime,
    refused: Callable[[], int] = int,
) -> Batch:
    """Store what is new of a batch; ``refused`` tells in the end how many were no events.

    An event whose id is on file with the same content is known; with other content it is refused,
    and kept beside the other (`differences`).
    """
    hold(session, LOCK)
    source = origin.source
    row = UsageBatchRow(
        source=source,
        name=origin.name,
        sha256="",
        stored=0,
        known=0,
        refused=0,
        added_by=working(session).name,
        added_at=at,
    )
    session.add(row)
    session.flush()
    streams = {
        (one.contract, one.customer, one.meter): one
        for one in streams_of(session)
        if one.source == source
    }
    taking = _Taking(source, row.id or 0, streams)
    content = sha256()
    for chunk in batched(events, _AT_ONCE):
        for event, digest in _put(session, taking, chunk):
            content.update(f"{event.event_id}\x1f{digest}\n".encode())
    _widen(taking)
    made = Batch(
        taking.batch,
        taking.results,
        taking.differences,
        {number: frozenset(days) for number, days in taking.days.items()},
    )
    row.sha256 = content.hexdigest()
    row.stored, row.known = made.count(Result.STORED), made.count(Result.KNOWN)
    row.refused = made.count(Result.REFUSED) + refused()
    session.add(row)
    session.flush()
    counts = {"stored": row.stored, "known": row.known, "refused": row.refused}
    record(
        session,
        action="usage.added",
        object=f"usage batch {row.id} of {source}: {row.stored} events",
        after=counts | {"source": source, "sha256": row.sha256},
        at=at,
    )
    return made


def streams_of(session: Session) -> Sequence[UsageStreamRow]:
    """Return all streams, oldest first."""
    return session.exec(select(UsageStreamRow).order_by(col(UsageStreamRow.id))).all()


def _put(
    session: Session, taking: _Taking, chunk: Sequence[UsageEvent]
) -> Iterator[tuple[UsageEvent, str]]:
    """Store the new ones of some events; return each with its digest."""
    ids = {event.event_id for event in chunk}
    same = (col(UsageEventRow.source) == taking.source, col(UsageEventRow.event_id).in_(ids))
    columns = sql_select(col(UsageEventRow.event_id), col(UsageEventRow.digest))
    known: dict[str, str] = dict(map(tuple, session.execute(columns.where(*same))))
    rows: list[dict[str, object]] = []
    others: dict[int, UsageEvent] = {}
    for event in chunk:
        digest = event.digest
        before = known.get(event.event_id)
        if before is None:
            known[event.event_id] = digest
            rows.append(_row(session, taking, event, digest))
            result = Result.STORED
        elif before == digest:
            result = Result.KNOWN
        else:
            others[len(taking.results)] = event
            result = Result.REFUSED
        taking.results.append(result)
        yield event, digest
    insert_rows(session, UsageEventRow, rows)
    _keep_others(session, taking, others)


def _row(session: Session, taking: _Taking, event: UsageEvent, digest: str) -> dict[str, object]:
    stream = _stream(session, taking, event)
    number = stream.id or 0
    taking.days.setdefault(number, set()).add(event.at.date())
    return {
        "batch_id": taking.batch,
        "stream_id": number,
        "source": taking.source,
        "event_id": event.event_id,
        "at": event.at,
        "quantity": event.quantity,
        "unit": event.unit,
        "subject": event.subject,
        "properties": dict(event.properties),
        "digest": digest,
    }


def _widen(taking: _Taking) -> None:
    """Let the bounds of streams hold the days that got events."""
    for stream in taking.streams.values():
        days = taking.days.get(stream.id or 0)
        if days:
            first, last = (datetime.combine(day, time(), UTC) for day in (min(days), max(days)))
            stream.first_at = min(stream.first_at, first)
            stream.last_at = max(stream.last_at, last + timedelta(days=1))


def _stream(session: Session, taking: _Taking, event: UsageEvent) -> UsageStreamRow:
    key = event.contract, event.customer, event.meter
    stream = taking.streams.get(key)
    if stream is None:
        stream = UsageStreamRow(
            source=taking.source,
            contract_key=plain(event.contract),
            customer_key=plain(event.customer),
            meter_key=plain(event.meter),
            contract=event.contract,
            customer=event.customer,
            meter=event.meter,
            first_at=event.at,
            last_at=event.at,
        )
        session.add(stream)
        session.flush()
        taking.streams[key] = stream
    return stream


def _keep_others(session: Session, taking: _Taking, others: Mapping[int, UsageEvent]) -> None:
    """Keep what was refused beside what is on file; the same once more is not kept twice."""
    if not others:
        return
    stored = stored_events(session, taking.source, {one.event_id for one in others.values()})
    ids = col(UsageDifferenceRow.event_id).in_(stored)
    columns = sql_select(col(UsageDifferenceRow.event_id), col(UsageDifferenceRow.digest))
    ids = col(UsageDifferenceRow.event_id).in_(stored)
    kept = {
        (event_id, digest)
        for event_id, digest in session.execute(
            columns.where(ids, col(UsageDifferenceRow.source) == taking.source)
        )
    }
    for place, event in others.items():
        taking.differences[place] = Difference(taking.source, stored[event.event_id], event)
        key = event.event_id, event.digest
        if key not in kept:
            kept.add(key)
            session.add(
                UsageDifferenceRow(
                    batch_id=taking.batch,
                    source=taking.source,
                    event_id=event.event_id,
                    digest=event.digest,
                    body=dict(event.form()),
                )
            )
    session.flush()


def stored_events(session: Session, source: str, ids: Collection[str]) -> dict[str, UsageEvent]:
    """Return events on file by their ids, a few."""
    query = (
        select(UsageEventRow, UsageStreamRow)
        .join(UsageStreamRow, col(UsageStreamRow.id) == col(UsageEventRow.stream_id))
        .where(UsageEventRow.source == source, col(UsageEventRow.event_id).in_(ids))
    )
    return {
        row.event_id: UsageEvent(
            event_id=row.event_id,
            contract=stream.contract,
            customer=stream.customer,
            meter=stream.meter,
            quantity=row.quantity,
            unit=row.unit,
            subject=row.subject,
            at=row.at,
            properties={name: str(text) for name, text in row.properties.items()},
        )
        for row, stream in session.exec(query)
    }


def differences(session: Session) -> list[Difference]:
    """Return all that came under the id of another event, oldest first."""
    rows = session.exec(select(UsageDifferenceRow).order_by(col(UsageDifferenceRow.id))).all()
    stored: dict[tuple[str, str], UsageEvent] = {}
    for source in {row.source for row in rows}:
        ids = {row.event_id for row in rows if row.source == source}
        for chunk in batched(ids):
            found = stored_events(session, source, chunk)
            stored |= {(source, event_id): one for event_id, one in found.items()}
    return [
        Difference(row.source, stored[row.source, row.event_id], _sent(row.body))
        for row in rows
        if row.body  # nothing is left of it where its contract was erased
    ]


def _sent(body: Mapping[str, object]) -> UsageEvent:
    properties = body.get("properties")
    texts = {name: str(value) for name, value in body.items() if name != "properties"}
    return read_event(
        texts | {"event_id": texts.pop("id")}, properties if isinstance(properties, dict) else {}
    )
