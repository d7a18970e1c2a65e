"""A sync as a command runs it: alone, with a word how it ended, and in the backup afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from contract_ai.backup.manifest import ORIGINALS
from contract_ai.backup.taking import back_up
from contract_ai.connectors.connections import (
    LEASE,
    Connection,
    connections,
    forget_connection,
    hold,
    save_connection,
)
from contract_ai.connectors.running import run
from contract_ai.settings import Settings
from contract_ai.storage.ledgers import Position, position
from models.errors import ErrorCode, ServiceError
from models.ledgers import RecordKind, Service
from models.tables.ledgers import LedgerRecordRow, ServiceConnectionRow
from tests.contract_ai.connectors.worlds import CONNECTIONS, SEALS, World, world
from tests.fakes.service import Killed, status
from tests.on_postgresql import copy


@pytest.fixture
def at(tmp_path: Path, empty_file: Path) -> Iterator[World]:
    copy(empty_file, tmp_path / "books.db")
    made = world(Service.XERO, tmp_path)
    yield made
    made.places.database.close()


def known(at: World) -> ServiceConnectionRow:
    with at.places.database.read() as session:
        return connections(session)[0]


def run_once(at: World) -> None:
    run(at.service, at.means(), at.places.originals)


def test_two_syncs_of_a_service_do_not_run_at_once(at: World) -> None:
    at.fake.add(3)
    hold(at.places.database, at.service, "another", at.time.now())
    with pytest.raises(ServiceError) as raised:
        run_once(at)
    assert raised.value.code is ErrorCode.SYNC_RUNNING
    assert not at.fake.asked
    assert known(at).holder == "another"


def test_one_that_was_killed_keeps_others_away_for_a_while_only(at: World) -> None:
    hold(at.places.database, at.service, "killed", at.time.now())
    at.time.at += LEASE
    run_once(at)
    assert (known(at).holder, known(at).held_until) == ("", None)


def test_a_long_sync_keeps_its_hold(at: World) -> None:
    at.fake.add(1200)
    held = []

    def look(_: int) -> None:
        at.time.go(minutes=3)
        row = known(at)
        held.append(row.held_until is not None and row.held_until > at.time.now())

    at.fake.before = look
    run_once(at)
    assert len(held) > 5
    assert all(held)


def test_long_waits_keep_the_hold(at: World) -> None:
    at.fake.add(3)
    at.fake.storm = [200] * 8
    held = []

    def look(_: int) -> None:
        row = known(at)
        held.append(row.held_until is not None and row.held_until > at.time.now())

    at.fake.before = look
    run_once(at)
    assert at.time.slept.count(200) == 8
    assert all(held)


def test_how_it_ended_is_known(at: World) -> None:
    at.fake.faults = [status(403)]
    with pytest.raises(ServiceError):
        run_once(at)
    assert "[SERVICE_REFUSED]" in known(at).problem
    assert known(at).synced_at is None
    run_once(at)
    assert known(at).problem == ""
    assert known(at).synced_at == at.time.now()


def test_one_that_is_interrupted_lets_the_next_one_go_on(at: World) -> None:
    def kill(request: int) -> None:
        if request > 3:
            raise Killed

    at.fake.before = kill
    with pytest.raises(Killed):
        run_once(at)
    at.fake.before = None
    assert "interrupted" in known(at).problem
    run_once(at)


@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.parametrize("other", [False, True])
def test_another_account_takes_the_place_of_the_last_one(
    at: World, *, other: bool, forgotten: bool
) -> None:
    at.fake.add(3)
    run_once(at)
    kept = CONNECTIONS[at.service]
    account = "another" if other else kept.account
    made = Connection(at.service, account, kept.secrets, kept.mapping)
    with at.places.database.write() as session:
        if forgotten:
            forget_connection(session, at.service, at.time.now())
            assert connections(session) == []
        save_connection(session, SEALS, made, at.time.now())
    with at.places.database.read() as session:
        begins = position(session, at.service, RecordKind.INVOICE) == Position()
    assert begins is other
    assert len(at.rows()) == (0 if other else 3)


@pytest.mark.on_sqlite("a snapshot is a file of SQLite; tests of backups have PostgreSQL")
def test_answers_are_in_the_backup(at: World, tmp_path: Path) -> None:
    at.fake.add(5)
    run_once(at)
    settings = Settings(data=at.folder)
    made = back_up(at.places.database, settings, tmp_path / "backup.zip", at.time.now())
    with at.places.database.read() as session:
        answers = set(session.exec(select(LedgerRecordRow.answer)))
    assert answers
    assert {ORIGINALS + one for one in answers} <= {one.name for one in made.files}
    assert made.missing == ()
