"""kill -9 at every step, one after the other: nothing is lost, doubled or half there."""

import hashlib
import os
import shutil
import signal
from pathlib import Path

import pytest
from sqlmodel import col, select

from contract_ai.intake.following import events, standing
from contract_ai.intake.queue import LEASE
from contract_ai.reading import Job, Reader
from contract_ai.settings import Settings
from contract_ai.storage import documents as store
from contract_ai.storage.upgrade import open_database
from contract_ai.workers import load_task
from models.tables.documents import DocumentRow
from models.tables.facts import PaymentRow
from models.tables.intake import UploadItemRow
from tests.contract_ai.fakes import InProcess
from tests.contract_ai.intake.desk import ANN, START, FrontDesk, Hand
from tests.contract_ai.intake.kills import Bomb, in_child
from tests.contract_ai.intake.test_receiving import payments

FILES = {f"{number}.csv": payments(number) for number in range(3)} | {"copy.csv": payments(0)}
_SIXTY = 60


def _open(root: Path, moment: float = 0.0) -> FrontDesk:
    settings = Settings(workers=2)
    database = open_database(root / "books.db")
    hand = Hand(START + moment * LEASE)
    return FrontDesk(database, root / "books.files", Reader(InProcess, settings), settings, hand)


def _serve(root: Path, moment: float, bomb: Bomb | None = None) -> None:
    """Open one batch, send every file that is not acknowledged, read all, and check."""
    desk = _open(root, moment)
    if bomb is not None:
        bomb.plant(desk.database.engine)
    with desk.database.read() as session:
        known = session.exec(select(UploadItemRow.name)).all()
    batch = desk.intake.open_batch(ANN, desk.hand.now)
    for name, data in FILES.items():
        if name not in known:
            desk.give(name, data, batch=batch)
    desk.intake.close_batch(batch, ANN, desk.hand.now)
    desk.worker().work()
    desk.database.close()


@pytest.mark.on_sqlite("the file is copied for each step")
def test_killed_at_every_step(tmp_path: Path) -> None:
    for task in ("kind", "facts"):
        load_task(task)  # so that children share it
    steps = 0
    fresh = tmp_path / "fresh.db"
    open_database(fresh).close()
    for at in range(1, 500):
        root = tmp_path / str(at)
        root.mkdir()
        shutil.copy(fresh, root / "books.db")
        killed = in_child(lambda root=root, at=at: _serve(root, 0, Bomb(at)))  # type: ignore[misc]  # mypy does not infer lambdas with defaults
        if not killed:
            steps = at
            break
        assert killed == signal.SIGKILL
        _serve(root, 2)
        _serve(root, 12)  # a batch that was never closed is taken for complete by now
        _all_is_well(root)
    assert steps > _SIXTY
    _all_is_well(root)


def _all_is_well(root: Path) -> None:
    desk = _open(root, 12)
    with desk.database.read() as session:
        documents = session.exec(select(DocumentRow).order_by(DocumentRow.file)).all()
        items = session.exec(select(UploadItemRow)).all()
        facts = session.exec(select(PaymentRow.document_id)).all()
        batches = {item.batch_id for item in items}
    hashes = {hashlib.sha256(data).hexdigest() for data in FILES.values()}
    assert {row.sha256 for row in documents} == hashes
    assert len(documents) == len(hashes)
    assert not any(row.retired_at for row in documents)
    assert sorted(facts) == sorted(row.id or 0 for row in documents)
    assert {item.name for item in items} == set(FILES)
    assert {item.state for item in items} <= {"done", "duplicate"}
    assert [item.state for item in items].count("done") == len(hashes)
    assert all(standing(desk.database, batch).finished for batch in batches)
    assert all(desk.vault.original(item.sha256) for item in items)
    assert list(desk.vault.misfits()) == []
    desk.database.close()


class Killer:
    """A reader's pool whose server dies on one file."""

    def __init__(self, mark: bytes) -> None:
        self.mark = mark

    def load(self, job: Job) -> None:
        """Die if it is that file."""
        if job.data is not None and self.mark in job.data:
            os.kill(os.getpid(), signal.SIGKILL)


def test_a_document_that_kills_its_reader_twice_is_refused_and_harms_no_other(
    tmp_path: Path,
) -> None:
    desk = _open(tmp_path)
    batch = desk.intake.open_batch(ANN, START)
    for name, data in FILES.items():
        desk.give(name, data, batch=batch)
    desk.intake.close_batch(batch, ANN, START)
    desk.database.close()
    ends = [in_child(lambda n=number: _deadly(tmp_path, 2 * n)) for number in range(4)]  # type: ignore[misc]  # mypy does not infer lambdas with defaults
    assert ends == [signal.SIGKILL, signal.SIGKILL, 0, 0]
    desk = _open(tmp_path, 20)
    found = {one.name: (one.state.value, one.code) for one in events(desk.database, batch)}
    assert found["1.csv"] == ("refused", "READER_KILLED")
    assert {found[name][0] for name in ("0.csv", "2.csv")} == {"done"}
    assert standing(desk.database, batch).finished
    with desk.database.read() as session:
        query = select(DocumentRow.id).where(col(DocumentRow.kind) == store.FACTS)
        assert len(session.exec(query).all()) == 2
    desk.database.close()


def _deadly(root: Path, moment: float) -> None:
    desk = _open(root, moment)
    load, killer = desk.reader.load, Killer(b"R1\n")

    def deadly(source: object) -> bytes:
        data: bytes = load(source)  # type: ignore[arg-type]  # passed on as it came
        killer.load(Job(source, data=data))  # type: ignore[arg-type]  # passed on as it came
        return data

    desk.reader.load = deadly  # type: ignore[method-assign]  # dies on one file
    desk.worker().work()
    desk.database.close()
