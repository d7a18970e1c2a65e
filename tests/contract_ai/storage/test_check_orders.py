"""Ordered runs of the checks: claimed by one, one at a time, run again after a kill, ended once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import col, select

from contract_ai.audit.verify import verify
from contract_ai.storage import check_orders
from contract_ai.storage.check_orders import LEASE, MOST_ATTEMPTS, Counts, OrderState, Taken
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from models.errors import ErrorCode, RequestError
from models.tables.audit import AuditEventRow
from models.tables.check_orders import CheckOrderRow
from tests.contract_ai.storage.conftest import place_of

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ANN, BOB = Actor("ann", "finance"), Actor("bob", "finance")
COUNTS = Counts(again=1, findings=2, tests=30, crashes=0)


def order(database: Database, contract: str = "", actor: Actor = ANN) -> int:
    with database.write(actor) as session:
        return check_orders.order_checks(session, contract, TODAY, NOW).id or 0


def take(database: Database, worker: str, later: timedelta = timedelta()) -> Taken | None:
    with database.write() as session:
        return check_orders.take_order(session, worker, (NOW + later).date(), NOW + later)


def finish(database: Database, number: int, worker: str, later: timedelta = timedelta()) -> bool:
    with database.write(ANN) as session:
        return check_orders.finish_order(session, number, worker, COUNTS, NOW + later)


def row(database: Database, number: int) -> CheckOrderRow:
    with database.read() as session:
        found = check_orders.find(session, number)
        assert found is not None
        return found


def events(database: Database) -> list[tuple[str, str, str | None]]:
    with database.read() as session:
        assert verify(session).bad is None
        query = select(AuditEventRow).where(col(AuditEventRow.action).startswith("checks.order"))
        found = session.exec(query.order_by(col(AuditEventRow.seq)))
        return [(one.actor, one.action, one.contract) for one in found]


def test_an_order_is_run_and_ended_once(database: Database) -> None:
    number = order(database, "MSA-1")
    taken = take(database, "w1")
    assert taken == Taken(number, ANN, "MSA-1", TODAY)
    assert finish(database, number, "w1")
    assert not finish(database, number, "w1")
    assert take(database, "w1", 2 * LEASE) is None
    found = row(database, number)
    assert (found.state, found.findings, found.tests, found.attempts) == ("done", 2, 30, 1)
    assert events(database) == [
        ("ann", "checks.ordered", "MSA-1"),
        ("ann", "checks.order_done", "MSA-1"),
    ]


def test_one_runs_at_a_time_the_oldest_first(database: Database) -> None:
    first, second = order(database, "A"), order(database, "B")
    taken = take(database, "w1")
    assert taken is not None
    assert taken.number == first
    assert take(database, "w2") is None
    assert finish(database, first, "w1")
    after = take(database, "w2")
    assert after is not None
    assert after.number == second


def test_who_was_killed_is_followed_by_another_and_says_nothing_any_more(
    database: Database,
) -> None:
    number = order(database)
    assert take(database, "w1") is not None
    assert take(database, "w2", LEASE) is None
    taken = take(database, "w2", LEASE + timedelta(seconds=1))
    assert taken is not None
    assert taken.number == number
    assert not finish(database, number, "w1", LEASE)
    with database.write() as session:
        assert not check_orders.renew(session, number, "w1", NOW)
        check_orders.release(session, number, "w1")
    assert finish(database, number, "w2", LEASE)
    assert [action for _, action, _ in events(database)] == [
        "checks.ordered",
        "checks.order_done",
    ]
    assert row(database, number).attempts == 2


def test_a_lease_that_is_renewed_does_not_run_out(database: Database) -> None:
    number = order(database)
    take(database, "w1")
    with database.write() as session:
        assert check_orders.renew(session, number, "w1", NOW + LEASE)
    assert take(database, "w2", LEASE + timedelta(seconds=1)) is None


def test_what_is_put_back_counts_as_never_begun(database: Database) -> None:
    number = order(database)
    for _ in range(MOST_ATTEMPTS + 2):
        assert take(database, "w1") is not None
        with database.write() as session:
            check_orders.release(session, number, "w1")
    found = row(database, number)
    assert (found.state, found.attempts, found.worker) == ("waiting", 0, "")


def test_an_order_that_kills_its_server_each_time_fails_in_words(database: Database) -> None:
    number, other = order(database, "A"), order(database, "B")
    step = LEASE + timedelta(seconds=1)
    for turn in range(MOST_ATTEMPTS):
        taken = take(database, f"w{turn}", turn * step)
        assert taken is not None
        assert taken.number == number
    taken = take(database, "last", MOST_ATTEMPTS * step)
    assert taken is not None
    assert taken.number == other
    found = row(database, number)
    assert (found.state, found.code) == ("failed", ErrorCode.CHECKS_KILLED)
    assert "stopped 3 times" in found.what
    assert ("program", "checks.order_failed", "A") in events(database)


def test_a_failure_is_kept_in_words(database: Database) -> None:
    number = order(database, "A")
    take(database, "w1")
    gone = RequestError(ErrorCode.NOT_THERE, "It is gone.", where="A", do="Look.")
    with database.write(ANN) as session:
        assert check_orders.fail_order(session, number, "w1", gone, NOW)
    found = row(database, number)
    assert (found.state, found.code, found.what, found.do) == (
        "failed",
        "NOT_THERE",
        "It is gone.",
        "Look.",
    )


def test_the_same_order_that_waits_is_not_made_again(database: Database) -> None:
    first = order(database, "A")
    assert order(database, "A") == first
    assert order(database, "A", BOB) != first
    assert order(database, "B") != first
    assert len(events(database)) == 3
    take(database, "w1")
    assert order(database, "A") != first  # that run may have passed what changed since


def test_an_order_of_yesterday_is_run_as_of_today(database: Database) -> None:
    order(database)
    taken = take(database, "w1", timedelta(days=1))
    assert taken is not None
    assert taken.as_of == TODAY + timedelta(days=1)


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_there_is_no_such_order(database: Database, number: int) -> None:
    with database.read() as session:
        assert check_orders.find(session, number) is None


@pytest.fixture(params=["file", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    return place_of(request.param, tmp_path)


@pytest.fixture
def servers(place: str | Path) -> Iterator[list[Database]]:
    """Each with connections of its own, as another process has."""
    open_database(place).close()
    made = [open_engine(place) for _ in range(4)]
    yield made
    for one in made:
        one.close()


def test_of_many_that_claim_at_once_one_has_it(servers: list[Database]) -> None:
    numbers = [order(servers[0], stem) for stem in "ABC"]
    start = Barrier(len(servers))

    def claim(place: int) -> Taken | None:
        start.wait(10)
        return take(servers[place], f"w{place}")

    for number in numbers:
        with ThreadPoolExecutor(len(servers)) as pool:
            taken = list(pool.map(claim, range(len(servers))))
        (place,) = [place for place, one in enumerate(taken) if one is not None]
        one = taken[place]
        assert one is not None
        assert one.number == number
        assert finish(servers[place], number, f"w{place}")
    assert all(take(one, "w") is None for one in servers)
    assert len(events(servers[0])) == 6


def test_of_many_that_end_it_at_once_one_does(servers: list[Database]) -> None:
    number = order(servers[0])
    take(servers[0], "w")
    start = Barrier(len(servers))

    def end(database: Database) -> bool:
        start.wait(10)
        return finish(database, number, "w")

    with ThreadPoolExecutor(len(servers)) as pool:
        assert sorted(pool.map(end, servers)) == [False, False, False, True]
    assert row(servers[0], number).state == OrderState.DONE
    assert len(events(servers[0])) == 2
