"""Contracts go when their time is over: with their family, and not while one is on hold."""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import Session, col, select

from contract_ai.cli.main import cli
from contract_ai.intake.ending import ended
from contract_ai.intake.erasure import OnHold, erase
from contract_ai.intake.retention import (
    NotPossible,
    Rule,
    holds,
    lift_hold,
    put_on_hold,
    rule,
    set_rule,
)
from contract_ai.pool import open_pool
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from models.accounts import Actor
from models.tables import tests as tested
from models.tables.audit import AuditEventRow
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.invoices import InvoiceRow
from models.tables.runs import PartRow

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
MONTHS = 12
# name: (expires, renews itself, last invoice, stands under, taken out of use)
BOOK: dict[str, tuple[str, bool, str, str, bool]] = {
    "Ended": ("2024-03-31", False, "", "", False),
    "Billed-later": ("2024-03-31", False, "2025-09-01", "", False),
    "Renews": ("2024-03-31", True, "", "", False),
    "Renews-billed": ("2024-03-31", True, "2024-05-01", "", False),
    "No-day": ("", False, "", "", False),
    "For-ever": ("9999-12-31", False, "", "", False),
    "Master": ("", False, "", "", False),
    "Order-old": ("2023-12-31", False, "", "Master", False),
    "Order-new": ("2025-06-30", False, "", "Master", False),
    "Taken-out": ("2020-01-01", False, "", "", True),
}
UNCHECKED = "Not-checked"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _document(session: Session, kind: str, name: str, *, retired: bool = False) -> int:
    row = DocumentRow(
        sha256=sha256(f"{kind} {name}".encode()).hexdigest(),
        kind=kind,
        file=f"{name}.pdf",
        path=f"/{kind}/{name}.pdf",
        stamp="v",
        added_at=NOW,
        retired_at=NOW if retired else None,
    )
    session.add(row)
    session.flush()
    return row.id or 0


def _contract(session: Session, name: str, expires: str, *, renews: bool, retired: bool) -> None:
    row = ContractRow(
        document_id=_document(session, "contract", name, retired=retired),
        stem=name,
        kind="order",
        expiration_date=_day(expires),
        body={"contract": {"auto_renewal": renews}},
    )
    session.add(row)


def _invoice(session: Session, name: str, day: str) -> int | None:
    row = InvoiceRow(
        document_id=_document(session, "invoice", name),
        position=0,
        kind="invoice",
        issue_date=_day(day),
        body={},
    )
    session.add(row)
    session.flush()
    return row.id


@pytest.fixture
def book(database: Database) -> Database:
    with database.write() as session:
        part = PartRow(key="k", fingerprint="f", as_of=NOW.date(), findings=0, tests=0)
        session.add(part)
        session.flush()
        for name, (expires, renews, billed, parent, retired) in BOOK.items():
            _contract(session, name, expires, renews=renews, retired=retired)
            if retired:
                continue
            row = tested.TestedRow(part_id=part.id or 0, place=name, contract=name)
            row.parent = parent or None
            session.add(row)
            if billed:
                bill = tested.TestedRow(part_id=part.id or 0, place=f"{name} 1", contract=name)
                bill.invoice, bill.document = "1", "i"
                bill.invoice_id = _invoice(session, name, billed)
                session.add(bill)
        _contract(session, UNCHECKED, "2001-01-01", renews=False, retired=False)
    return database


def _due(database: Database, today: str) -> dict[str, str]:
    with database.read() as session:
        found = ended(session, Rule(MONTHS, "ann", NOW), date.fromisoformat(today))
    return {one.contract: one.held for one in found}


@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2020-12-31", set()),
        ("2021-01-01", {"Taken-out"}),
        ("2025-03-31", {"Taken-out", "Ended"}),
        ("2025-05-01", {"Taken-out", "Ended", "Renews-billed"}),
        ("2026-06-29", {"Taken-out", "Ended", "Renews-billed"}),
        ("2026-06-30", {"Taken-out", "Ended", "Renews-billed", "Master", "Order-old", "Order-new"}),
    ],
)
def test_a_contract_is_due_when_its_family_ended(book: Database, today: str, due: set[str]) -> None:
    assert set(_due(book, today)) == due


