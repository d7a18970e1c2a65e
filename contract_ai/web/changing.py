"""Tells a page that something was changed since it was made, as server-sent events."""

import asyncio
import threading
from collections.abc import AsyncIterator

from contract_ai.audit.trail import newest
from contract_ai.storage.engine import Database

_PATIENCE = 2.0
"""Seconds between two looks at the database."""
LONGEST = 300.0
"""Seconds after which a browser asks again, so that who signed out is not told for ever."""


async def changes(
    database: Database, stopping: threading.Event, seen: int, patience: float = _PATIENCE
) -> AsyncIterator[str]:
    """Yield an event each time the audit trail has grown, until the server stops.

    ``seen`` is the number of the newest event that the page knows.
    What changed is not told: the page is asked for again, by the rules of who may see what.
    """
    clock = asyncio.get_running_loop().time
    until, known = clock() + LONGEST, seen
    yield "retry: 2000\n\n"
    while clock() < until and not stopping.is_set():
        now = await asyncio.to_thread(_newest, database)
        yield f"event: changed\nid: {now}\ndata: {now}\n\n" if now != known else ": nothing new\n\n"
        known = now
        await asyncio.sleep(patience)


def _newest(database: Database) -> int:
    with database.read() as session:
        return newest(session)[0]
