"""Many rows that go in as one stream are those that statements would have written."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import Session

from contract_ai.storage import documents as store
from contract_ai.storage.bulk import insert_rows
from contract_ai.storage.engine import Database
from contract_ai.storage.invoices import save_invoices
from models.errors import SettingsError
from models.tables.facts import ApprovalRow
from models.tables.invoice_lines import InvoiceLineRow
from tests.contract_ai import samples
from tests.contract_ai.samples import NOW

MANY = 240
TEXTS = (
    "plain",
    "tab\there",
    "line\nbreak\r\n",
    "back\\slash \\N \\.",
    "quo\"te, com'ma",
    "äöü 客户 €",
    "",
)
INVOICE = store.NewDocument("bb", store.INVOICE, "INV-1.pdf", "/in/INV-1.pdf", "v1")


def _rows(invoice: int) -> list[dict[str, object]]:
    return [
        {
            "invoice_id": invoice,
            "number": n,
            "description": TEXTS[n % len(TEXTS)],
            "quantity": Decimal(n) / 8 if n % 3 else None,
            "unit": None if n % 5 else "hour",
            "unit_price": Decimal("-0.000001"),
            "amount": Decimal("9000000000000.25"),
            "period_start": date(2024, 2, 29) if n % 2 else None,
            "period_end": None,
            "body": {"text": TEXTS[n % len(TEXTS)], "none": None, "list": [1, "2", True], "n": n},
        }
        for n in range(MANY)
    ]


def _invoices(session: Session) -> list[int]:
    number = store.put_document(session, INVOICE, NOW)
    two = [samples.invoice(name, INVOICE.file, INVOICE.sha256) for name in ("INV-1", "INV-2")]
    save_invoices(session, number, two)
    session.execute(text("DELETE FROM invoice_line"))
    return [row.id for row in session.execute(text("SELECT id FROM invoice ORDER BY id"))]


def test_a_stream_writes_what_statements_write(database: Database) -> None:
    with database.write() as session:
        one, other = _invoices(session)
        insert_rows(session, InvoiceLineRow, _rows(one))
        table = InvoiceLineRow.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
        session.connection().execute(table.insert(), _rows(other))
    columns = ", ".join(_rows(0)[0].keys() - {"invoice_id"})
    with database.read() as session:
        streamed, stated = (
            session.execute(
                text(f"SELECT {columns} FROM invoice_line WHERE invoice_id = {n} ORDER BY id")  # noqa: S608 (our own names)
            ).all()
            for n in (one, other)
        )
    assert len(streamed) == MANY
    assert streamed == stated


def test_a_stream_that_fails_leaves_nothing_and_names_the_database(database: Database) -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        _write_a_line_of_no_invoice(database)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM invoice")).scalar_one() == 0


def _write_a_line_of_no_invoice(database: Database) -> None:
    with database.write() as session:
        one, _ = _invoices(session)
        insert_rows(session, InvoiceLineRow, [*_rows(one)[1:], _rows(-1)[0]])


def test_columns_with_names_that_sql_keeps_for_itself_are_streamed(database: Database) -> None:
    with database.write() as session:
        number = store.put_document(session, INVOICE, NOW)
        row = {"document_id": number, "invoice_number": "INV-1", "approved_by": "ann", "body": {}}
        row |= {"approved_on": date(2026, 1, 1), "limit": Decimal(500)}
        insert_rows(session, ApprovalRow, [row | {"position": n} for n in range(MANY)])
    with database.read() as session:
        count, limits = session.execute(text('SELECT count(*), sum("limit") FROM approval')).one()
    assert (count, limits) == (MANY, MANY * 500 * 10**6)
