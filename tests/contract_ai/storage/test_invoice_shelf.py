"""What is kept is what was read, in the order asked for, and never more than there is room for."""

import random
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from contract_ai.storage.invoice_shelf import Shelf
from contract_ai.storage.invoices import GoneError, invoices_of
from contract_ai.storage.upgrade import open_database
from models.tables.invoices import InvoiceRow
from tests.contract_ai.test_auditing import papers, put


def test_invoices_are_read_once_while_there_is_room(tmp_path: Path) -> None:
    books = open_database(tmp_path / "books.db")
    put(books, [], papers(random.Random(1)))  # noqa: S311 (made data)
    asked: list[str] = []
    event.listen(books.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with books.read() as session:
        rows = sorted(row or 0 for row in session.exec(select(InvoiceRow.id)))
        backwards = rows[::-1]
        plain = invoices_of(session, backwards)
        shelf = Shelf(2)
        assert shelf.invoices_of(session, backwards, set(rows[:3])) == plain
        asked.clear()
        assert shelf.invoices_of(session, rows[:2], set()) == plain[::-1][:2]
        assert not asked
        assert shelf.invoices_of(session, rows[2:3], set()) == plain[::-1][2:3]
        assert asked
        with pytest.raises(GoneError):
            shelf.invoices_of(session, [rows[0], rows[-1] + 1], set())
    books.close()
