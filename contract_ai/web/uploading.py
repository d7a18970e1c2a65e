"""How a batch of uploads is told to a person: words, rows, and events for a page that is open."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from contract_ai.intake import batches
from contract_ai.intake.again import may_be_told
from contract_ai.intake.batches import OPEN, Event, ItemState, Standing
from contract_ai.intake.broker import Broker
from contract_ai.storage.engine import Database
from contract_ai.web.pages import environment
from models.accounts import Role
from reports.wording import count

STATE_WORDS = {
    ItemState.WAITING: "Waiting",
    ItemState.READING: "Being read",
    ItemState.DONE: "Done",
    ItemState.DUPLICATE: "Already there",
    ItemState.REFUSED: "Cannot be used",
    ItemState.FAILED: "Failed",
}
STATE_SIGNS = {
    ItemState.WAITING: "…",
    ItemState.READING: "▸",
    ItemState.DONE: "✓",
    ItemState.DUPLICATE: "=",
    ItemState.REFUSED: "!",
    ItemState.FAILED: "!",
}
KIND_WORDS = {"contract": "Contract", "invoice": "Invoice", "facts": "Facts", "bank": "Bank file"}
_NEXT = {
    "contract": ("contract", "to review", "/review", "Review the terms"),
    "invoice": ("invoice", "checked", "/findings", "See the findings"),
    "facts": ("table of facts", "taken in", "/findings", "See the findings"),
    "bank": ("bank file", "taken in", "/payments", "See the payments"),
}
_OF_FINANCE = frozenset({"bank"})  # what leads to pages that administrators do not see
_PLURALS = {"table of facts": "tables of facts"}
LONGEST = 120.0  # seconds of one answer: the browser then asks again, and is signed in or not


@dataclass(frozen=True, slots=True)
class Step:
    """What to do after a batch: "9 contracts to review", and where."""

    words: str
    address: str
    link: str


def overall(standing: Standing, reading: str = "") -> str:
    """Say in a sentence how far a batch is; ``reading`` is the file that is read now."""
    every, left = total(standing), waiting(standing)
    if standing.finished:
        return f"All is done: {_counted(standing)}." if every else "No file came."
    if not every:
        return "No file has come yet."
    if standing.closed and not left:
        return f"{_files(every)} read. The checks are running."
    now = f" Reading {reading}." if reading else ""
    return f"{every - left} of {_files(every)} read.{now}"


def waiting(standing: Standing) -> int:
    """Count the files that are not read yet."""
    return sum(standing.counts.get(state, 0) for state in OPEN)


def total(standing: Standing) -> int:
    """Count the files of a batch."""
    return sum(standing.counts.values())


def steps(files: list[Event], role: Role) -> list[Step]:
    """List what somebody of a role can do next, by what came."""
    kinds = Counter(file.kind for file in files if file.state is ItemState.DONE)
    hidden = frozenset() if role is Role.FINANCE else _OF_FINANCE
    return [_step(kind, kinds[kind]) for kind in _NEXT if kinds[kind] and kind not in hidden]


def _step(kind: str, number: int) -> Step:
    noun, what, address, link = _NEXT[kind]
    return Step(f"{count(number, noun, _PLURALS.get(noun, ''))} {what}", address, link)


def _files(number: int) -> str:
    return count(number, "file")


def _counted(standing: Standing) -> str:
    """Say what became of all: "36 done, 2 already there"."""
    found = [(state, standing.counts.get(state, 0)) for state in ItemState]
    return ", ".join(f"{number} {STATE_WORDS[state].lower()}" for state, number in found if number)


def row(file: Event, batch: int, csrf: str) -> str:
    """Draw a file as a row of the table; the page and its events have the same.

    Without a token (``csrf``) it has no buttons.
    """
    parts = environment().get_template("upload_parts.html").module
    return str(parts.row(told(file), batch, csrf))  # type: ignore[attr-defined]  # a macro of the template


def bar(standing: Standing, reading: str, after: list[Step]) -> str:
    """Draw the words and the bar over the table, and what to do next."""
    parts = environment().get_template("upload_parts.html").module
    return str(parts.bar(stand(standing, reading, after)))  # type: ignore[attr-defined]  # a macro of the template


def told(file: Event) -> dict[str, object]:
    """Return what a row shows."""
    return {
        "file": file,
        "state": STATE_WORDS[file.state],
        "sign": STATE_SIGNS[file.state],
        "kind": KIND_WORDS.get(file.kind, ""),
        "ask": may_be_told(file.state, file.code),
        "newer": file.state is ItemState.DONE and file.related_id is not None,
        "also": file.filed if file.filed != file.name else "",
    }


def stand(standing: Standing, reading: str, after: list[Step]) -> dict[str, object]:
    """Return what stands over the table."""
    return {
        "words": overall(standing, reading),
        "read": total(standing) - waiting(standing),
        "total": total(standing),
        "finished": standing.finished,
        "steps": after,
    }


def being_read(files: list[Event], before: str = "") -> str:
    """Name the file that is read now, given those that changed and which it was ``before``."""
    for file in files:
        if file.state is ItemState.READING:
            before = file.name
        elif file.name == before:
            before = ""
    return before


@dataclass(frozen=True, slots=True)
class News:
    """Where news of batches come from, until the server stops, and the role of who asks."""

    database: Database
    broker: Broker
    stopping: threading.Event
    role: Role


async def stream(news: News, batch: int, since: int, csrf: str) -> AsyncIterator[str]:
    """Yield server-sent events: a row for each file that changed, and the bar, until all is done.

    Each names the batch's count as its number; whoever asks again after a number misses nothing.
    ``csrf`` is for the rows' forms, empty for who may only look.
    """
    clock = asyncio.get_running_loop().time
    until, reading, told_of = clock() + LONGEST, "", -1
    yield "retry: 2000\n\n"
    with news.broker.watching(batch) as watcher:
        while clock() < until and not news.stopping.is_set():
            changes, now = await asyncio.to_thread(_look, news.database, batch, since)
            reading = being_read(changes, reading)
            since = max([now.number, since, *(file.number for file in changes)])
            for file in changes:
                data = {"item": file.item, "row": row(file, batch, csrf)}
                yield _event("file", file.number, data)
            if since == told_of:
                yield ": nothing new\n\n"  # finds out whether anybody still listens
            else:
                every = await asyncio.to_thread(_all, news.database, batch) if now.finished else []
                yield _event("batch", since, {"bar": bar(now, reading, steps(every, news.role))})
            told_of = since
            if now.finished:
                yield _event("end", since, {})
                return
            await watcher.wait()


def _look(database: Database, batch: int, since: int) -> tuple[list[Event], Standing]:
    """Read the standing first: what changes meanwhile is told again, never missed."""
    with database.read() as session:
        now = batches.standing(session, batch)
        return batches.events(session, batch, since), now


def _all(database: Database, batch: int) -> list[Event]:
    return _look(database, batch, 0)[0]


def _event(name: str, number: int, data: dict[str, object]) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
