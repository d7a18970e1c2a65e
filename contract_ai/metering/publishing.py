"""Tells the checks what was used: the months of each contract as a table of usage of its own.

So every check, and what should be billed, reads counted events as it reads a file of usage.  A
month in which new events lie is counted again; all months are, when a rule changes, when a
contract comes that the events belong to, or when a file of usage gives a month as well.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from checks.charges.metering import same_name
from checks.recognition.references import plain
from checks.usage.homes import Home
from checks.usage.rows import Counted, counted, usage_row
from checks.usage.windows import months_between, months_of, windows
from contract_ai.fact_tables import FactTable, placed, read_facts
from contract_ai.metering.meters import Meter, Places, meters_of
from contract_ai.storage.bulk import batched
from contract_ai.storage.documents import FACTS, NewDocument, documents, put_document
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import save_facts
from contract_ai.storage.locks import hold
from contract_ai.storage.usage import LOCK
from contract_ai.storage.usage_counts import count
from models.evidence import Evidence
from models.facts import Usage
from models.tables.documents import DocumentRow
from models.tables.facts import UsageRow
from models.tables.usage import UsageStreamRow

PLACE = "usage-events:"
"""Before the name of a contract: where what was counted of its events would lie."""
_KIND = "usage"
_LEFT_OUT = TypeAdapter(list[tuple[str, str, str]])


@dataclass(frozen=True, slots=True)
class _Told:
    """A row of a file of usage."""

    meter: str
    first: date
    last: date
    where: str


def publish_changes(database: Database, now: datetime) -> None:
    """Count again what contracts, rules or files have changed since it was counted."""
    with database.read() as session:
        none = session.exec(select(UsageStreamRow.id).limit(1)).first() is None
    if none:
        return
    with database.write() as session:
        publish(session, None, now)


def publish(session: Session, days: Mapping[int, Iterable[date]] | None, now: datetime) -> None:
    """Count the months of these days (UTC, by stream) again; None: all that something changed of."""
    hold(session, LOCK)
    places = Places.of(session)
    meters, _ = meters_of(session, places, days)
    before = {row.path: row for row in documents(session, FACTS) if row.path.startswith(PLACE)}
    by_home: dict[Home, list[Meter]] = {}
    for meter in meters:
        by_home.setdefault(meter.home, []).append(meter)
    told = _told_by_files(session, by_home, places)
    for home, its in by_home.items():
        table = _Table(home, tuple(its), told.get(home, []), before.pop(_path(home), None))
        _publish(session, table, days or {}, now)
    if days is None:
        for row in before.values():  # events that belong somewhere else now
            _put(session, row.file, row.path, _Months([], []), "", now)


@dataclass(frozen=True, slots=True)
class _Table:
    """What is told of one contract: its meters, what files say of it, and what was told before."""

    home: Home
    meters: tuple[Meter, ...]
    told: Sequence[_Told]
    before: DocumentRow | None

    @property
    def signature(self) -> str:
        """What all months rest on, besides the events."""
        said = [(one.key, one.name, repr(one.rule), one.numbers) for one in self.meters]
        return sha256(repr((said, list(self.told))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Months:
    """Rows of usage, and what events give no row, as (meter, month, sentence)."""

    rows: list[Usage]
    left_out: list[tuple[str, str, str]]


def _publish(
    session: Session, table: _Table, days: Mapping[int, Iterable[date]], now: datetime
) -> None:
    before = table.before
    fresh = before is None or before.detail.get("signature") != table.signature
    again = {meter.key: _months(meter, days, everything=fresh) for meter in table.meters}
    if not any(again.values()):
        return
    made = _Months([], []) if fresh or before is None else _kept(session, before, again)
    file, path = f"usage events of {table.home.name}", _path(table.home)
    home = Evidence(quote="", file=file, sha256=_name(path))
    for meter in table.meters:
        sources = ", ".join(sorted({stream.source for stream in meter.streams}))
        for month in again[meter.key]:
            for one in count_month(session, meter, month):
                if why_not := one.why_not or _said_by(table.told, one):
                    made.left_out.append((meter.key, f"{month}", f"{one.place}: {why_not}"))
                else:
                    made.rows.append(usage_row(one, home, sources))
    _put(session, file, path, made, table.signature, now)


def count_month(session: Session, meter: Meter, month: date) -> list[Counted]:
    """Count a month (by its first day) of a meter, for each unit."""
    spans = windows(month, meter.rule)
    found = [
        one
        for span in spans
        if span.start <= meter.last_at and meter.first_at < span.end
        for one in count(session, meter.numbers, span, meter.rule.aggregation)
    ]
    days = spans[0].first, spans[-1].last
    return list(counted(meter.home.name, meter.name, meter.rule, days, found))


def _months(
    meter: Meter, days: Mapping[int, Iterable[date]], *, everything: bool
) -> tuple[date, ...]:
    if everything:
        return tuple(months_between(meter.first_at, meter.last_at))
    return months_of({day for number in meter.numbers for day in days.get(number, ())})


def _kept(session: Session, row: DocumentRow, again: Mapping[str, Iterable[date]]) -> _Months:
    """Return what was counted before and is not counted again."""
    gone = {(key, f"{month}") for key, months in again.items() for month in months}
    query = select(UsageRow.body).where(UsageRow.document_id == row.id)
    bodies = session.exec(query.order_by(col(UsageRow.position)))
    facts = read_facts(_KIND, (placed(body, row.file, row.sha256) for body in bodies))
    rows = [
        fact
        for fact in facts
        if isinstance(fact, Usage) and (plain(fact.meter), f"{fact.period_start}") not in gone
    ]
    old = _LEFT_OUT.validate_python(row.detail.get("left_out", []))
    return _Months(rows, [one for one in old if one[:2] not in gone])


def _put(  # noqa: PLR0913, PLR0917 (one document)
    session: Session, file: str, path: str, made: _Months, signature: str, now: datetime
) -> None:
    made.rows.sort(key=lambda row: (plain(row.meter), row.period_start, row.unit or ""))
    made.left_out.sort()
    refused = [sentence for _, _, sentence in made.left_out]
    stamp = sha256(repr((made.rows, refused, signature)).encode()).hexdigest()
    sha = _name(path)
    same = (DocumentRow.kind == FACTS, DocumentRow.sha256 == sha)
    row = session.exec(select(DocumentRow).where(*same)).first()
    if row is not None and row.stamp == stamp and row.retired_at is None:
        return
    detail = {
        "kind": _KIND,
        "rows": len(made.rows),
        "refused": refused,
        "left_out": [list(one) for one in made.left_out],
        "signature": signature,
    }
    number = put_document(session, NewDocument(sha, FACTS, file, path, stamp, detail), now)
    save_facts(session, number, FactTable(_KIND, tuple(made.rows)))


def _name(path: str) -> str:
    return sha256(path.encode()).hexdigest()


def _path(home: Home) -> str:
    return f"{PLACE}{home.name}"


def _said_by(told: Iterable[_Told], one: Counted) -> str:
    """Name the file of usage that gives days of this month already; "" where none does."""
    for row in told:
        if row.first <= one.last and one.first <= row.last and same_name(row.meter, one.meter):
            return f"{row.where}, gives these days already, and counts"
    return ""


def _told_by_files(
    session: Session, homes: Collection[Home], places: Places
) -> dict[Home, list[_Told]]:
    """Return the rows of files of usage, by the home that they are of."""
    files = {
        row.id or 0: row.file
        for row in documents(session, FACTS)
        if row.detail.get("kind") == _KIND and not row.path.startswith(PLACE)
    }
    mine = {plain(home.name): home for home in homes}
    found: dict[Home, list[_Told]] = {}
    for chunk in batched(sorted(files)):
        here = col(UsageRow.document_id).in_(chunk)
        for text in session.exec(select(UsageRow.contract).where(here).distinct()).all():
            home = mine.get(plain(places.homes.of_contract(text).name)) if text else None
            if home is None and text:
                continue
            query = select(UsageRow).where(here, col(UsageRow.contract).is_not_distinct_from(text))
            order = col(UsageRow.document_id), col(UsageRow.position)
            rows = [_told(row, files) for row in session.exec(query.order_by(*order))]
            for one in homes if home is None else (home,):
                found.setdefault(one, []).extend(rows)
    return found


def _told(row: UsageRow, files: Mapping[int, str]) -> _Told:
    place = row.body.get("evidence")
    anchor = place.get("anchor") if isinstance(place, dict) else None
    where = f"{files[row.document_id]}, {anchor}" if anchor else files[row.document_id]
    return _Told(row.meter, row.period_start, row.period_end, where)
