"""What erasing a contract takes out of usage: who used what, how much, and every name.

Left are the ids and hashes of events, so that an event of an erased contract that is sent again
is known, and not stored.
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import ColumnElement, and_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select, update

from checks.recognition.references import plain
from checks.usage.homes import Head, Home, Homes
from contract_ai.intake.removal import ERASED
from contract_ai.metering.meters import Places
from contract_ai.metering.publishing import PLACE
from contract_ai.storage.documents import FACTS, clear
from contract_ai.storage.locks import hold
from contract_ai.storage.usage import LOCK, streams_of
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.usage import (
    UsageDifferenceRow,
    UsageEventRow,
    UsageRuleRow,
    UsageStreamRow,
)

_NOTHING: dict[str, object] = {
    "quantity": Decimal(0),
    "unit": "",
    "subject": "",
    "properties": {},
}


def forget_usage(session: Session, contract: str, now: datetime) -> None:
    """Take the words out of the usage of a contract, by its file stem, before it is erased.

    Usage that names another contract as well, by a number or title that both have, stays.
    """
    hold(session, LOCK)
    names = _names(session, contract)
    for stream in _streams(session, contract, names):
        number = stream.id or 0
        its = sql_select(col(UsageEventRow.event_id)).where(col(UsageEventRow.stream_id) == number)
        different = col(UsageDifferenceRow.event_id).in_(its)
        _blank_differences(
            session, and_(different, col(UsageDifferenceRow.source) == stream.source)
        )
        events = update(UsageEventRow).where(col(UsageEventRow.stream_id) == number)
        session.execute(events.values(_NOTHING))
        stream.contract = stream.customer = stream.contract_key = stream.customer_key = ""
        stream.meter = stream.meter_key = f"{ERASED}-{number}"
        session.add(stream)
    sent = session.exec(select(UsageDifferenceRow)).all()
    naming = [row.id for row in sent if plain(str(row.body.get("contract", ""))) in names]
    _blank_differences(session, col(UsageDifferenceRow.id).in_(naming))
    session.execute(delete(UsageRuleRow).where(col(UsageRuleRow.contract_key).in_(names)))
    for row in session.exec(select(DocumentRow).where(DocumentRow.kind == FACTS)):
        if row.path.startswith(PLACE) and plain(row.path.removeprefix(PLACE)) in names:
            _blank_table(session, row, now)
    session.flush()


def _names(session: Session, contract: str) -> set[str]:
    """Return the names of a contract in plain form that no other contract in use has."""
    query = select(ContractRow).where(ContractRow.stem == contract)
    own = Homes([Head(row.stem, row.number, row.title) for row in session.exec(query)])
    others = Homes(head for head in Places.heads(session) if head.stem != contract)
    return {name for name in own.names if not others.of_contract(name).stems}


def _streams(session: Session, contract: str, names: Collection[str]) -> list[UsageStreamRow]:
    """Return the streams that name the contract, or its customer and belong to it."""
    places = Places.of(session)
    found = []
    for stream in streams_of(session):
        if stream.contract_key:
            mine = stream.contract_key in names
        else:
            home = places.home("", stream.customer, stream.meter) if stream.customer else ""
            mine = isinstance(home, Home) and home.stems == (contract,)
        if mine:
            found.append(stream)
    return found


def _blank_differences(session: Session, chosen: ColumnElement[bool]) -> None:
    session.execute(update(UsageDifferenceRow).where(chosen).values(body={}))


def _blank_table(session: Session, row: DocumentRow, now: datetime) -> None:
    """Drop what was counted; no check reads it any more."""
    clear(session, [row.id or 0], now)
    alias = f"{ERASED}-{row.id}"
    row.file, row.path, row.stamp = alias, f"{ERASED}:usage:{row.id}", ERASED
    row.sha256 = sha256(alias.encode()).hexdigest()
    row.detail, row.retired_at = {"erased_at": now.isoformat()}, row.retired_at or now
    session.add(row)
