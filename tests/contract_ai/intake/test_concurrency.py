"""16 writers at once: no error, nothing twice, on SQLite and on PostgreSQL."""

import hashlib
import os
import traceback
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from contract_ai.audit.trail import newest
from contract_ai.intake import worker as worker_module
from contract_ai.intake.batches import ItemState
from contract_ai.intake.places import home_of
from contract_ai.intake.queue import Queue
from contract_ai.intake.worker import Worker
from contract_ai.pool import open_pool
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage import documents as store
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import open_database
from models.tables.audit import AuditEventRow
from models.tables.documents import DocumentRow
from models.tables.facts import PaymentRow
from models.tables.intake import UploadItemRow
from tests.contract_ai.intake.desk import ANN, START, FrontDesk
from tests.contract_ai.intake.test_receiving import payments
from tests.contract_ai.storage.conftest import place_of

WRITERS, WORKERS = 16, 2
UPLOADS = int(os.environ.get("CONTRACT_AI_TEST_UPLOADS", "20"))
"""Files that each writer sends; the goal is 200, which takes minutes."""

SETTINGS = Settings(workers=1, uploads_per_day=100_000)


@pytest.fixture(params=["file", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(place_of(request.param, tmp_path))


def _desk(place: str, root: Path) -> FrontDesk:
    return FrontDesk(
        open_engine(place), root, Reader(lambda: open_pool(SETTINGS), SETTINGS), SETTINGS
    )


def _fork(work: object, *given: object) -> int:
    """Do some work in a child that says on stderr why it failed."""
    assert callable(work)
    pid = os.fork()
    if pid:
        return pid
    try:
        work(*given)
        os._exit(0)
    except BaseException:  # noqa: BLE001 (the last word of a forked child)
        traceback.print_exc()
        os._exit(1)


def _write(place: str, root: Path, writer: int, uploads: int, *, same: bool) -> None:
    desk = _desk(place, root)
    batch = desk.intake.open_batch(ANN, START)
    for number in range(uploads):
        data = payments(number if same else writer * 10_000 + number)
        # Every writer begins elsewhere, and all meet.
        name = f"payments {number}.csv"
        assert desk.give(name, data, batch=batch).accepted
    desk.intake.close_batch(batch, ANN, START)


def _read_stubs(place: str, root: Path, expected: int) -> None:
    """Take from the queue what waits and file it without reading, until all is there."""
    desk = _desk(place, root)
    queue = Queue(desk.database, f"stub {os.getpid()}")
    while True:
        for one in queue.take(8, START):
            new = store.NewDocument(one.sha256, store.FACTS, one.filed, home_of(one.sha256), "stub")
            with desk.database.write(ANN) as session:
                number = store.put_document(session, new, START)
                row = queue.held(session, one.item)
                assert row is not None
                worker_module.end_item(
                    session, row, ItemState.DONE, START, kind=store.FACTS, document_id=number
                )
        with desk.database.read() as session:
            if _count(session, UploadItemRow) == expected and not _open_items(session):
                return


def _read(place: str, root: Path, expected: int) -> None:
    desk = _desk(place, root)
    worker: Worker = desk.worker()
    while True:
        worker.work()
        with desk.database.read() as session:
            if _count(session, UploadItemRow) == expected and not _open_items(session):
                worker.work()
                return


def _count(session: Session, table: type[UploadItemRow | DocumentRow | PaymentRow]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def _open_items(session: Session) -> int:
    waiting = select(func.count()).where(col(UploadItemRow.state).in_(["waiting", "reading"]))
    return session.exec(waiting).one()


@pytest.mark.parametrize("same", [True, False])
def test_sixteen_writers_of_two_hundred_files(place: str, tmp_path: Path, *, same: bool) -> None:
    open_database(place).close()
    root = tmp_path / "files"
    children = [
        _fork(lambda w=writer: _write(place, root, w, UPLOADS, same=same))  # type: ignore[misc]  # mypy does not infer lambdas with defaults
        for writer in range(WRITERS)
    ]
    children += [_fork(_read_stubs, place, root, WRITERS * UPLOADS) for _ in range(WORKERS)]
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [0] * len(
        children
    )
    distinct = UPLOADS if same else WRITERS * UPLOADS
    _nothing_is_lost_or_double(open_engine(place), distinct, WRITERS * UPLOADS)
    desk = _desk(place, root)
    assert list(desk.vault.misfits()) == []
    assert len([path for path in root.rglob("*") if path.is_file()]) == distinct


def _nothing_is_lost_or_double(database: Database, distinct: int, uploads: int) -> None:
    with database.read() as session:
        assert _count(session, DocumentRow) == distinct
        assert _count(session, UploadItemRow) == uploads
        counts = select(UploadItemRow.state, func.count()).group_by(UploadItemRow.state)
        states = {state: number for state, number in session.exec(counts)}  # noqa: C416 (a result is no list of pairs to mypy)
        assert states.get("done") == distinct
        assert states.get("duplicate", 0) == uploads - distinct
        files = session.exec(select(DocumentRow.file)).all()
        assert len({file.casefold() for file in files}) == len(files)
        last, _ = newest(session)
        assert session.exec(select(func.count()).select_from(AuditEventRow)).one() == last
        numbers = select(UploadItemRow.batch_id, UploadItemRow.changed)
        seen = session.exec(numbers).all()
        assert len(set(seen)) == len(seen)
    database.close()


def test_sixteen_writers_and_two_servers_that_read(place: str, tmp_path: Path) -> None:
    open_database(place).close()
    root = tmp_path / "files"
    uploads = 4
    children = [
        _fork(lambda w=writer: _write(place, root, w // 2, uploads, same=False))  # type: ignore[misc]  # mypy does not infer lambdas with defaults
        for writer in range(WRITERS)
    ]
    children += [_fork(_read, place, root, WRITERS * uploads) for _ in range(WORKERS)]
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [0] * len(
        children
    )
    distinct = WRITERS // 2 * uploads
    _nothing_is_lost_or_double(open_engine(place), distinct, WRITERS * uploads)
    with open_engine(place).read() as session:
        assert _count(session, PaymentRow) == distinct
        found = session.exec(select(DocumentRow.sha256)).all()
    expected = {
        hashlib.sha256(payments(writer * 10_000 + number)).hexdigest()
        for writer in range(WRITERS // 2)
        for number in range(uploads)
    }
    assert set(found) == expected
