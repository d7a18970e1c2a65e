"""Files come in: kept, refused, recognised, counted; nothing about them is taken on trust."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from contract_ai.intake.batches import ItemState, NoSuchUpload, batches
from contract_ai.intake.following import events, standing
from contract_ai.intake.receiving import Intake
from contract_ai.settings import Settings
from contract_ai.storage import documents as store
from models.accounts import Actor
from models.errors import ErrorCode
from models.tables.audit import AuditEventRow
from models.tables.intake import UploadItemRow
from tests.contract_ai import papers
from tests.contract_ai.intake.desk import ANN, START, FrontDesk

PAYMENTS = papers.PAYMENTS_CSV.encode()


def payments(number: int) -> bytes:
    """Make a file of facts unlike any other."""
    return PAYMENTS.replace(b"R1", f"R{number}".encode())


def test_a_file_is_kept_before_its_row_is_written(desk: FrontDesk) -> None:
    received = desk.give("payments.csv", PAYMENTS)
    assert received.accepted
    assert received.item.state is ItemState.WAITING
    with desk.database.read() as session:
        (row,) = session.exec(select(UploadItemRow))
    place = desk.vault.original(row.sha256)
    assert place is not None
    assert place.read_bytes() == PAYMENTS
    assert (row.size, row.made_by, row.received_at) == (len(PAYMENTS), "ann", START)


def test_a_single_file_is_a_closed_batch(desk: FrontDesk) -> None:
    received = desk.give("payments.csv", PAYMENTS)
    now = standing(desk.database, received.batch)
    assert (now.closed, now.checked, now.finished) == (True, False, False)


def test_the_same_bytes_twice_are_named_and_wait_once(desk: FrontDesk) -> None:
    batch = desk.intake.open_batch(ANN, START)
    desk.give("a.csv", PAYMENTS, batch=batch)
    again = desk.give("b.csv", PAYMENTS, batch=batch)
    assert again.item.state is ItemState.DUPLICATE
    assert again.item.note == "The same content as a.csv was uploaded a moment ago."


def test_what_is_on_file_is_recognised_by_its_bytes(desk: FrontDesk) -> None:
    desk.give("a.csv", PAYMENTS)
    desk.worker().work()
    desk.hand.later(days=3)
    again = desk.give("b.csv", PAYMENTS)
    assert again.item.state is ItemState.DUPLICATE
    assert again.item.note == "Already there as a.csv since 2026-07-01."
    assert again.item.related_id == 1


def test_another_file_of_the_same_name_is_filed_beside_it(desk: FrontDesk) -> None:
    desk.give("payments.csv", payments(1))
    desk.worker().work()
    desk.hand.later(days=1)
    received = [desk.give("payments.csv", payments(n)) for n in (2, 3)]
    received.append(desk.give("PAYMENTS.csv", payments(4)))
    desk.worker().work()
    filed = [one.item.filed for one in received]
    assert filed == ["payments (2).csv", "payments (3).csv", "PAYMENTS (4).csv"]
    assert received[0].item.note == (
        "Another document named payments.csv is on file since 2026-07-01, with other content. Both "
        "count; this one is filed as payments (2).csv. If it is a new version, replace the older one."
    )
    with desk.database.read() as session:
        files = [row.file for row in store.documents(session)]
    assert files == ["PAYMENTS (4).csv", "payments (2).csv", "payments (3).csv", "payments.csv"]


def test_names_like_patterns_are_only_names(desk: FrontDesk) -> None:
    for number, name in enumerate(["a_b.csv", "a%b.csv", "aXb.csv"]):
        assert desk.give(name, payments(number)).item.filed == name
    assert desk.give("a_b.csv", payments(9)).item.filed == "a_b (2).csv"


def test_a_refused_file_leaves_its_reason_and_no_original(desk: FrontDesk) -> None:
    received = desk.give("../../MSA.docx", papers.pdf("An agreement."))
    assert not received.accepted
    assert (received.item.name, received.item.code) == ("MSA.docx", "KIND_MISMATCH")
    assert received.item.do == "Give it the ending .pdf if that is right, or upload the right file."
    assert not any(path.is_file() for path in desk.vault.root.rglob("*"))


@pytest.mark.parametrize(("surplus", "state"), [(-1, "waiting"), (0, "waiting"), (1, "refused")])
def test_the_largest_file(desk: FrontDesk, surplus: int, state: str) -> None:
    desk.intake = Intake(desk.database, desk.vault, Settings(max_file_bytes=1000))
    data = b"a,b\n".ljust(1000 + surplus, b"x")
    received = desk.give("a.csv", data)
    assert received.item.state == state
    if state == "refused":
        assert received.item.code == ErrorCode.FILE_TOO_LARGE


def test_fifty_megabytes_and_a_byte(desk: FrontDesk) -> None:
    received = desk.give("a.pdf", b"%PDF-1.7\n".ljust((50 << 20) + 1, b" "))
    assert (received.item.code, received.item.what) == (
        "FILE_TOO_LARGE",
        "The file is larger than 50 MB.",
    )


@pytest.mark.parametrize(("files", "size"), [(3, 1 << 30), (100, 3 * len(PAYMENTS))])
def test_the_quota_is_of_one_user_and_of_the_last_day(
    desk: FrontDesk, files: int, size: int
) -> None:
    settings = Settings(uploads_per_day=files, upload_bytes_per_day=size)
    desk.intake = Intake(desk.database, desk.vault, settings)
    states = [desk.give("a.csv", payments(number)).item.state for number in range(3)]
    assert states == [ItemState.WAITING] * 3
    over = desk.give("a.csv", payments(4))
    assert (over.item.item, over.item.code) == (0, "UPLOAD_QUOTA")
    other = Actor("bob", "finance")
    assert desk.intake.receive(io.BytesIO(payments(5)), "a.csv", other, START).accepted
    desk.hand.later(hours=23, minutes=59)
    assert desk.give("a.csv", payments(6)).item.code == "UPLOAD_QUOTA"
    desk.hand.later(minutes=2)
    assert desk.give("a.csv", payments(6)).accepted


def test_a_file_that_breaks_off_leaves_nothing(desk: FrontDesk) -> None:
    class Broken:
        def read(self, size: int, /) -> bytes:
            raise ConnectionResetError(size)

    with pytest.raises(ConnectionResetError):
        desk.intake.receive(Broken(), "a.csv", ANN, START, batch=desk.intake.open_batch(ANN, START))
    assert not any(path.is_file() for path in desk.vault.root.rglob("*"))
    assert events(desk.database, 1) == []


def test_a_batch_that_is_not_there(desk: FrontDesk) -> None:
    with pytest.raises(NoSuchUpload):
        desk.give("a.csv", PAYMENTS, batch=99)
    with pytest.raises(NoSuchUpload):
        desk.intake.close_batch(99, ANN, START)
    with pytest.raises(NoSuchUpload):
        standing(desk.database, 99)


def test_a_batch_of_another_user_is_not_there(desk: FrontDesk) -> None:
    batch = desk.intake.open_batch(ANN, START)
    bob = Actor("bob", "finance")
    with pytest.raises(NoSuchUpload):
        desk.intake.receive(io.BytesIO(PAYMENTS), "a.csv", bob, START, batch=batch)
    with pytest.raises(NoSuchUpload):
        desk.intake.close_batch(batch, bob, START)
    assert events(desk.database, batch) == []


def test_a_file_that_comes_late_is_checked_as_well(desk: FrontDesk) -> None:
    batch = desk.give("a.csv", payments(1)).batch
    worker = desk.worker()
    worker.work()
    assert standing(desk.database, batch).finished
    desk.give("b.csv", payments(2), batch=batch)
    assert not standing(desk.database, batch).finished
    worker.work()
    assert standing(desk.database, batch).finished


def test_every_file_leaves_an_event_without_its_name(desk: FrontDesk) -> None:
    desk.give("Jane Roe.csv", PAYMENTS)
    desk.give("Jane Roe.csv", PAYMENTS)
    desk.give("Jane Roe.pdf", PAYMENTS)
    with desk.database.read() as session:
        rows = session.exec(select(AuditEventRow).order_by(col(AuditEventRow.seq))).all()
    told = [(row.actor, row.action) for row in rows if row.action.startswith("upload.")]
    assert told == [
        ("ann", "upload.received"),
        ("ann", "upload.duplicate"),
        ("ann", "upload.refused"),
    ]
    assert not any("Roe" in row.object for row in rows)


def test_batches_are_listed_newest_first(desk: FrontDesk) -> None:
    desk.give("a.csv", payments(1))
    desk.intake.open_batch(Actor("bob", "finance"), START + timedelta(hours=1))
    with desk.database.read() as session:
        assert [one.made_by for one in batches(session)] == ["bob", "ann"]
        (ours,) = batches(session, "ann")
    assert ours == replace(ours, counts={ItemState.WAITING: 1})
