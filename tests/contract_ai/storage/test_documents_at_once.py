"""Documents that are written together are those that would be written one by one."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from contract_ai.storage import documents as store
from contract_ai.storage.invoices import load_invoices, save_many_invoices
from contract_ai.storage.upgrade import open_database
from models.tables.audit import AuditEventRow
from models.tables.documents import DocumentRow
from tests.contract_ai import samples
from tests.contract_ai.samples import NOW

LATER = NOW + timedelta(days=1)
Put = Callable[[Session, Sequence[store.NewDocument]], list[int]]


def _new(sha256: str, place: str, stamp: str = "v1") -> store.NewDocument:
    return store.NewDocument(sha256, store.INVOICE, f"{place}.pdf", f"/in/{place}.pdf", stamp)


FIRST = [_new("aa", "a"), _new("bb", "b"), _new("cc", "c")]
SECOND = {
    "new ones": [_new("dd", "d"), _new("ee", "e")],
    "one on file among new ones": [_new("dd", "d"), _new("bb", "b", "v2"), _new("ee", "e")],
    "other bytes where one lies": [_new("dd", "d"), _new("ee", "a")],
    "two for one place": [_new("dd", "d"), _new("ee", "d")],
    "one on file at another's place": [_new("dd", "d"), _new("aa", "c")],
    "one alone": [_new("dd", "d")],
}


def _together(session: Session, few: Sequence[store.NewDocument]) -> list[int]:
    return store.put_documents(session, few, LATER)


def _one_by_one(session: Session, few: Sequence[store.NewDocument]) -> list[int]:
    return [store.put_document(session, new, LATER) for new in few]


def _state(folder: Path, few: Sequence[store.NewDocument], put: Put) -> tuple[list[int], object]:
    """Write documents after the first ones; return all that is on file then."""
    folder.mkdir()
    database = open_database(folder / "books.db")
    for lot, way in ((FIRST, _one_by_one), (few, put)):
        with database.write() as session:
            numbers = way(session, lot)
            invoices = [[samples.invoice(new.sha256, new.file, new.sha256)] for new in lot]
            save_many_invoices(session, zip(numbers, invoices, strict=True))
    with database.read() as session:
        rows = [row.model_dump() for row in session.exec(select(DocumentRow))]
        events = [row.model_dump(exclude={"at", "prev", "hash"}) for row in _events(session)]
        state = (rows, events, load_invoices(session))
    database.close()
    return numbers, state


def _events(session: Session) -> list[AuditEventRow]:
    wanted = select(AuditEventRow).where(col(AuditEventRow.object).startswith("document "))
    return list(session.exec(wanted))


@pytest.mark.parametrize("case", SECOND)
def test_together_is_one_by_one(tmp_path: Path, case: str) -> None:
    few = SECOND[case]
    together = _state(tmp_path / "together", few, _together)
    assert together == _state(tmp_path / "alone", few, _one_by_one)
    assert len(together[0]) == len(few)
