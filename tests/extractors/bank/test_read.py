"""Samples of every format, made up after the published specifications."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.bank.read import read_bank_file
from models.payments import BankFile

D = Decimal
SAMPLES = Path(__file__).parent / "samples"


def read(name: str) -> BankFile:
    """Read one sample."""
    return read_bank_file((SAMPLES / name).read_bytes(), name)


def test_camt053() -> None:
    """A batch is split, a pending entry is left out, the balances add up."""
    file = read("camt053.xml")
    (statement,) = file.statements
    assert (file.format, statement.account, statement.number) == (
        "CAMT.053",
        "DE89370400440532013000",
        "77",
    )
    assert (statement.opening, statement.closing, file.warnings) == (D("1000.00"), D("4190.00"), ())
    assert [line.amount for line in file.lines] == [D(1200), D(1500), D(500), D(-10)]
    first, batched, second, back = file.lines
    assert (first.booked_on, first.valued_on) == (date(2026, 3, 31), date(2026, 4, 1))
    assert (first.counterparty, first.counterparty_account) == (
        "Larkspur GmbH",
        "DE02120300000000202051",
    )
    assert (first.text, first.reference) == ("Invoice 2026-0042", "RF18539007547034")
    assert (first.end_to_end_id, first.bank_id, first.fees) == ("E2E-1", "B1", D("5.00"))
    assert (first.instructed, first.instructed_currency) == (D("1300.00"), "USD")
    assert (batched.bank_id, batched.end_to_end_id, batched.counterparty) == (
        "B2-1",
        None,
        "Ada Ltd",
    )
    assert (second.bank_id, second.evidence.anchor) == (None, "Stmt/Ntry[2]/TxDtls[2]")
    assert back.reversal
    assert back.text == "Return of a direct debit"
    assert "INV 9" in batched.evidence.quote


def test_a_batch_that_does_not_add_up_stays_one_movement() -> None:
    """Nothing is guessed: the entry counts, and a person is told."""
    data = (SAMPLES / "camt053.xml").read_bytes().replace(b">1500.00<", b">1501.00<")
    file = read_bank_file(data, "a.xml")
    assert [line.amount for line in file.lines] == [D(1200), D(2000), D(-10)]
    assert "do not add up" in file.warnings[0]


def test_mt940() -> None:
    """Two messages: German subfields, plain words, "/REMI/" words, a credit taken back."""
    file = read("mt940.sta")
    first, second = file.statements
    assert (first.account, first.number, first.currency) == (
        "37040044/0532013000",
        "00077/001",
        "EUR",
    )
    assert (first.opening, first.closing, second.opening) == (D(1000), D("2089.50"), D(-50))
    assert file.warnings == ()
    paid, fee, back = first.lines
    assert (paid.booked_on, paid.valued_on) == (date(2026, 3, 31), date(2026, 4, 1))
    assert (paid.text, paid.counterparty) == ("Invoice 2026-0042 thank you", "Larkspur GmbH")
    assert (paid.end_to_end_id, paid.bank_id) == ("E2E-1", "B1")
    assert (paid.counterparty_account, paid.evidence.anchor) == ("DE02120300000000202051", "line 6")
    assert (fee.amount, fee.booked_on, fee.text) == (
        D("-10.5"),
        date(2025, 12, 31),
        "Account fee for December",
    )
    assert (back.amount, back.reversal, back.bank_id) == (D(-100), True, "B3")
    (dutch,) = second.lines
    assert (dutch.text, dutch.counterparty, dutch.end_to_end_id) == ("INV 9", "Ada BV", "X-1")


def test_ofx_of_both_kinds() -> None:
    """SGML without closing tags, and XML; the day is the bank's own."""
    old, new = read("sgml.ofx"), read("xml.qfx")
    (statement,) = old.statements
    assert (statement.account, statement.closing) == ("000123456789", D("5000.00"))
    first, check = statement.lines
    assert (first.booked_on, first.amount, first.currency) == (
        date(2026, 3, 31),
        D("1200.00"),
        "USD",
    )
    assert (first.counterparty, first.text, first.bank_id) == (
        "Larkspur & Sons",
        "Invoice 2026-0042",
        "F-1",
    )
    assert (check.amount, check.reference, check.evidence.anchor) == (D("-45.5"), "1001", "line 22")
    (card,) = new.lines
    assert (card.amount, card.currency, card.counterparty) == (D("12.50"), "CHF", "Ada")
    assert (card.booked_on, card.valued_on) == (date(2026, 3, 31), date(2026, 4, 2))


def test_bai2() -> None:
    """Amounts in cents, signs by type code, text that goes on, control totals that agree."""
    file = read("report.bai")
    (statement,) = file.statements
    assert (statement.opening, statement.closing, file.warnings) == (D(5000), D(6145), ())
    first, check, wire = statement.lines
    assert [line.amount for line in file.lines] == [D(1200), D(-105), D(50)]
    assert (first.booked_on, first.bank_id, first.reference) == (
        date(2026, 3, 31),
        "B1",
        "2026-0042",
    )
    assert first.text == "LARKSPUR LTD,INV 2026-0042"
    assert (check.reference, wire.bank_id) == (None, None)
    assert wire.text == "WIRE IN FROM ADA, INV 9 THANK YOU"


def test_tables() -> None:
    """German and English headings, one amount or two columns; a row without a date is named."""
    german, english = read("export.csv"), read("columns.csv")
    assert [line.amount for line in german.lines] == [D("1200.00"), D("-10.50")]
    assert german.lines[0].counterparty == "Larkspur GmbH"
    assert german.lines[0].valued_on == date(2026, 4, 1)
    assert len(german.refused) == 1
    assert german.refused[0].startswith("row 5:")
    assert [line.amount for line in english.lines] == [D("-10.50"), D("1200.00")]
    assert english.lines[1].bank_id == "T2"
    assert english.warnings == ()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("camt053.xml", b">4190.00<", b">4190.01<"),
        ("mt940.sta", b"EUR2089,50\n:64", b"EUR2089,51\n:64"),
        ("report.bai", b"015,614500", b"015,614600"),
        ("columns.csv", b"2189.50", b"2189.51"),
    ],
)
def test_balances_that_do_not_follow_are_named(name: str, old: bytes, new: bytes) -> None:
    """Opening balance and movements must give the closing one."""
    data = (SAMPLES / name).read_bytes()
    assert old in data
    file = read_bank_file(data.replace(old, new), name)
    assert file.warnings
    assert file.lines
