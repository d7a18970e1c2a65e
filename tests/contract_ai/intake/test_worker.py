"""What waits is read once, in turn, whoever reads; what is lost is taken up again."""

import time
from datetime import timedelta

import pytest
from sqlmodel import col, select

from contract_ai.intake import worker as worker_module
from contract_ai.intake.following import events, standing
from contract_ai.intake.queue import LEASE, Queue
from contract_ai.pipeline import check, findings
from contract_ai.storage import documents as store
from contract_ai.storage.engine import Database
from models.cases import CheckSettings
from models.tables.documents import DocumentRow
from models.tables.intake import UploadItemRow
from tests.contract_ai import papers
from tests.contract_ai.intake.desk import ANN, START, TODAY, FrontDesk, full
from tests.contract_ai.intake.test_receiving import payments

COMPANY = {
    "MSA.pdf": papers.pdf(*papers.AGREEMENT),
    "billing.csv": papers.INVOICE_CSV.encode(),
    "payments.csv": papers.PAYMENTS_CSV.encode(),
}


def test_kinds_are_found_and_the_checks_run_once(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def counted(database: Database, **given: object) -> object:
        runs.append(given["as_of"])
        return check(database, as_of=TODAY, now=START, settings=CheckSettings())

    monkeypatch.setattr(worker_module, "check", counted)
    batch = desk.intake.open_batch(ANN, START)
    for name, data in COMPANY.items():
        desk.give(name, data, batch=batch)
    desk.give("broken.pdf", b"%PDF-1.4 broken", batch=batch)
    desk.give("story.csv", b"Once upon a time,there was\n", batch=batch)
    worker = desk.worker()
    assert worker.work() == 5
    assert not standing(desk.database, batch).checked  # more may come
    desk.intake.close_batch(batch, ANN, START)
    worker.work()
    worker.work()
    now = standing(desk.database, batch)
    assert (now.checked, now.finished, runs) == (True, True, [TODAY])
    found = {
        one.name: (one.state.value, one.kind, one.code) for one in events(desk.database, batch)
    }
    assert found == {
        "MSA.pdf": ("done", "contract", ""),
        "billing.csv": ("done", "invoice", ""),
        "payments.csv": ("done", "facts", ""),
        "broken.pdf": ("refused", "", "PDF_DAMAGED"),
        "story.csv": ("refused", "", "KIND_UNKNOWN"),
    }
    assert any(one.code == "PT101" for one in findings(desk.database).audit.findings)


def test_an_unknown_kind_is_told_what_to_do_here(desk: FrontDesk) -> None:
    batch = desk.give("story.csv", b"Once upon a time,there was\n").batch
    desk.worker().work()
    (event,) = events(desk.database, batch)
    wanted = "Upload it again and say whether it is a contract, an invoice, facts or a bank's file."
    assert event.do == wanted


def test_the_user_may_say_what_a_file_is(desk: FrontDesk) -> None:
    text = papers.pdf(*papers.AGREEMENT)
    as_invoice = desk.give("a.pdf", text, wanted="invoice").batch
    as_contract = desk.give("a.pdf", text, wanted="contract").batch
    desk.worker().work()
    assert events(desk.database, as_invoice)[0].state == "refused"
    assert events(desk.database, as_contract)[0].kind == "contract"


def test_documents_know_no_folder_of_the_machine(desk: FrontDesk) -> None:
    desk.give("payments.csv", payments(1))
    desk.worker().work()
    with desk.database.read() as session:
        (row,) = store.documents(session)
    assert (row.file, row.path) == ("payments.csv", f"upload:{row.sha256}")


def test_a_batch_nobody_closes_is_checked_after_a_while(desk: FrontDesk) -> None:
    batch = desk.intake.open_batch(ANN, START)
    desk.give("payments.csv", payments(1), batch=batch)
    worker = desk.worker()
    desk.hand.later(minutes=9)
    worker.work()
    assert not standing(desk.database, batch).finished
    desk.hand.later(minutes=2)
    worker.work()
    assert standing(desk.database, batch).finished


def test_two_workers_share_and_never_take_the_same(desk: FrontDesk) -> None:
    for number in range(6):
        desk.give(f"{number}.csv", payments(number))
    queues = [Queue(desk.database, name) for name in ("one", "two")]
    taken = [one.item for _ in range(6) for queue in queues for one in queue.take(1, START)]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 6


def test_a_lease_is_renewed_for_as_long_as_it_takes(desk: FrontDesk) -> None:
    desk.give("a.csv", payments(1))
    mine, other = Queue(desk.database, "mine"), Queue(desk.database, "other")
    assert mine.take(1, START)
    later = START + LEASE - timedelta(seconds=1)
    mine.renew(later)
    assert other.revive(later + timedelta(seconds=50)) == []
    assert other.revive(later + LEASE + timedelta(seconds=1)) == [1]


def test_who_lost_a_file_says_nothing_about_it(desk: FrontDesk) -> None:
    desk.give("a.csv", payments(1))
    mine, other = Queue(desk.database, "mine"), Queue(desk.database, "other")
    (taken,) = mine.take(1, START)
    other.revive(START + 2 * LEASE)
    assert other.take(1, START + 2 * LEASE)
    with desk.database.write() as session:
        assert mine.held(session, taken.item) is None
        assert other.held(session, taken.item) is not None


def test_what_was_lost_is_read_alone_and_refused_the_second_time(desk: FrontDesk) -> None:
    for number in range(3):
        desk.give(f"{number}.csv", payments(number), batch=1 if number else None)
    queue = Queue(desk.database, "killed")
    moment = START
    assert len(queue.take(4, moment)) == 3
    moment += 2 * LEASE
    queue.revive(moment)
    assert [one.alone for one in queue.take(4, moment)] == [True]
    moment += 2 * LEASE
    queue.revive(moment)
    first = events(desk.database, 1, since=0)
    refused = [one for one in first if one.state == "refused"]
    assert [(one.name, one.code) for one in refused] == [("0.csv", "READER_KILLED")]
    desk.hand.now = moment
    desk.worker().work()
    assert desk.states(1) == {"0.csv": "refused", "1.csv": "done", "2.csv": "done"}


def test_what_is_given_back_did_not_count(desk: FrontDesk) -> None:
    desk.give("a.csv", payments(1))
    queue = Queue(desk.database, "stopped")
    for _ in range(5):
        assert queue.take(1, START)
        queue.release()
    with desk.database.read() as session:
        assert session.exec(select(UploadItemRow.attempts)).one() == 0


def test_an_original_that_went_away_is_said(desk: FrontDesk) -> None:
    batch = desk.give("a.csv", payments(1)).batch
    for path in desk.vault.root.rglob("*"):
        if path.is_file():
            path.unlink()
    desk.worker().work()
    (event,) = events(desk.database, batch)
    assert (event.state, event.code) == ("failed", "ORIGINAL_MISSING")


def test_a_retired_document_comes_back_with_its_bytes(desk: FrontDesk) -> None:
    desk.give("a.csv", payments(1))
    desk.worker().work()
    with desk.database.write() as session:
        store.keep_only(session, (), START)
    received = desk.give("a.csv", payments(1))
    desk.worker().work()
    assert desk.states(received.batch) == {"a.csv": "done"}
    with desk.database.read() as session:
        assert len(store.documents(session)) == 1


@pytest.mark.on_sqlite("the limit is one of SQLite")
@pytest.mark.parametrize("pages", [0, 3])
def test_a_full_database_keeps_files_waiting_until_there_is_room(
    desk: FrontDesk, pages: int
) -> None:
    batch = desk.intake.open_batch(ANN, START)
    for number in range(3):
        desk.give(f"{number}.csv", _rows(number), batch=batch)
    desk.intake.close_batch(batch, ANN, START)
    worker = desk.worker()
    with full(desk.database, pages):
        worker.start()
        time.sleep(1.5)
        assert "waiting" in desk.states(batch).values() or "reading" in desk.states(batch).values()
        assert "refused" not in desk.states(batch).values()
    worker.stop()
    desk.hand.later(minutes=5)
    desk.worker().work()
    assert set(desk.states(batch).values()) == {"done"}
    with desk.database.read() as session:
        count = select(DocumentRow).where(col(DocumentRow.retired_at).is_(None))
        assert len(session.exec(count).all()) == 3


def _rows(number: int) -> bytes:
    head, row = papers.PAYMENTS_CSV.splitlines()
    rows = [row.replace("R1", f"R{number}-{place}") for place in range(200)]
    return "\n".join([head, *rows]).encode()
