"""A backup holds events, and misses no original of what was counted of them."""

import os
from pathlib import Path

import pytest

from contract_ai.backup.restoring import restore
from contract_ai.backup.taking import back_up
from contract_ai.settings import load_settings
from contract_ai.storage.facts import load_facts
from contract_ai.storage.upgrade import open_database
from models.accounts import SYSTEM
from tests.contract_ai.metering.events import NOW, event
from tests.contract_ai.metering.test_counting import send


@pytest.mark.on_sqlite("a snapshot is a file of SQLite; tests of backups have PostgreSQL")
def test_events_and_what_they_come_to_are_put_back(tmp_path: Path) -> None:
    settings = load_settings(os.environ).model_copy(update={"data": tmp_path / "data"})
    database = open_database(tmp_path / "books.db")
    send(database, event("e1", quantity="2.5"), event("e2", at="2026-04-01"))
    with database.read() as session:
        before = load_facts(session)
    made = back_up(database, settings, tmp_path / "books.zip", NOW)
    database.close()
    assert made.missing == ()
    place = tmp_path / "back" / "books.db"
    place.parent.mkdir()
    restore(tmp_path / "books.zip", place, settings, actor=SYSTEM, now=NOW)
    again = open_database(place)
    with again.read() as session:
        assert load_facts(session) == before
    again.close()
