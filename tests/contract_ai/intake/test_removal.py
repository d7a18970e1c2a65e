"""Documents go out of use, come back, take each other's place; nothing is lost by it."""

import pytest
from sqlmodel import col, select

from contract_ai.intake.batches import NoSuchUpload
from contract_ai.intake.following import events, standing
from contract_ai.intake.removal import NoSuchDocument, replace_older, restore, retire
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import load_contracts
from models.errors import DocumentError
from models.tables.audit import AuditEventRow
from tests.contract_ai import papers
from tests.contract_ai.intake.desk import ANN, START, FrontDesk

OLD = papers.pdf(*papers.AGREEMENT)
NEW = papers.pdf(*papers.AGREEMENT, "6. Notices. Notices are sent to the address above.")


def stems(desk: FrontDesk) -> list[str]:
    with desk.database.read() as session:
        return [one.stem for one in load_contracts(session)]


def actions(desk: FrontDesk) -> list[tuple[str, str, str | None, str]]:
    with desk.database.read() as session:
        rows = session.exec(select(AuditEventRow).order_by(col(AuditEventRow.seq)))
        return [
            (row.actor, row.action, row.contract, row.reason)
            for row in rows
            if row.action.split(".")[-1] in {"retired", "restored"}
        ]


def test_out_of_use_and_back(desk: FrontDesk) -> None:
    desk.give("MSA.pdf", OLD)
    desk.worker().work()
    with desk.database.write(ANN) as session:
        retire(session, 1, "Signed by the wrong party.", START)
    assert stems(desk) == []
    with desk.database.write(ANN) as session:
        restore(session, 1, "It was right.", START)
    assert stems(desk) == ["MSA"]
    assert actions(desk) == [
        ("ann", "document.retired", "MSA", "Signed by the wrong party."),
        ("ann", "document.restored", "MSA", "It was right."),
    ]


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_not_in_that_state(desk: FrontDesk, number: int) -> None:
    desk.give("MSA.pdf", OLD)
    desk.worker().work()
    with desk.database.write() as session, pytest.raises(NoSuchDocument):
        restore(session, number, "", START)
    with desk.database.write() as session:
        retire(session, 1, "", START)
    with desk.database.write() as session, pytest.raises(NoSuchDocument):
        retire(session, number, "", START)


def test_a_document_does_not_come_back_beside_another_of_its_name(desk: FrontDesk) -> None:
    desk.give("MSA.pdf", OLD)
    desk.worker().work()
    with desk.database.write() as session:
        retire(session, 1, "", START)
    desk.give("MSA.pdf", NEW)
    desk.worker().work()
    with desk.database.write() as session, pytest.raises(DocumentError, match="NAME_TAKEN"):
        restore(session, 1, "", START)


def test_a_newer_version_takes_place_and_name(desk: FrontDesk) -> None:
    desk.give("MSA.pdf", OLD)
    newer = desk.give("MSA.pdf", NEW)
    assert newer.item.filed == "MSA (2).pdf"
    desk.worker().work()
    assert stems(desk) == ["MSA (2)", "MSA"]
    with desk.database.write(ANN) as session, pytest.raises(NoSuchUpload):
        replace_older(
            session, newer.item.item, "", START, batch=newer.batch
        )  # the older one was not read yet


def test_a_newer_version_takes_place_and_name_when_both_are_read(desk: FrontDesk) -> None:
    desk.give("MSA.pdf", OLD)
    desk.worker().work()
    newer = desk.give("MSA.pdf", NEW)
    desk.worker().work()
    with desk.database.write(ANN) as session:
        replace_older(session, newer.item.item, "Signed in June.", START, batch=newer.batch)
    assert not standing(desk.database, newer.batch).finished
    desk.worker().work()
    assert stems(desk) == ["MSA"]
    (event,) = events(desk.database, newer.batch)
    assert (event.state, event.filed) == ("done", "MSA.pdf")
    assert event.note == "Takes the place of MSA.pdf of 2026-07-01."
    assert standing(desk.database, newer.batch).finished
    assert actions(desk) == [("ann", "document.retired", "MSA", "Signed in June.")]
    with desk.database.read() as session:
        assert [row.id for row in store.documents(session)] == [event.document_id]
