"""Closing a month from the command line, and what is told of it afterwards."""

import json
from datetime import date
from pathlib import Path

import pytest

from contract_ai.storage.upgrade import open_database
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.reconciling.papers import ledger, march, put_records

CLOSED = "closed-2026-03.json"


@pytest.fixture
def books(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("contract_ai.cli.reconcile_closing.today", lambda: date(2026, 4, 2))
    place = str(tmp_path / "books.db")
    database = open_database(place)
    with database.write() as session:
        march(session, clean=True)
    database.close()
    assert program("audit", "key", "--key", "audit.pem").code == 0
    return place


def _change(place: str) -> None:
    database = open_database(place)
    with database.write() as session:
        put_records(session, [ledger("A-1", "110.00")], "2")
    database.close()


def test_a_month_is_closed_and_a_later_change_is_shown(program: Program, books: str) -> None:
    on = ("--period", "2026-03", "--database", books)
    made = program("reconcile", "close", *on, "--key", "audit.pem")
    assert made.code == 0, made.err
    assert "here: 3 invoices, 516.00 EUR" in made.out
    assert CLOSED in made.err
    statement = json.loads(Path(CLOSED).read_text("utf-8"))
    assert statement["statement"]["open_differences"] == 0
    verify = ("verify", CLOSED, "--public-key", "audit.pem.pub", "--database", books)
    same = program("reconcile", *verify)
    assert (same.code, "Nothing changed since." in same.out) == (0, True)

    _change(books)
    told = program("reconcile", "show", *on, "--public-key", "audit.pem.pub")
    assert told.code == 1
    assert (
        "CHANGED SINCE: Xero, invoices in EUR: 3 with 516.00 then, 3 with 528.00 now." in told.out
    )
    shown = program("reconcile", "show", "--database", books, "--format", "json").json
    assert [one["amount"] for one in shown[0]["changes"]] == ["12.00", None, None]
    assert program("reconcile", *verify).code == 1


def test_a_month_is_closed_once(program: Program, books: str) -> None:
    on = ("--period", "2026-03", "--database", books)
    close = ("reconcile", "close", *on, "--key", "audit.pem")
    assert program(*close).code == 0
    again = program(*close, "-o", "other.json")
    assert (again.code, "PERIOD_NOT_SO" in again.err) == (2, True)
    assert not Path("other.json").exists()
    there = program(*close)
    assert "OUTPUT_UNWRITABLE" in there.err
    assert program("reconcile", "reopen", *on, "--reason", "late credit note").code == 0
    for gone in (("show", *on), ("statement", *on, "-o", "b.json")):
        assert "PERIOD_NOT_SO" in program("reconcile", *gone).err
    assert program(*close, "-o", "other.json").code == 0
    assert program("reconcile", "statement", *on, "-o", "b.json").code == 0
    assert Path("b.json").read_bytes() == Path("other.json").read_bytes()


def test_wrong_usage_is_told(program: Program, books: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on = ("--period", "2026-03", "--database", books)
    assert program("reconcile", "close", *on).code == 2
    monkeypatch.setenv("CONTRACT_AI_CLOSING_KEY", "audit.pem")
    assert program("reconcile", "close", *on).code == 0
    other = program("reconcile", "verify", "audit.pem", "--database", books)
    assert "STATEMENT_UNUSABLE" in other.err
    none = program("reconcile", "show", "--database", "new.db")
    assert (none.code, "No month is closed." in none.err) == (0, True)


def test_a_touched_file_is_told(program: Program, books: str) -> None:
    on = ("--period", "2026-03", "--database", books)
    assert program("reconcile", "close", *on, "--key", "audit.pem").code == 0
    file = Path(CLOSED)
    file.write_text(file.read_text("utf-8").replace("516.00", "616.00"), "utf-8")
    told = program(
        "reconcile", "verify", CLOSED, "--public-key", "audit.pem.pub", "--database", books
    )
    assert told.code == 1
    assert "THE STATEMENT DOES NOT HOLD" in told.out
