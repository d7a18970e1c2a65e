"""Work that is shared out over processes gives what it gives in one, in the same order."""

import os
import random
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from contract_ai.auditing import Hands, in_turn
from contract_ai.batch.apart import shared_out
from contract_ai.pipeline import check
from contract_ai.storage.engine import Database, forked
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.samples import NOW, TODAY
from tests.contract_ai.test_auditing import deals, papers, put

THINGS = tuple(range(9))


def nothing() -> None:
    """Begin without anything."""


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


@pytest.mark.parametrize("ways", [1, 2, 4, 20])
def test_results_come_in_the_order_of_the_things(ways: int) -> None:
    with shared_out(doubled, THINGS, ways=ways, begin=nothing) as made:
        found = list(made)
    assert [number for number, _ in found] == [2 * number for number in THINGS]
    processes = {pid for _, pid in found}
    assert len(processes) == min(ways, len(THINGS))
    assert os.getpid() not in processes


def test_answers_may_be_longer_than_a_pipe_holds() -> None:
    with shared_out(lambda number: bytes([number]) * (3 << 20), THINGS, ways=2, begin=nothing) as m:
        assert [(len(one), one[0]) for one in m] == [(3 << 20, number) for number in THINGS]


def test_an_error_is_raised_where_its_turn_comes() -> None:
    def work(number: int) -> tuple[int, int]:
        if number == 4:
            msg = "four"
            raise LookupError(msg)
        return number, os.getpid()

    got: list[tuple[int, int]] = []
    with (
        pytest.raises(LookupError, match="four"),
        shared_out(work, THINGS, ways=2, begin=nothing) as made,
    ):
        got.extend(made)
    assert [number for number, _ in got] == [0, 1, 2, 3]
    assert not any(lives(pid) for _, pid in got)


def test_what_a_killed_process_had_to_do_is_done_here() -> None:
    home = os.getpid()

    def work(number: int) -> int:
        if number == 3 and os.getpid() != home:
            os.kill(os.getpid(), signal.SIGKILL)
        return -number

    with shared_out(work, THINGS, ways=2, begin=nothing) as made:
        assert list(made) == [-number for number in THINGS]


def test_processes_that_cannot_begin_leave_all_to_us() -> None:
    with shared_out(doubled, THINGS, ways=2, begin=lambda: os._exit(1)) as made:
        assert {pid for _, pid in made} == {os.getpid()}


def test_processes_end_where_nobody_wants_the_rest() -> None:
    with shared_out(doubled, THINGS, ways=3, begin=nothing) as made:
        processes = [next(made)[1] for _ in range(3)]
        assert all(map(lives, processes))
    assert not any(map(lives, processes))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Database]]:
    opened = [open_database(tmp_path / name) for name in ("one.db", "other.db")]
    yield opened
    for one in opened:
        one.close()


def test_checks_that_are_shared_out_write_the_same_rows(two: list[Database]) -> None:
    one, other = two
    shared: Hands = partial(shared_out, ways=3, begin=partial(forked, other))
    everything = list(papers(random.Random(7)))  # noqa: S311 (made data, no secret)
    for few in (everything[::2], everything[1::2]):
        for database, hands in ((one, in_turn), (other, shared)):
            put(database, deals() if few[0] is everything[0] else (), few)
            made = check(database, as_of=TODAY, now=NOW, hands=hands)
            assert made.again > 3
    assert rows(one) == rows(other)


def rows(database: Database) -> list[str]:
    """Return all that checks wrote, with the numbers of the rows."""
    found = []
    with database.engine.connect() as connection:
        for table in ("part", "finding", "tested", "test", "life", "change"):
            query = text(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608 (our own names)
            found += [f"{table} {row}" for row in connection.execute(query)]
    return found


def lives(pid: int) -> bool:
    """Whether there is such a process, or what is left of one that nobody waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
