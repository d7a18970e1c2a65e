"""One sync: every list of a service, page after page, each page kept whole or not at all.

The answers go to the originals first, then records and cursor into the database in one
transaction.  Whoever is killed in between leaves an answer that nothing names, and no more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import ValidationError

from contract_ai.connectors.base import Connector, Cursor, Page, PlaceGone, pages
from contract_ai.connectors.client import NotThere, NotUnderstood
from contract_ai.connectors.raw import Unexpected
from contract_ai.connectors.trouble import wrong_answer
from contract_ai.intake.vault import Vault
from contract_ai.storage.engine import Database
from contract_ai.storage.ledgers import (
    Kept,
    Position,
    Read,
    move,
    note_total,
    position,
    save_records,
)
from models.ledgers import RecordKind


@dataclass(frozen=True, slots=True)
class Places:
    """Where a sync keeps what it reads; ``alive`` is called after every page."""

    database: Database
    originals: Vault
    alive: Callable[[], None] = field(default=lambda: None)


def sync(connector: Connector, places: Places, *, whole: bool = False) -> dict[RecordKind, Kept]:
    """Read what changed since the last sync; ``whole`` reads everything again.

    A pass that was cut off goes on where it stopped.

    Raises:
        ServiceError: the service does not answer, does not let us in, or says what it should not.
            What was read before it stays.
    """
    return {kind: sync_kind(connector, places, kind, whole=whole) for kind in connector.kinds}


def sync_kind(connector: Connector, places: Places, kind: RecordKind, *, whole: bool) -> Kept:
    """Read one list.

    Raises:
        ServiceError: as `sync`.
    """
    service, kept = connector.service, Kept()
    with places.database.read() as session:
        at = position(session, service, kind)
    cursor = Cursor(at.since, at.place, at.began)
    if whole:
        cursor = Cursor()
    try:
        for page, after in pages(connector, kind, cursor):
            kept += _keep(connector, places, kind, page, after)
            places.alive()
        there = connector.total(kind)
    except (Unexpected, ValidationError) as error:
        raise wrong_answer(service, f"{kind}: {_said(error)}.") from error
    except (NotThere, NotUnderstood, PlaceGone) as error:
        raise wrong_answer(service, f"It does not know what was asked for ({kind}).") from error
    with places.database.write() as session:
        note_total(session, service, kind, there)
    return kept


def _keep(
    connector: Connector, places: Places, kind: RecordKind, page: Page, after: Cursor
) -> Kept:
    for answer in page.answers:
        with places.originals.incoming() as coming:
            coming.write(answer.body)
            places.originals.keep(coming)
    now = connector.now()
    items = [Read(one.record, one.version, one.sha256) for one in page.items]
    ended = now if after.place is None else None
    with places.database.write() as session:
        kept = save_records(session, connector.service, kind, items, now)
        to = Position(after.since, after.place, after.began)
        move(session, connector.service, kind, to, ended)
    return kept


def _said(error: Unexpected | ValidationError) -> str:
    """Name the field that does not hold, and none of its content."""
    if isinstance(error, Unexpected):
        return str(error)
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
