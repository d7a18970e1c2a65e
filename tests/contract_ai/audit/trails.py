"""Trails for tests, and what somebody does to one who can write the database."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from contract_ai.audit.sealing import FIELDS, FIRST, moment, sealed
from contract_ai.audit.trail import record
from contract_ai.audit.verify import Mark, Verdict, verify
from contract_ai.storage.engine import Database
from models.accounts import Actor

ANNA = Actor("Anna", "finance")
Tamper = Callable[[Connection], object]


def write_events(database: Database, upto: int) -> None:
    """Write events of one transaction each, until the trail has so many."""
    for number in range(len(rows(database)) + 1, upto + 1):
        with database.write(ANNA) as session:
            record(
                session,
                action="term.confirmed",
                object=f"term {number} of MSA-1",
                contract="MSA-1",
                before={"days": number},
                after={"days": number + 1},
                reason=f"call {number}",
            )


def rows(database: Database) -> list[Mapping[str, Any]]:
    """Return all events, oldest first."""
    table = SQLModel.metadata.tables["audit_event"]
    with database.read() as session:
        found = session.connection().execute(table.select().order_by(table.c.seq))
        return [dict(row._mapping) for row in found]


def mark(database: Database, seq: int) -> Mark:
    """Note what an event is, as an anchor does."""
    return Mark(seq, rows(database)[seq - 1]["hash"], f"Anchor at {seq}")


def verdict(database: Database, *marks: Mark) -> Verdict:
    """Verify the trail."""
    with database.read() as session:
        return verify(session, marks)


def tamper(database: Database, change: Tamper) -> None:
    """Change the trail past its triggers, as an owner of the database can."""
    with database.engine.begin() as connection:
        unlocked(connection)
        change(connection)


def unlocked(connection: Connection) -> None:
    """Take the triggers away."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
    else:
        for name in ("no_update", "no_delete", "in_order"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS audit_event_{name}"))


def put(connection: Connection, events: list[Mapping[str, Any]]) -> None:
    """Put these events in the place of all that are there."""
    table = SQLModel.metadata.tables["audit_event"]
    connection.execute(table.delete())
    connection.execute(table.insert(), [dict(one) for one in events])


def sql(*statements: str) -> Tamper:
    """Make a change of statements."""

    def change(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return change


def changed(field: str, value: object) -> Tamper:
    """Make a change of one field of event 3."""
    table = SQLModel.metadata.tables["audit_event"]
    return lambda connection: connection.execute(
        table.update().where(table.c.seq == 3).values({field: value})
    )


def resealed(connection: Connection) -> None:
    """Number all events and compute all hashes anew, so that the chain is whole again."""
    table = SQLModel.metadata.tables["audit_event"]
    events = [dict(row._mapping) for row in connection.execute(table.select())]
    prev = FIRST
    for seq, one in enumerate(sorted(events, key=lambda row: row["seq"]), 1):
        one["seq"], one["prev"] = seq, prev
        covered = one | {"at": moment(one["at"])}
        prev = one["hash"] = sealed([covered[name] for name in FIELDS])
    put(connection, [dict(one) for one in events])


def forged(connection: Connection) -> None:
    """Make room at 7, and put in an event that fits the one before it."""
    sql(
        "UPDATE audit_event SET seq = -seq - 1 WHERE seq >= 7",
        "UPDATE audit_event SET seq = -seq WHERE seq < 0",
    )(connection)
    table = SQLModel.metadata.tables["audit_event"]
    before = connection.execute(table.select().where(table.c.seq == 6)).one()._mapping
    event = dict(before) | {"seq": 7, "prev": before["hash"], "reason": "forged"}
    covered = event | {"at": moment(event["at"])}
    event["hash"] = sealed([covered[name] for name in FIELDS])
    connection.execute(table.insert(), [event])
