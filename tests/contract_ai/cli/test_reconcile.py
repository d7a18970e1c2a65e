"""Our invoices beside records of other systems, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

from contract_ai.storage.ledgers import Read, save_records
from contract_ai.storage.upgrade import open_database
from models.ledgers import LedgerInvoice, LedgerPayout, LedgerRecord, RecordKind
from tests.contract_ai.cli.invoke import Program

BILL = {
    "schema": "invoice/1",
    "document": {"file": "A-1.json"},
    "number": "A-1",
    "issue_date": "2026-03-02",
    "supplier": {"name": "Us GmbH"},
    "customer": {"name": "Acme Ltd"},
    "currency": "EUR",
    "net_amount": "100.00",
    "tax_amount": "20.00",
    "total": "120.00",
    "lines": [{"number": 1, "description": "Work", "amount": "100.00"}],
}
RECORD = {
    "service": "xero",
    "id": "x-1",
    "number": "A-1",
    "customer": "Acme Limited",
    "issued_on": "2026-03-02",
    "currency": "EUR",
    "net": "100.00",
    "tax": "20.00",
    "gross": "120.00",
    "status": "open",
}
PAYOUT = {
    "service": "stripe",
    "id": "po_1",
    "arrived_on": "2026-03-05",
    "amount": "90.00",
    "currency": "EUR",
    "items": [{"kind": "charge", "amount": "100.00"}, {"kind": "fee", "amount": "-3.00"}],
}


def _books(program: Program, folder: Path) -> str:
    (folder / "in" / "invoices").mkdir(parents=True)
    (folder / "in" / "invoices" / "A-1.json").write_text(json.dumps(BILL))
    place = str(folder / "books.db")
    assert program("add", folder / "in", "--database", place).code == 0
    return place


def test_differences_are_told(program: Program, tmp_path: Path) -> None:
    place, records = _books(program, tmp_path), tmp_path / "records.json"
    command = ("reconcile", "--database", place, "--records", records)
    records.write_text(json.dumps([RECORD]))
    same = program(*command)
    assert (same.code, same.out) == (0, "")
    assert "0 differences with xero." in same.err

    records.write_text(json.dumps([RECORD | {"gross": "130.00"}, PAYOUT]))
    other = program(*command, "--format", "json")
    assert other.code == 1
    assert [(one["kind"], one["amount"]) for one in other.json] == [
        ("amount", "10.00"),
        ("payout", "7.00"),
    ]
    april = program(*command, "--period", "2026-04")
    assert (april.code, april.out) == (0, "")


def test_what_was_synced_is_compared(program: Program, tmp_path: Path) -> None:
    place = _books(program, tmp_path)
    synced: list[tuple[RecordKind, LedgerRecord]] = [
        (RecordKind.INVOICE, LedgerInvoice.model_validate(RECORD | {"gross": "130.00"})),
        (RecordKind.PAYOUT, LedgerPayout.model_validate(PAYOUT)),
    ]
    database = open_database(place)
    with database.write() as session:
        for kind, one in synced:
            read = [Read(one, "1", "ab" * 32)]
            save_records(session, one.service, kind, read, datetime(2026, 4, 1, tzinfo=UTC))
    database.close()
    told = program("reconcile", "--database", place, "--format", "json")
    assert told.code == 1
    assert [(one["kind"], one["service"]) for one in told.json] == [
        ("amount", "xero"),
        ("payout", "stripe"),
    ]


def test_what_is_open_is_compared_where_payments_are_on_file(
    program: Program, tmp_path: Path
) -> None:
    place, records = _books(program, tmp_path), tmp_path / "records.json"
    command = ("reconcile", "--database", place, "--records", records, "--format", "json")
    records.write_text(json.dumps([RECORD | {"status": "paid", "open_amount": "0.00"}]))
    assert program(*command).json == []
    (tmp_path / "in" / "facts").mkdir()
    paid = "invoice_number,paid_on,amount,currency\nA-1,2026-03-20,50.00,EUR\n"
    (tmp_path / "in" / "facts" / "payments.csv").write_text(paid)
    assert program("add", tmp_path / "in", "--database", place).code == 0
    (one,) = program(*command).json
    assert (one["kind"], one["amount"]) == ("status", "70.00")
    assert (one["ours"], one["theirs"]) == ("70.00 open", "0.00 open, paid")


def test_wrong_usage_is_told(program: Program, tmp_path: Path) -> None:
    assert program("reconcile", "--period", "March").code == 2
    records = tmp_path / "records.json"
    records.write_text('[{"service": "sage"}]')
    assert program("reconcile", "--records", records).code == 2
    none = program("reconcile")
    assert none.code == 0
    assert "nothing was compared" in none.err
