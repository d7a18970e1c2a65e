"""Storing invoice lines: our bulk path beside the driver's own."""

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.paired.inputs import Inputs
from benchmarks.pairs import AbsentError, Done, Subject, Way, Work

if TYPE_CHECKING:
    from contract_ai.storage.engine import Database

_LINES, _FEW = 50_000, 5_000
_NAMES = (
    "invoice_id number description quantity unit unit_price amount period_start period_end body"
).split()
_COLUMNS = ", ".join(_NAMES)
_TEXT = "Senior Engineer, week 12"


def subject(inputs: Inputs) -> Subject:
    """Compare storing."""
    return Subject(
        title="Storing, SQLite",
        about="Invoice lines in one transaction, into the product's tables. Ours makes columns of exact amounts, days and JSON; the raw ways are given values that are columns already.",
        unit="line",
        found="lines stored",
        ways=(
            Way("Contract AI, SQLite", lambda: ours(_file(inputs, "ours"))),
            Way("sqlite3, raw `executemany`", lambda: raw_sqlite(_file(inputs, "raw"))),
        ),
        rounds=[[how_many(inputs)]] * inputs.times,
    )


def how_many(inputs: Inputs) -> int:
    """Return the lines of one transaction."""
    return _FEW if inputs.quick else _LINES


def ours(place: str) -> Work:
    """The bulk path of the storage."""
    from contract_ai.storage.bulk import insert_rows
    from models.tables.invoice_lines import InvoiceLineRow

    database = _with_an_invoice(place)
    values = ("hour", Decimal("185.00"), Decimal("7400.00"), date(2026, 3, 16), date(2026, 3, 22))
    body = {"number": 1, "description": _TEXT, "amount": "7400.00"}
    row = dict(zip(_NAMES, (1, 0, _TEXT, Decimal(40), *values, body), strict=True))

    def work(lines: int) -> Done:
        with database.write() as session:
            rows = [{**row, "number": number} for number in range(lines)]
            insert_rows(session, InvoiceLineRow, rows)
        return Done(lines, lines)

    return work


def raw_sqlite(place: str) -> Work:
    """The driver's own way into the same table."""
    _with_an_invoice(place).close()
    connection = sqlite3.connect(place)
    marks = ", ".join("?" * len(_NAMES))
    statement = f"INSERT INTO invoice_line ({_COLUMNS}) VALUES ({marks})"  # noqa: S608 (our own names)

    def work(lines: int) -> Done:
        with connection:
            connection.executemany(statement, map(_plain, range(lines)))
        return Done(lines, lines)

    return work


def statements(place: str) -> Work:
    """The statements that the storage sends where it does not stream."""
    from contract_ai.storage import bulk

    work = ours(place)

    def slowly(lines: int) -> Done:
        streamed, bulk._STREAMED = bulk._STREAMED, lines + 1  # noqa: SLF001 (what it did before it streamed)
        try:
            return work(lines)
        finally:
            bulk._STREAMED = streamed  # noqa: SLF001 (see above)

    return slowly


def psycopg_many(url: str) -> Work:
    """Statements, which psycopg sends many at a time."""
    connection = _connected(url)
    marks = ", ".join(["%s"] * len(_NAMES))
    statement = f"INSERT INTO invoice_line ({_COLUMNS}) VALUES ({marks})"  # noqa: S608 (our own names)

    def work(lines: int) -> Done:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(statement, map(_plain, range(lines)))
        return Done(lines, lines)

    return work


def psycopg_copy(url: str) -> Work:
    """One stream."""
    connection = _connected(url)
    statement = f"COPY invoice_line ({_COLUMNS}) FROM STDIN"

    def work(lines: int) -> Done:
        with (
            connection.transaction(),
            connection.cursor() as cursor,
            cursor.copy(statement) as stream,
        ):
            for number in range(lines):
                stream.write_row(_plain(number))
        return Done(lines, lines)

    return work


def _plain(number: int) -> tuple[object, ...]:
    """A line as the columns hold it."""
    amounts = 185_000_000, 7_400_000_000
    body = '{"number": 1, "description": "Senior Engineer, week 12", "amount": "7400.00"}'
    return (1, number, _TEXT, 40_000_000, "hour", *amounts, "2026-03-16", "2026-03-22", body)


def _with_an_invoice(place: str) -> "Database":
    from contract_ai.storage.upgrade import open_database
    from models.tables.documents import DocumentRow
    from models.tables.invoices import InvoiceRow

    database = open_database(place)
    with database.write() as session:
        document = {"id": 1, "sha256": "aa", "kind": "invoice", "file": "a.pdf", "path": "a.pdf"}
        more = {"stamp": "1", "added_at": "2026-01-01T00:00:00Z"}
        session.add(DocumentRow.model_validate({**document, **more}))
        session.flush()
        invoice = {"id": 1, "document_id": 1, "position": 0, "kind": "invoice", "body": {}}
        session.add(InvoiceRow.model_validate(invoice))
    return database


def _file(inputs: Inputs, name: str) -> str:
    return str(Path(inputs.scratch) / f"{name}.db")


def server(inputs: Inputs, name: str) -> str:
    """Make an empty database on the server."""
    if not inputs.server:
        why = "CONTRACT_AI_TEST_POSTGRES names no PostgreSQL server on which databases may be made."
        raise AbsentError(why)
    from tests.contract_ai.storage.conftest import empty_database

    return empty_database(inputs.server, f"contract_ai_bench_{name}")


def _connected(url: str) -> Any:  # noqa: ANN401 (psycopg is an extra)
    import psycopg

    _with_an_invoice(url).close()
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)
