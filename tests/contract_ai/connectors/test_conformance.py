"""What every connector must do, whatever its service is like: one suite for all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import httpx2
import pytest
from sqlmodel import select

from contract_ai.audit.checking import checked
from contract_ai.storage.ledgers import Kept, Read, save_records
from models.errors import ErrorCode, ServiceError
from models.ledgers import Deal, LedgerInvoice, LedgerStatus, Service
from models.tables.audit import AuditEventRow
from models.tables.ledgers import LedgerRecordRow
from tests.contract_ai.connectors.worlds import World, world
from tests.fakes.service import (
    BEGIN,
    Fault,
    Killed,
    cut,
    cut_quietly,
    no_answer,
    no_connection,
    no_json,
    status,
)
from tests.on_postgresql import copy

READ_BY_POST = ("/search", "/batch/read", "/token", "/tokens/bearer")


@pytest.fixture(params=list(Service), ids=str)
def at(request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path) -> Iterator[World]:
    service: Service = request.param
    copy(empty_file, tmp_path / "books.db")
    made = world(service, tmp_path)
    yield made
    made.places.database.close()


def settle(at: World) -> None:
    """Let so much time pass that no overlap reaches back."""
    at.time.go(hours=2)


def test_nothing_there_is_read_as_nothing(at: World) -> None:
    assert at.sync() == Kept()
    assert at.held() == {}


def test_the_first_sync_reads_everything(at: World) -> None:
    at.fake.add(37)
    assert at.sync() == Kept(new=37)
    assert at.is_whole()


@pytest.mark.parametrize("rows", [9, 10, 11, 20])
def test_pages_that_are_just_full_end_rightly(at: World, rows: int) -> None:
    at.fake.add(rows)
    at.sync()
    assert at.is_whole()


def test_a_second_sync_without_changes_changes_nothing(at: World) -> None:
    at.fake.add(25)
    at.sync()
    settle(at)
    kept = at.sync()
    assert (kept.new, kept.changed) == (0, 0)
    assert at.is_whole()


def test_only_what_changed_is_read_again(at: World) -> None:
    at.fake.add(60)
    settle(at)
    at.sync()
    settle(at)
    for number in range(5, 17):
        at.fake.change(number)
    at.fake.served.clear()
    at.time.go(minutes=1)
    assert at.sync() == Kept(changed=12)
    assert len(set(at.fake.served)) == 12
    assert at.is_whole()


def test_the_overlap_reads_what_came_late(at: World) -> None:
    at.fake.add(5)
    settle(at)
    at.sync()
    at.time.go(minutes=-5)  # written under an earlier moment than the last pass began
    at.fake.change(2)
    at.time.go(minutes=90)
    at.sync()
    assert at.is_whole()


@pytest.mark.parametrize("minutes", [-120, 120])
def test_our_clock_may_be_wrong(at: World, minutes: int) -> None:
    at.ours = timedelta(minutes=minutes)
    at.fake.add(12)
    settle(at)
    at.sync()
    settle(at)
    at.fake.change(3)
    at.time.go(minutes=1)
    at.fake.served.clear()
    at.sync()
    assert at.is_whole()
    assert len(set(at.fake.served)) == 1


def test_new_rows_come_with_the_next_sync(at: World) -> None:
    at.fake.add(12)
    at.sync()
    settle(at)
    at.fake.add(3)
    assert at.sync().new == 3
    assert at.is_whole()


def test_a_deleted_row_stays_as_deleted(at: World) -> None:
    at.fake.add(12)
    at.sync()
    settle(at)
    gone = next(iter(at.fake.truth()))
    before = at.row(gone)
    at.fake.delete(0)
    at.time.go(minutes=1)
    at.sync()
    assert gone not in at.held()
    after = at.row(gone)
    assert after.deleted
    same = {"deleted", "updated_at"}
    assert after.model_dump(exclude=same) == before.model_dump(exclude=same)


def test_a_void_row_is_kept_with_its_state(at: World) -> None:
    at.fake.add(3)
    at.sync()
    settle(at)
    number = list(at.fake.truth())[1]
    at.fake.void(1)
    at.sync()
    row = at.row(number)
    if isinstance(row, LedgerInvoice):
        assert row.status is LedgerStatus.VOID
    else:
        assert isinstance(row, Deal)
        assert row.won is False


def test_rows_that_change_while_paging_are_not_lost(at: World) -> None:
    at.fake.add(45)
    settle(at)

    def change(request: int) -> None:
        at.time.go(seconds=1)
        at.fake.change((request * 7) % 45)

    at.fake.before = change
    at.sync()
    at.fake.before = None
    assert set(at.held()) <= set(at.fake.truth())
    at.time.go(minutes=1)
    at.sync()
    assert at.is_whole()


def test_rows_that_change_while_changes_are_read_are_not_lost(at: World) -> None:
    at.fake.add(45)
    at.sync()
    settle(at)
    for number in range(40):
        at.fake.change(number)
    at.time.go(seconds=5)
    first = len(at.fake.asked)

    def change(request: int) -> None:
        at.time.go(seconds=1)
        at.fake.change(((request - first) * 11) % 45)

    at.fake.before = change
    at.sync()
    at.fake.before = None
    at.time.go(minutes=1)
    at.sync()
    assert at.is_whole()


def test_rows_that_go_while_paging_take_no_other_with_them(at: World) -> None:
    at.fake.add(45)
    settle(at)
    first = len(at.fake.asked)

    def take(request: int) -> None:
        if (request - first) % 2 == 0 and len(at.fake.truth()) > 20:
            at.time.go(seconds=1)
            at.fake.delete(3)

    at.fake.before = take
    at.sync()
    at.fake.before = None
    at.time.go(minutes=1)
    at.sync()
    assert set(at.held()) >= set(at.fake.truth())


def test_rows_that_come_while_paging_are_not_lost(at: World) -> None:
    at.fake.add(35)
    settle(at)

    def add(request: int) -> None:
        if request % 3 == 0:
            at.time.go(seconds=1)
            at.fake.add(1)

    at.fake.before = add
    at.sync()
    at.fake.before = None
    at.time.go(minutes=1)
    at.sync()
    assert at.is_whole()


def test_rows_sent_twice_are_kept_once(at: World) -> None:
    at.fake.add(25)
    at.fake.twice = True
    assert at.sync() == Kept(new=25)
    with at.places.database.read() as session:
        ids = session.exec(select(LedgerRecordRow.external_id)).all()
    assert len(ids) == len(set(ids))
    assert at.is_whole()


def test_many_rows_of_one_moment_are_all_read(at: World) -> None:
    at.fake.add(20)
    at.sync()
    settle(at)
    for number in range(20):
        at.fake.change(number)
    at.time.go(seconds=3)
    assert at.sync().changed == 20
    assert at.is_whole()


@pytest.mark.parametrize(
    "fault",
    [status(500), status(502), status(503), no_answer, no_connection, cut, cut_quietly, no_json],
    ids=["500", "502", "503", "timeout", "no connection", "cut", "cut quietly", "no JSON"],
)
def test_a_passing_fault_is_tried_again(at: World, fault: Fault) -> None:
    at.fake.add(25)
    at.fake.faults = [fault, fault]
    assert at.sync() == Kept(new=25)
    assert at.is_whole()
    assert at.time.slept[:2] == [0.75, 1.5]


def test_a_lasting_fault_ends_in_words(at: World) -> None:
    at.fake.add(5)
    at.fake.faults = [status(500)] * 50
    with pytest.raises(ServiceError) as raised:
        at.sync()
    assert raised.value.code is ErrorCode.SERVICE_UNREACHABLE
    assert len(at.time.slept) == 5
    at.fake.faults = []
    at.sync()
    assert at.is_whole()


def test_a_storm_of_429_is_waited_out(at: World) -> None:
    at.fake.add(45)
    at.fake.storm = [20, 3, 61, 7]
    at.sync()
    assert at.fake.early == 0
    assert [one for one in at.time.slept if one >= 3] == [7, 61, 3, 20]
    assert at.is_whole()


def test_a_wait_of_hours_ends_in_words(at: World) -> None:
    at.fake.add(5)
    at.fake.faults = [status(429, **{"retry-after": "7200"})]
    with pytest.raises(ServiceError) as raised:
        at.sync()
    assert raised.value.code is ErrorCode.SERVICE_BUSY
    assert "2026-03-01 11:00 UTC" in raised.value.what
    assert at.time.slept == []


def test_a_moment_in_retry_after_is_obeyed(at: World) -> None:
    at.fake.add(5)
    until = format_datetime(at.time.now() + timedelta(seconds=90), usegmt=True)
    at.fake.faults = [status(429, **{"retry-after": until})]
    at.sync()
    assert at.time.slept[0] == 90
    assert at.is_whole()


def test_who_is_not_let_in_is_told_so(at: World) -> None:
    at.fake.add(5)
    at.fake.faults = [status(403)]
    with pytest.raises(ServiceError) as raised:
        at.sync()
    assert raised.value.code is ErrorCode.SERVICE_REFUSED
    assert f"contract-ai connect {at.service}" in raised.value.do


def test_an_answer_of_another_shape_stores_nothing(at: World) -> None:
    at.fake.add(5)
    at.fake.faults = [lambda _, __: httpx2.Response(200, json=["no", "such", "thing"])] * 9
    with pytest.raises(ServiceError) as raised:
        at.sync()
    assert raised.value.code is ErrorCode.SERVICE_ANSWER
    assert at.held() == {}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_every_request_loses_and_doubles_nothing(at: World, moment: str) -> None:
    """The first run is killed at its first request, the second at its second, and so on."""
    at.fake.add(53)
    settle(at)
    runs = 0
    for passes in range(2):
        while True:
            runs += 1
            last = len(at.fake.asked) + (runs if passes else 1 + runs // 2)
            setattr(at.fake, moment, partial(_kill, last))
            try:
                at.sync()
                break
            except Killed:
                assert runs < 80, "it never comes to an end"
        assert at.is_whole()
        if not passes:
            settle(at)
            for number in range(0, 50, 3):
                at.fake.change(number)
            at.fake.delete(51)
            at.time.go(minutes=1)
    assert runs > 2
    with at.places.database.read() as session:
        ids = session.exec(select(LedgerRecordRow.external_id)).all()
    assert len(ids) == len(set(ids)) == 53


def _kill(last: int, request: int) -> None:
    if request >= last:
        raise Killed


def _kill_after(at: World, rows: int, _: int) -> None:
    if len(at.fake.served) >= rows:
        raise Killed


def test_who_was_killed_goes_on_where_it_was(at: World) -> None:
    at.fake.add(60)
    settle(at)
    at.fake.before = partial(_kill_after, at, 25)
    with pytest.raises(Killed):
        at.sync()
    at.fake.before = None
    assert at.held()
    at.sync()
    assert at.is_whole()
    assert len(at.fake.served) <= 60 + 2 * 10


@pytest.mark.parametrize("page", [1, 2, 3])
def test_killed_while_it_writes_leaves_whole_pages(at: World, page: int) -> None:
    at.fake.add(45)
    seen = []

    def alive() -> None:
        seen.append(1)
        if len(seen) == page:
            raise Killed

    at.places = replace(at.places, alive=alive)
    with pytest.raises(Killed):
        at.sync()
    at.places = replace(at.places, alive=lambda: None)
    at.sync()
    assert at.is_whole()


def test_a_place_that_is_gone_begins_the_pass_again(at: World) -> None:
    at.fake.add(35)
    settle(at)
    at.fake.before = partial(_kill_after, at, 15)
    with pytest.raises(Killed):
        at.sync()
    at.fake.before = None
    for _ in range(30):
        at.fake.delete(1)
    at.time.go(minutes=1)
    at.sync()
    assert set(at.held()) >= set(at.fake.truth())


def test_a_late_old_answer_does_not_undo_a_newer_one(at: World) -> None:
    at.fake.add(3)
    at.sync()
    old = at.rows()[0]
    settle(at)
    at.fake.change(list(at.fake.truth()).index(old.id))
    at.time.go(minutes=1)
    at.sync()
    new = at.row(old.id)
    earlier = old.model_copy(update={"updated_at": BEGIN - timedelta(days=1)})
    with at.places.database.write() as session:
        kept = save_records(session, at.service, at.kind, [Read(earlier, "0", "")], at.time.now())
    assert kept == Kept(same=1)
    assert at.row(old.id) == new


def test_every_answer_is_kept_as_evidence(at: World) -> None:
    at.fake.add(25)
    at.sync()
    with at.places.database.read() as session:
        rows = session.exec(select(LedgerRecordRow)).all()
    for row in rows:
        path = at.places.originals.original(row.answer)
        assert path is not None
        assert row.external_id.encode() in path.read_bytes()
    assert not list(at.places.originals.misfits())


def test_the_audit_trail_tells_of_every_page_that_changed_something(at: World) -> None:
    at.fake.add(25)
    at.sync()
    settle(at)
    at.sync()
    with at.places.database.read() as session:
        events = session.exec(
            select(AuditEventRow).where(AuditEventRow.action == "ledger.read")
        ).all()
        assert len(events) == 3
    assert checked(at.places.database).bad is None


def test_amounts_are_exact(at: World) -> None:
    at.fake.add(2)
    at.sync()
    for amount in at.held().values():
        assert isinstance(amount, Decimal)
    with at.places.database.read() as session:
        rows = session.exec(select(LedgerRecordRow)).all()
    assert {row.external_id: row.amount for row in rows} == at.fake.truth()


def test_own_fields_come_under_our_names(at: World) -> None:
    at.fake.add(2)
    at.sync()
    assert {one.custom.get("contract") for one in at.rows()} == set(at.fake.contracts())


def test_everything_can_be_read_again(at: World) -> None:
    at.fake.add(25)
    at.sync()
    settle(at)
    at.fake.served.clear()
    assert at.sync(whole=True) == Kept(same=25)
    assert len(set(at.fake.served)) == 25


def test_reading_is_all_it_does(at: World) -> None:
    at.fake.add(15)
    at.sync()
    for asked in at.fake.asked:
        reading = asked.request.method == "GET" or asked.path.endswith(READ_BY_POST)
        assert reading, asked.request.url


def test_no_secret_stands_in_what_is_stored(at: World) -> None:
    at.fake.add(15)
    at.sync()
    held = b"".join(file.read_bytes() for file in at.folder.rglob("*") if file.is_file())
    for secret in at.fake.tokens:
        assert secret.encode() not in held
