"""Events are written with the change they tell of, in order, by whoever made it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session

from contract_ai.audit.sealing import FIRST, digest
from contract_ai.audit.trail import Event, newest, record, record_many
from contract_ai.storage.engine import Database
from models.accounts import SYSTEM, Actor, Role
from models.errors import SettingsError
from tests.contract_ai.audit.trails import ANNA, rows, verdict, write_events

NOW = datetime(2026, 3, 31, 9, 15, 0, 250_000, UTC)


def _note(session: Session, thing: str) -> None:
    record(session, action="term.confirmed", object=thing, at=NOW)


def _fail(database: Database) -> None:
    with database.write() as session:
        _note(session, "gone")
        raise KeyError


def test_a_new_database_begins_its_trail(database: Database) -> None:
    (first,) = rows(database)
    assert (first["seq"], first["action"], first["prev"]) == (1, "database.created", FIRST)
    assert (first["actor"], first["role"]) == (SYSTEM.name, SYSTEM.role)


def test_an_event_holds_who_what_why_and_only_hashes_of_what_changed(database: Database) -> None:
    with database.write(Actor("Anna", Role.FINANCE)) as session:
        record(
            session,
            action="term.corrected",
            object="term 12 of MSA-1",
            contract="MSA-1",
            before={"days": 30, "kind": "payment_term"},
            after={"kind": "payment_term", "days": 45},
            reason="The amendment says so.",
            at=NOW,
        )
    first, event = rows(database)
    expected = {
        "seq": 2,
        "at": NOW,
        "actor": "Anna",
        "role": "finance",
        "action": "term.corrected",
        "object": "term 12 of MSA-1",
        "contract": "MSA-1",
        "before": digest({"kind": "payment_term", "days": 30}),
        "after": digest({"days": 45, "kind": "payment_term"}),
        "reason": "The amendment says so.",
        "prev": first["hash"],
    }
    assert {name: event[name] for name in expected} == expected
    assert event["hash"] != first["hash"]


def test_who_works_with_a_database_is_the_actor(database: Database) -> None:
    with database.acting(ANNA).write() as session:
        _note(session, "one")
    with database.acting(ANNA).write(Actor("Bob", "auditor")) as session:
        _note(session, "two")
    assert [row["actor"] for row in rows(database)[1:]] == ["Anna", "Bob"]


def test_what_is_undone_leaves_no_event(database: Database) -> None:
    with pytest.raises(KeyError):
        _fail(database)
    with database.write() as session:
        _note(session, "gone as well")
        session.rollback()
        _note(session, "kept")
    assert [row["object"] for row in rows(database)[1:]] == ["kept"]


def test_a_savepoint_takes_its_events_with_it(database: Database) -> None:
    with database.write() as session:
        _note(session, "before")
        undone = session.begin_nested()
        _note(session, "gone")
        undone.rollback()
        with session.begin_nested():
            _note(session, "inside")
        _note(session, "after")
    assert [row["object"] for row in rows(database)[1:]] == ["before", "inside", "after"]
    assert verdict(database).bad is None


def test_a_released_savepoint_within_one_that_is_undone_leaves_no_event(
    database: Database,
) -> None:
    with database.write() as session:
        outer = session.begin_nested()
        with session.begin_nested():
            _note(session, "gone")
        outer.rollback()
        _note(session, "kept")
    assert [row["object"] for row in rows(database)[1:]] == ["kept"]


def test_the_newest_event_names_the_state_of_the_database(database: Database) -> None:
    with database.read() as session:
        assert newest(session)[0] == 1
    with database.write() as session:
        record_many(session, [Event("a.b", str(number)) for number in range(3)])
    with database.read() as session:
        found = newest(session)
    assert found == (4, rows(database)[-1]["hash"])


def test_what_is_no_json_is_refused_at_once(database: Database) -> None:
    with pytest.raises(TypeError), database.write() as session:
        record(session, action="a.b", object="x", before={"at": NOW})


_COPY = (
    "INSERT INTO audit_event SELECT {seq}, at, actor, role, action, object, contract, before, after,"
    " reason, {prev}, hash FROM audit_event WHERE seq = 3"
)
CHANGES = [
    "UPDATE audit_event SET reason = 'other' WHERE seq = 2",
    "DELETE FROM audit_event WHERE seq = 2",
    "DELETE FROM audit_event",
    _COPY.format(seq=2, prev="prev"),
    _COPY.format(seq=4, prev="prev"),
    _COPY.format(seq=9, prev="hash"),
]
OWN = {  # what only one kind of database knows
    "sqlite": "REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 2",
    "postgresql": "TRUNCATE audit_event",
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_the_trail(database: Database, change: str) -> None:
    write_events(database, 3)
    before = rows(database)
    with pytest.raises(SettingsError, match="audit trail"), database.write() as session:
        session.execute(text(change))
    assert rows(database) == before


def test_the_database_refuses_what_only_its_kind_can_do(database: Database) -> None:
    write_events(database, 3)
    before = rows(database)
    with pytest.raises(SettingsError, match="audit trail"), database.write() as session:
        session.execute(text(OWN[database.engine.dialect.name]))
    assert rows(database) == before


def test_many_writers_make_one_chain_without_gaps(database: Database) -> None:
    alone = database.name == "sqlite://"  # one connection, which threads cannot share
    with ThreadPoolExecutor(1 if alone else 8) as pool:
        list(pool.map(lambda number: _busy(database, number), range(64)))
    found = verdict(database)
    assert (found.bad, found.events) == (None, 1 + 64 * 2)


def _busy(database: Database, number: int) -> None:
    with database.write(Actor(f"writer {number % 8}", "finance")) as session:
        _note(session, f"first {number}")
        session.execute(text("DELETE FROM lesson"))
        _note(session, f"second {number}")
