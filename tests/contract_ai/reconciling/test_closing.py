"""A month is closed once, with a statement that nobody changes unseen; what changes in it is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import col, select

from checks.reconciliation.three_way import Span
from contract_ai.reconciling.closing import Wanted, close, since
from contract_ai.reconciling.gathering import books_of
from contract_ai.reconciling.statement import Signed, load_statement
from contract_ai.storage.closings import closing_of, closings, reopen
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from models.errors import ErrorCode, RequestError, SettingsError
from models.ledgers import LedgerInvoice, LedgerPayout
from models.tables.audit import AuditEventRow
from tests.contract_ai.reconciling.papers import (
    NOW,
    TODAY,
    invoice,
    ledger,
    march,
    payout,
    put_invoice,
    put_records,
    retire_invoice,
)
from tests.contract_ai.storage.conftest import place_of

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
ANN = Actor("ann", "finance")
NOTE = "A-3 is entered in April"


@pytest.fixture(params=["memory", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(place_of(request.param, tmp_path))
    with opened.write() as session:
        march(session)
    yield opened
    opened.close()


def _close(database: Database, note: str = NOTE, today: date = TODAY) -> Signed:
    with database.write(ANN) as session:
        return close(session, Wanted(MARCH, NOW, today, note), KEY)


def _words(database: Database, told: Signed) -> list[str]:
    with database.read() as session:
        found = since(told, books_of(session), (KEY.public_key(),))
    assert found.wrong == ""
    return [*(one.words for one in found.moved), *(one.words for one in found.changes)]


def test_the_statement_says_what_the_month_holds(database: Database) -> None:
    said = _close(database).statement
    assert [(one.source, one.kind, one.count, one.total) for one in said.figures] == [
        ("here", "invoice", 3, "516.00"),
        ("stripe", "payout", 1, "116.50"),
        ("xero", "invoice", 2, "432.00"),
    ]
    assert (said.closed_by, said.role, said.note) == ("ann", "finance", NOTE)
    assert said.open_differences == 3
    assert said.event > 0
    with database.read() as session:
        kept = closing_of(session, date(2026, 3, 1))
        last = session.exec(select(AuditEventRow).order_by(col(AuditEventRow.seq).desc())).first()
    assert kept is not None
    assert kept.signed.statement == said
    assert kept.signed.wrong((OTHER.public_key(), KEY.public_key())) == ""
    assert last is not None
    assert (last.action, last.object, last.actor, last.reason) == (
        "period.closed",
        "period 2026-03",
        "ann",
        NOTE,
    )


def test_nothing_changed_is_told_as_nothing(database: Database) -> None:
    assert _words(database, _close(database)) == []


def test_what_is_outside_of_the_month_changes_nothing(database: Database) -> None:
    told = _close(database)
    with database.write() as session:
        put_invoice(session, invoice("A-9", "900.00", date(2026, 4, 1)))
        put_records(session, [ledger("A-9", "900.00", date(2026, 4, 1))])
        put_records(session, [ledger("A-1", "100.00", status="paid", open_amount="0")], "2")
    assert _words(database, told) == []


LATER: dict[str, tuple[list[LedgerInvoice | LedgerPayout], list[str]]] = {
    "an amount": (
        [ledger("A-1", "110.00")],
        [
            "Xero, invoices in EUR: 2 with 432.00 then, 2 with 444.00 now.",
            (
                "Invoice A-1 in Xero: net amount 100.00 then, 110.00 now; tax 20.00 then, 22.00 now; "
                "amount 120.00 then, 132.00 now."
            ),
            "New difference: A-1: tax 20.00 here, 22.00 in xero (record x-A-1).",
            "New difference: A-1: amount 120.00 here, 132.00 in xero (record x-A-1).",
        ],
    ),
    "a void": (
        [ledger("A-1", "100.00", status="void")],
        [
            "Xero, invoices in EUR: 2 with 432.00 then, 1 with 312.00 now.",
            "Invoice A-1 in Xero: state valid then, void now.",
            "New difference: A-1: void issued here, void in xero (record x-A-1).",
        ],
    ),
    "a day in another month": (
        [ledger("A-1", "100.00", date(2026, 4, 1))],
        [
            "Xero, invoices in EUR: 2 with 432.00 then, 1 with 312.00 now.",
            "Invoice A-1 in Xero was in the period with 120.00 EUR and is now dated 2026-04-01.",
            "New difference: A-1: date 2026-03-09 here, 2026-04-01 in xero (record x-A-1).",
        ],
    ),
    "a record that came late": (
        [ledger("A-3", "80.00")],
        [
            "Xero, invoices in EUR: 2 with 432.00 then, 3 with 528.00 now.",
            "Invoice A-3 in Xero of 2026-03-09 with 96.00 EUR was not in the period.",
            "No difference any more: A-3 was issued and is not in xero.",
        ],
    ),
    "parts of a payout": (
        [payout("116.50", ("charge", "120.00"), ("fee", "-3.00"))],
        [
            "Payout STRIPE PAYOUT in Stripe: sum of its parts 116.50 then, 117.00 now.",
            "New difference: Payout po_1 is 116.50; its charges, fees and refunds make 117.00.",
        ],
    ),
}


@pytest.mark.parametrize("what", LATER)
def test_a_later_change_is_told_in_words_and_figures(database: Database, what: str) -> None:
    told = _close(database)
    records, words = LATER[what]
    with database.write() as session:
        put_records(session, records, "2")
    found = _words(database, told)
    assert found == words


def test_an_invoice_that_is_gone_or_new_is_told(database: Database) -> None:
    told = _close(database)
    with database.write() as session:
        retire_invoice(session, "A-3")
        put_invoice(session, invoice("A-4", "10.00"))
    found = _words(database, told)
    assert found[0] == "Our invoices, invoices in EUR: 3 with 516.00 then, 3 with 432.00 now."
    assert "Invoice A-3 was in the period with 96.00 EUR and is not on file any more." in found
    assert "Invoice A-4 of 2026-03-09 with 12.00 EUR was not in the period." in found


def test_a_month_is_closed_once_and_reopened_with_a_reason(database: Database) -> None:
    first = _close(database)
    with pytest.raises(RequestError, match="closed already") as caught:
        _close(database)
    assert caught.value.code is ErrorCode.PERIOD_NOT_SO
    for reason, words in (("  ", "Say why"), ("a credit note came late", "")):
        with database.write(ANN) as session:
            if words:
                with pytest.raises(RequestError, match=words):
                    reopen(session, MARCH.start, reason, NOW)
            else:
                reopen(session, MARCH.start, reason, NOW)
    with database.write() as session, pytest.raises(RequestError, match="is not closed"):
        reopen(session, MARCH.start, "again", NOW)
    second = _close(database)
    assert second.statement.event > first.statement.event
    with database.read() as session:
        assert [one.stands for one in closings(session)] == [True, False]
        assert [one.reason for one in closings(session)] == [None, "a credit note came late"]
        assert len(closings(session, standing=True)) == 1


@pytest.mark.parametrize(
    ("note", "today", "words"),
    [("", TODAY, "Still open in 2026-03: 3 differences"), (NOTE, date(2026, 3, 31), "is not over")],
)
def test_a_month_is_not_closed_unseen(
    database: Database, note: str, today: date, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        _close(database, note, today)
    with database.read() as session:
        assert closings(session) == ()


def test_a_statement_that_was_touched_is_known(database: Database, tmp_path: Path) -> None:
    told, keys = _close(database), (KEY.public_key(),)
    place = tmp_path / "closed.json"
    place.write_bytes(told.file)
    assert load_statement(place) == told
    said = told.statement
    better = tuple(one.model_copy(update={"total": "1.00"}) for one in said.figures)
    touched = {
        "signed with the key given": replace(told, statement=said.model_copy(update={"note": "x"})),
        "list of what the period held": replace(told, held=told.held[:-1]),
        "list of differences": replace(told, differences=[]),
        "figures are not those": replace(
            told, statement=said.model_copy(update={"figures": better})
        ),
    }
    for words, one in touched.items():
        assert words in one.wrong(keys)
    assert "key given" in told.wrong((OTHER.public_key(),))
    place.write_text('{"statement": {}}')
    with pytest.raises(SettingsError) as caught:
        load_statement(place)
    assert caught.value.code is ErrorCode.STATEMENT_UNUSABLE


def test_amounts_are_added_exactly(database: Database) -> None:
    with database.write() as session:
        put_invoice(session, invoice("A-5", "0.10"))
        put_invoice(session, invoice("A-6", "0.20"))
    figure = _close(database).contents.figures[0]
    assert figure.total == Decimal("516.36")
