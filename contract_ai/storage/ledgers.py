"""Records of other systems, kept as they stood when they were read last.

A record has one row, whatever page it came on and however often: what was read twice is there
once, and what is older than the row leaves it as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from contract_ai.audit.trail import record
from contract_ai.storage.bulk import batched
from models.ledgers import (
    CLASSES,
    Deal,
    LedgerCustomer,
    LedgerInvoice,
    LedgerPayment,
    LedgerPayout,
    LedgerRecord,
    RecordKind,
    Service,
)
from models.tables.columns import for_column
from models.tables.ledgers import LedgerRecordRow, SyncPositionRow


@dataclass(frozen=True, slots=True)
class Read:
    """A record that was read: the service's word for its state, and the answer's hash."""

    record: LedgerRecord
    version: str
    answer: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How many records of a page were new, changed, and neither."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.new + other.new, self.changed + other.changed, self.same + other.same)


@dataclass(frozen=True, slots=True)
class Position:
    """How far a list was read; see `contract_ai.connectors.base.Cursor`."""

    since: datetime | None = None
    place: str | None = None
    began: datetime | None = None


def save_records(
    session: Session, service: Service, kind: RecordKind, items: Sequence[Read], at: datetime
) -> Kept:
    """Write the records of one page; the audit trail says which of them changed."""
    newest: dict[str, Read] = {}
    for item in items:
        held = newest.get(item.record.id)
        if held is None or not _is_older(item, held.version, held.record.updated_at):
            newest[item.record.id] = item
    rows = _rows(session, service, kind, newest)
    new, changed = [], []
    for key, item in newest.items():
        row = rows.get(key)
        if row is None:
            session.add(_new_row(service, kind, item, at))
            new.append(item)
        elif row.version != item.version and not _is_older(item, row.version, row.updated_at):
            _renew(row, item, at)
            session.add(row)
            changed.append(item)
    if new or changed:
        after = [[one.record.id, one.version, one.answer] for one in (*new, *changed)]
        record(session, action="ledger.read", object=f"{service} {kind}", after=after, at=at)
    return Kept(len(new), len(changed), len(newest) - len(new) - len(changed))


def position(session: Session, service: Service, kind: RecordKind) -> Position:
    """Return how far a list was read."""
    row = _position_row(session, service, kind)
    return Position(row.since, row.place, row.began) if row else Position()


def move(
    session: Session, service: Service, kind: RecordKind, to: Position, ended_at: datetime | None
) -> None:
    """Write how far a list was read; ``ended_at`` where a pass ended."""
    row = _position_row(session, service, kind) or SyncPositionRow(service=service, kind=kind)
    row.since, row.place, row.began = to.since, to.place, to.began
    row.ended_at = ended_at or row.ended_at
    session.add(row)


def note_total(session: Session, service: Service, kind: RecordKind, there: int | None) -> None:
    """Write how many records the service says it has."""
    row = _position_row(session, service, kind)
    if row is not None:
        row.there = there
        session.add(row)


def positions(session: Session, service: Service) -> list[SyncPositionRow]:
    """List how far each list of a service was read."""
    query = select(SyncPositionRow).where(SyncPositionRow.service == service)
    return list(session.exec(query.order_by(col(SyncPositionRow.id))))


def counts(session: Session, service: Service) -> dict[RecordKind, int]:
    """Return how many records of a service are here that are not deleted there."""
    query = (
        select(LedgerRecordRow.kind, func.count())
        .where(LedgerRecordRow.service == service, ~col(LedgerRecordRow.deleted))
        .group_by(LedgerRecordRow.kind)
    )
    return {RecordKind(kind): number for kind, number in session.exec(query)}


def records(
    session: Session, kind: RecordKind, services: Iterable[Service] = tuple(Service)
) -> list[LedgerRecord]:
    """Return all records of a kind, also deleted ones, by service and id.

    A customer's name is put in where the service gave its id only.
    """
    wanted = [str(one) for one in services]
    query = select(LedgerRecordRow).where(
        LedgerRecordRow.kind == kind, col(LedgerRecordRow.service).in_(wanted)
    )
    query = query.order_by(col(LedgerRecordRow.service), col(LedgerRecordRow.external_id))
    found = [CLASSES[kind].model_validate(row.value) for row in session.exec(query)]
    if not any(_customer_of(one) for one in found):
        return found
    names = {
        (one.service, one.id): one.name
        for one in records(session, RecordKind.CUSTOMER, services)
        if isinstance(one, LedgerCustomer)
    }
    return [_named(one, names.get((one.service, _customer_of(one)))) for one in found]


def _customer_of(one: LedgerRecord) -> str:
    """Return the id of the customer of a record that names none; empty for any other."""
    if isinstance(one, LedgerInvoice | Deal) and one.customer is None:
        return one.customer_id or ""
    return ""


def _named(one: LedgerRecord, name: str | None) -> LedgerRecord:
    return one.model_copy(update={"customer": name}) if name else one


def _position_row(session: Session, service: Service, kind: RecordKind) -> SyncPositionRow | None:
    query = select(SyncPositionRow).where(
        SyncPositionRow.service == service, SyncPositionRow.kind == kind
    )
    return session.exec(query).first()


def _rows(
    session: Session, service: Service, kind: RecordKind, ids: Iterable[str]
) -> dict[str, LedgerRecordRow]:
    found: dict[str, LedgerRecordRow] = {}
    for chunk in batched(ids):
        query = select(LedgerRecordRow).where(
            LedgerRecordRow.service == service,
            LedgerRecordRow.kind == kind,
            col(LedgerRecordRow.external_id).in_(chunk),
        )
        found |= {row.external_id: row for row in session.exec(query)}
    return found


def _is_older(item: Read, version: str, updated_at: datetime | None) -> bool:
    """Whether a record is of an earlier state than the one that is held."""
    ours = item.record.updated_at
    if ours is None or updated_at is None or ours == updated_at:
        both = item.version.isdecimal() and version.isdecimal()
        return both and int(item.version) < int(version)
    return ours < updated_at


def _new_row(service: Service, kind: RecordKind, item: Read, at: datetime) -> LedgerRecordRow:
    return LedgerRecordRow(
        service=service, kind=kind, external_id=item.record.id, **_columns(item.record, item, at)
    )


def _renew(row: LedgerRecordRow, item: Read, at: datetime) -> None:
    """Put a later state into a row; of what is deleted the last values stay."""
    read = item.record
    if read.deleted:
        last = type(read).model_validate(row.value)
        update = {"deleted": True, "updated_at": read.updated_at or last.updated_at}
        read = last.model_copy(update=update)
    for name, value in _columns(read, item, at).items():
        setattr(row, name, value)


def _columns(record: LedgerRecord, item: Read, at: datetime) -> dict[str, Any]:
    return {
        "version": item.version,
        "updated_at": record.updated_at,
        "deleted": record.deleted,
        "value": record.model_dump(mode="json"),
        "answer": item.answer,
        "read_at": at,
        **_searched(record),
    }


def _searched(record: LedgerRecord) -> dict[str, Any]:
    """Return the columns that are searched."""
    if isinstance(record, LedgerCustomer):
        return {"customer": record.name}
    if isinstance(record, LedgerInvoice):
        return {
            "number": record.number,
            "customer": record.customer,
            "issued_on": record.issued_on,
            "due_on": record.due_on,
            "currency": record.currency,
            "tax": for_column(record.tax),
            "amount": for_column(record.gross),
            "status": str(record.status),
        }
    if isinstance(record, Deal):
        won = {None: "open", True: "won", False: "lost"}[record.won]
        extra = {"number": record.name, "customer": record.customer, "issued_on": record.closed_on}
        return extra | _amount(record) | {"status": won}
    on = record.paid_on if isinstance(record, LedgerPayment) else record.arrived_on
    extra = {"number": record.reference, "issued_on": on}
    return extra | _amount(record) | {"status": str(record.status)}


def _amount(record: LedgerPayment | LedgerPayout | Deal) -> dict[str, Any]:
    return {"currency": record.currency, "amount": for_column(record.amount)}
