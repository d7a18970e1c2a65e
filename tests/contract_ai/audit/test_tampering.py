"""Whatever is done to the trail is found: seven kinds of it, with anchors; and nothing else is."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from contract_ai.audit.sealing import FIELDS
from contract_ai.audit.trail import Event, newest, record_many
from contract_ai.audit.verify import Mark, verify
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from models.tables import METADATA
from tests.contract_ai.audit.trails import (
    Tamper,
    changed,
    forged,
    mark,
    put,
    resealed,
    rows,
    sql,
    tamper,
    verdict,
    write_events,
)

RUNS = 1000
EDIT = "UPDATE audit_event SET reason = 'other' WHERE seq = 7"
DELETE = "DELETE FROM audit_event WHERE seq = 7"
SWAP = (
    "UPDATE audit_event SET seq = -7 WHERE seq = 7",
    "UPDATE audit_event SET seq = 7 WHERE seq = 8",
    "UPDATE audit_event SET seq = 8 WHERE seq = -7",
)
CUT_OFF = "DELETE FROM audit_event WHERE seq > 12"


def _and_resealed(change: Tamper) -> Tamper:
    def both(connection: Connection) -> None:
        change(connection)
        resealed(connection)

    return both


# What is done to 20 events with anchors at 5, 10 and 15: the first bad event that the chain alone
# shows (None: it shows nothing), that anchors show, and words of the reason.
KINDS: dict[str, tuple[Tamper, int | None, int, str]] = {
    "edit": (sql(EDIT), 7, 7, "was changed"),
    "delete": (sql(DELETE), 7, 7, "is missing"),
    "reorder": (sql(*SWAP), 7, 7, "moved"),
    "insert": (forged, 8, 8, "put in"),
    "truncate": (sql(CUT_OFF), None, 13, "cut off"),
    "truncate all": (sql("DELETE FROM audit_event"), None, 1, "cut off"),
    "rehash all after an edit": (_and_resealed(sql(EDIT)), None, 6, "rewritten after event 5"),
    "rehash all after a deletion": (_and_resealed(sql(DELETE)), None, 6, "rewritten"),
    "rehash all after an insertion": (_and_resealed(forged), None, 6, "rewritten"),
    "rehash all after a swap": (_and_resealed(sql(*SWAP)), None, 6, "rewritten"),
    "rehash all from the first": (
        _and_resealed(sql("UPDATE audit_event SET actor = 'Bob' WHERE seq = 1")),
        None,
        1,
        "from the first event",
    ),
    "an event before the first": (
        sql("UPDATE audit_event SET seq = 0 WHERE seq = 7"),
        1,
        1,
        "stands before",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found_and_the_first_bad_event_named(database: Database, kind: str) -> None:
    change, alone, anchored, why = KINDS[kind]
    write_events(database, 20)
    marks = [mark(database, seq) for seq in (5, 10, 15)]
    assert (verdict(database).bad, verdict(database, *marks).bad) == (None, None)
    tamper(database, change)
    assert verdict(database).bad == alone
    found = verdict(database, *marks)
    assert found.bad == anchored
    assert why in found.why


@pytest.mark.parametrize("later", [12, 30])
def test_an_older_copy_in_the_place_of_the_database_is_found(
    database: Database, later: int
) -> None:
    write_events(database, 12)
    copy = rows(database)
    write_events(database, 20)
    marks = [mark(database, seq) for seq in (5, 10, 15)]
    tamper(database, lambda connection: put(connection, copy))
    write_events(database, later)  # work goes on in the copy
    assert verdict(database).bad is None
    found = verdict(database, *marks)
    assert found.bad == (13 if later == 12 else 11)


@pytest.mark.on_sqlite("it is about the file")
def test_a_backup_of_the_file_put_back_is_found(tmp_path: Path) -> None:
    place, copy = tmp_path / "books.db", tmp_path / "copy.db"
    database = open_database(place)
    write_events(database, 12)
    database.close()
    with closing(sqlite3.connect(place)) as live, closing(sqlite3.connect(copy)) as kept:
        live.backup(kept)
    database = open_database(place)
    write_events(database, 20)
    marks = [mark(database, seq) for seq in (5, 15)]
    database.close()
    copy.replace(place)
    for left in tmp_path.glob("books.db-*"):
        left.unlink()
    database = open_database(place)
    found = verdict(database, *marks)
    assert (found.bad, found.anchored) == (13, 5)
    assert "older copy" in found.why
    database.close()


def test_the_trail_of_another_database_is_told_by_its_first_event(database: Database) -> None:
    write_events(database, 3)
    first = rows(database)[0]["hash"]
    with database.read() as session:
        assert verify(session, database=first).bad is None
        assert verify(session, database="0" * 64).bad == 1


OTHER: dict[str, object] = {"at": datetime(2020, 1, 1, tzinfo=UTC), "seq": 99}


CHANGES = [(field, OTHER.get(field, "other")) for field in (*FIELDS, "hash")]
EMPTIED = [(field, "") for field in ("contract", "before", "after")]


def test_a_change_of_any_field_is_found(database: Database) -> None:
    write_events(database, 5)
    whole = rows(database)
    for field, value in CHANGES + EMPTIED:
        tamper(database, changed(field, value))
        assert (field, verdict(database).bad) == (field, 3)
        tamper(database, lambda connection: put(connection, whole))
        assert (field, verdict(database).bad) == (field, None)


def test_bytes_in_the_place_of_a_text_are_found(tmp_path: Path) -> None:
    database = open_database(tmp_path / "books.db")
    write_events(database, 3)
    tamper(database, sql("UPDATE audit_event SET reason = x'ff00' WHERE seq = 2"))
    assert verdict(database).bad == 2
    database.close()


def test_it_is_said_how_many_events_no_anchor_protects(database: Database) -> None:
    write_events(database, 20)
    found = verdict(database, mark(database, 15), mark(database, 5))
    assert (found.events, found.anchored, found.after) == (20, 15, 5)
    assert verdict(database).after == 20


def test_a_hash_as_a_report_prints_it_is_enough(database: Database) -> None:
    write_events(database, 6)
    whole = mark(database, 5)
    assert verdict(database, Mark(5, whole.hash, "The report")).bad is None
    assert verdict(database, Mark(5, "0" * 64, "The report")).bad == 1


def test_no_clean_trail_is_called_bad() -> None:
    database = open_engine("sqlite://")
    events = METADATA.tables["audit_event"]
    events.drop(database.engine, checkfirst=True)  # with what forbids to take rows away
    events.create(database.engine)
    for seed in range(RUNS):
        with database.engine.begin() as connection:
            connection.execute(text("DELETE FROM audit_event"))
        rng = random.Random(seed)  # noqa: S311 (made data, no secret)
        marks = _work(database, rng)
        found = verdict(database, *marks)
        assert (found.bad, found.why) == (None, ""), f"seed {seed}"
        assert found.anchored == max((one.seq for one in marks), default=0), f"seed {seed}"
    database.close()


def _work(database: Database, rng: random.Random) -> list[Mark]:
    """Do what people and programs do: many events or none, undone work, clocks that jump."""
    marks = []
    for _ in range(rng.randint(1, 4)):
        actor = Actor(_text(rng), "finance")
        undone = rng.random() < 0.2
        with suppress(KeyError), database.write(actor) as session:
            record_many(session, [_event(rng) for _ in range(rng.randint(0, 4))])
            if undone:
                raise KeyError
        if rng.random() < 0.4:
            with database.read() as session:
                seq, seal = newest(session)
            marks += [Mark(seq, seal, "Anchor")] if seq else []
    return marks


def _event(rng: random.Random) -> Event:
    pick: Callable[[], object] = lambda: rng.choice([None, 0, "", {"a": [_text(rng), 1.5]}, []])  # noqa: E731 (one expression, used twice below)
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=rng.randint(-(10**15), 10**15))
    return Event(
        "thing.changed",
        _text(rng),
        rng.choice([None, _text(rng)]),
        pick(),
        pick(),
        _text(rng),
        rng.choice([None, at, at.replace(microsecond=0)]),
    )


def _text(rng: random.Random) -> str:
    pieces = ["a", "Ä", "'", '"', "\\", "\n", "\0", "\ud800", "\U0001f600", "{}", "%s", " "]
    return "".join(rng.choices(pieces, k=rng.randint(0, 6)))
