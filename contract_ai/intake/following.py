"""Following a batch: what became of its files since a number, now or as it happens."""

import asyncio
from collections.abc import AsyncIterator

from contract_ai.intake import batches
from contract_ai.intake.batches import Event, Standing
from contract_ai.intake.broker import PATIENCE, Broker
from contract_ai.storage.engine import Database

_Look = tuple[list[Event], Standing]


def events(database: Database, batch: int, since: int = 0) -> list[Event]:
    """List what changed in a batch after a number, each file once, the latest change last."""
    with database.read() as session:
        return batches.events(session, batch, since)


def standing(database: Database, batch: int) -> Standing:
    """Say how far a batch has come.

    Raises:
        NoSuchUpload: there is no such batch.
    """
    with database.read() as session:
        return batches.standing(session, batch)


async def follow(
    database: Database, broker: Broker, batch: int, since: int = 0, patience: float = PATIENCE
) -> AsyncIterator[_Look]:
    """Yield what changed, with the batch's standing, until nothing more will happen.

    Begins with what changed after ``since``, which may be nothing.  Where nobody says that
    something changed, the database is asked after so many seconds.

    Raises:
        NoSuchUpload: there is no such batch.
    """
    with broker.watching(batch) as watcher:
        changes, now = await asyncio.to_thread(_look, database, batch, since)
        yield changes, now
        while not now.finished:
            await watcher.wait(patience)
            before = now.number
            changes, now = await asyncio.to_thread(_look, database, batch, before)
            if now.number != before:
                yield changes, now


def _look(database: Database, batch: int, since: int) -> _Look:
    """Read the standing first: what changes meanwhile is told with the next look, once."""
    with database.read() as session:
        now = batches.standing(session, batch)
        found = batches.events(session, batch, since)
    return [one for one in found if now.finished or one.number <= now.number], now
