"""The triggers that refuse to change the trail: all there, gone, switched off, or hollow."""

from collections.abc import Sequence

from sqlalchemy import text

from contract_ai.audit.guards import unguarded
from contract_ai.storage.engine import Database
from tests.contract_ai.audit.trails import unlocked

HOLLOW = {
    "sqlite": (
        "DROP TRIGGER audit_event_no_update",
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT 1; END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    ),
}


def _missing(database: Database) -> Sequence[str]:
    with database.read() as session:
        return unguarded(session)


def test_a_new_database_refuses_everything(database: Database) -> None:
    assert _missing(database) == ()


def test_triggers_that_were_taken_away_or_switched_off_are_told(database: Database) -> None:
    with database.engine.begin() as connection:
        unlocked(connection)
    missing = ", ".join(_missing(database))
    assert "changing" in missing
    assert "deleting" in missing
    assert "out of order" in missing


def test_a_trigger_that_does_nothing_is_missing(database: Database) -> None:
    with database.engine.begin() as connection:
        for statement in HOLLOW[connection.dialect.name]:
            connection.execute(text(statement))
    (missing,) = _missing(database)
    assert missing.startswith("changing")
