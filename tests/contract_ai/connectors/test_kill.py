"""kill -9 in the middle of any request: a process that is really gone loses and doubles nothing."""

import os
import signal
from pathlib import Path

import pytest
from sqlmodel import select

from models.ledgers import Service
from models.tables.ledgers import LedgerRecordRow
from tests.contract_ai.connectors.worlds import World, world
from tests.on_postgresql import copy

ROWS = 33
pytestmark = pytest.mark.on_sqlite("a process that is forked must not share connections")


def begun(service: Service, folder: Path) -> World:
    """Return the same rows in every process."""
    at = world(service, folder)
    at.fake.add(ROWS)
    at.time.go(hours=2)
    return at


def run_and_die(service: Service, folder: Path, last: int, moment: str) -> bool:
    """Sync in another process that kills itself at its request ``last``; whether it came through."""
    child = os.fork()
    if child == 0:
        at = begun(service, folder)

        def kill(request: int) -> None:
            if request >= last:
                os.kill(os.getpid(), signal.SIGKILL)

        setattr(at.fake, moment, kill)
        at.sync()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status == 0


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("service", list(Service))
def test_killed_at_every_request(
    service: Service, moment: str, tmp_path: Path, empty_file: Path
) -> None:
    copy(empty_file, tmp_path / "books.db")
    killed = 0
    while not run_and_die(service, tmp_path, killed + 1, moment):
        killed += 1
        assert killed < 40, "it never comes to an end"
    assert killed > 3
    at = begun(service, tmp_path)
    assert at.is_whole()
    with at.places.database.read() as session:
        assert len(session.exec(select(LedgerRecordRow.id)).all()) == ROWS
    assert not list(at.places.originals.misfits())
    at.places.database.close()