def test_what_no_day_or_no_check_tells_of_is_never_due(book: Database) -> None:
    assert {"Renews", "No-day", "For-ever", UNCHECKED} & set(_due(book, "2400-01-01")) == set()


def test_a_hold_keeps_the_whole_family(book: Database) -> None:
    with book.write() as session:
        put_on_hold(session, "Order-old", "Lawsuit 7.", NOW)
    found = _due(book, "2026-06-30")
    family = ("Master", "Order-old", "Order-new")
    assert [found[one] for one in family] == ["Order-old"] * len(family)
    assert found["Ended"] == ""
    with book.write() as session:
        lift_hold(session, "Order-old", "Settled.", NOW)
        assert holds(session) == ()
    assert set(_due(book, "2026-06-30").values()) == {""}


def test_rules_and_holds_are_in_the_trail(book: Database) -> None:
    with book.write(Actor("carol", "administrator")) as session:
        set_rule(session, 84, "Policy 3.", NOW)
        put_on_hold(session, "Ended", "Lawsuit 7.", NOW)
        lift_hold(session, "Ended", "Settled.", NOW)
        set_rule(session, None, "Policy 4.", NOW)
    with book.read() as session:
        assert rule(session) is None
        actions = col(AuditEventRow.action)
        query = select(AuditEventRow).where(
            actions.startswith("hold") | (actions == "retention.rule")
        )
        events = [(one.action, one.actor, one.reason) for one in session.exec(query)]
    assert events == [
        ("retention.rule", "carol", "Policy 3."),
        ("hold.set", "carol", "Lawsuit 7."),
        ("hold.lifted", "carol", "Settled."),
        ("retention.rule", "carol", "Policy 4."),
    ]


@pytest.mark.parametrize("months", [0, -1, 1201])
def test_a_rule_that_makes_no_sense_is_refused(book: Database, months: int) -> None:
    with book.write() as session, pytest.raises(NotPossible):
        set_rule(session, months, "Because.", NOW)


def test_what_cannot_be_held_or_lifted_is_said(book: Database) -> None:
    with book.write() as session:
        for act, name, why in (
            (put_on_hold, "No-such", "Why."),
            (put_on_hold, "Ended", " "),
            (lift_hold, "Ended", "Why."),
        ):
            with pytest.raises(NotPossible):
                act(session, name, why, NOW)
        put_on_hold(session, "Ended", "Why.", NOW)
        session.flush()
        with pytest.raises(NotPossible, match="already"):
            put_on_hold(session, "Ended", "Why.", NOW)


def test_nothing_erases_a_contract_on_hold(book: Database) -> None:
    with book.write() as session:
        put_on_hold(session, "Ended", "Lawsuit 7.", NOW)
    settings = Settings(workers=1)
    reader = Reader(lambda: open_pool(settings), settings)
    with pytest.raises(OnHold):
        erase(book, None, reader, "Ended", reason="Retention.", now=NOW)


def test_the_command_says_first_and_erases_then(book: Database, tmp_path: Path) -> None:
    place = ["--database", str(tmp_path / "books.db")]
    runner = CliRunner()
    none = runner.invoke(cli, ["retention", "--yes", *place])
    assert "There is no rule" in none.stderr
    with book.write() as session:
        set_rule(session, MONTHS, "Policy 3.", NOW)
        put_on_hold(session, "Renews-billed", "Lawsuit 7.", NOW)
    day = ["--as-of", "2025-05-01"]
    said = runner.invoke(cli, ["retention", "--dry-run", *day, *place])
    assert "Ended: the contract ended on 2024-03-31, due since 2025-03-31\n" in said.stdout
    assert "kept: Renews-billed is on hold" in said.stdout
    with book.read() as session:
        assert _stems(session) >= {"Ended", "Taken-out"}
    done = runner.invoke(cli, ["retention", "--yes", *day, *place])
    assert done.exit_code == 0
    with book.read() as session:
        left = _stems(session)
        reasons = session.exec(
            select(AuditEventRow.reason).where(AuditEventRow.action == "contract.erased")
        ).all()
    assert left.isdisjoint({"Ended", "Taken-out"})
    assert "Renews-billed" in left
    assert "Retention: the contract ended on 2024-03-31." in reasons


def _stems(session: Session) -> set[str]:
    return set(session.exec(select(ContractRow.stem)))
