"""Stripe, QuickBooks and Xero at once, read by their connectors: what differs is found, no more."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checks.reconciliation.contents import differences_in
from checks.reconciliation.differences import Difference, DifferenceKind
from contract_ai.connectors.running import run
from contract_ai.connectors.services import Means
from contract_ai.intake.vault import Vault
from contract_ai.paying import match_waiting
from contract_ai.reconciling.gathering import books_of, movements_of
from contract_ai.storage.facts import load_facts
from contract_ai.storage.payments import held_lines, save_bank_file, undo
from contract_ai.storage.upgrade import open_database
from models.evidence import Evidence
from models.ledgers import Service
from models.payments import BankFile, BankLine, BankStatement
from tests.contract_ai.connectors.worlds import SEALS
from tests.contract_ai.reconciling.papers import invoice, put_invoice
from tests.fakes.quickbooks import FakeQuickBooks
from tests.fakes.service import BEGIN, Row, Time
from tests.fakes.stripe import FakeStripe
from tests.fakes.together import connect, together
from tests.fakes.xero import FakeXero

NUMBERS = [f"A-{number}" for number in range(1, 7)]
NET = {number: Decimal(100 + 17 * place) for place, number in enumerate(NUMBERS)}
THREE = (Service.STRIPE, Service.QUICKBOOKS, Service.XERO)
DAY = BEGIN.date()
WRONG = "A-3"
"""The invoice that something is wrong with."""


class Stage:
    """Our six invoices, the same in three systems, and a payout of three of them."""

    def __init__(self, folder: Path) -> None:
        self.time = Time()
        self.database = open_database(folder / "books.db")
        self.originals = Vault(folder / "originals")
        self.stripe, self.quickbooks = FakeStripe(self.time), FakeQuickBooks(self.time)
        self.xero = FakeXero(self.time)
        self.answers = together(
            {
                Service.STRIPE: self.stripe,
                Service.QUICKBOOKS: self.quickbooks,
                Service.XERO: self.xero,
            }
        )
        connect(self.database, SEALS, self.time, *THREE)
        with self.database.write() as session:
            for number, net in NET.items():
                put_invoice(session, invoice(number, str(net), DAY))
        for fake in (self.stripe, self.quickbooks, self.xero):
            fake.add(len(NUMBERS))
        for place, number in enumerate(NUMBERS):
            values = {"number": number, "net": NET[number], "tax": NET[number] / 5}
            self.write(place, customer="Acme Limited", currency="EUR", **values)
        self.put_payout("A-1", "A-2", WRONG)
        self.read()

    def put_payout(self, *numbers: str) -> str:
        charges = [("charge", int(NET[one] * 120), 300, f"ch_{one}") for one in numbers]
        return self.stripe.payout(*charges, ("refund", -1000, 0, "re_1"))

    def write(self, place: int, **values: object) -> None:
        """Write values into a row of each system, each in its own words."""
        for own, row in zip((_stripe, _quickbooks, _xero), self.rows(place), strict=True):
            row.update(own(row, values))
        self.touch(place)

    def rows(self, place: int) -> tuple[Row, Row, Row]:
        return (
            self.stripe.lists["invoices"][place],
            self.quickbooks.lists["Invoice"][place],
            self.xero.lists["Invoices"][place],
        )

    def touch(self, place: int) -> None:
        _, quickbooks, xero = self.rows(place)
        self.stripe.event("invoice.updated", self.stripe.lists["invoices"][place])
        quickbooks["SyncToken"] = str(int(quickbooks["SyncToken"]) + 1)
        quickbooks["updated"] = xero["updated"] = self.time.now()

    def again(self, place: int, identity: str, **values: object) -> None:
        """Make a further row of each system, like one that is there."""
        keys, lists = ("id", "Id", "InvoiceID"), ("invoices", "Invoice", "Invoices")
        held = (self.stripe.lists, self.quickbooks.lists, self.xero.lists)
        for own, name, key, row in zip(held, lists, keys, self.rows(place), strict=True):
            own[name].append({**row, key: identity})
        self.write(-1, **values)

    def as_credit_note(self, place: int) -> None:
        """Have a credit note in the place of an invoice."""
        stripe, quickbooks, xero = (dict(row) for row in self.rows(place))
        for fake in (self.stripe, self.quickbooks, self.xero):
            fake.delete(place)
        stripe |= {"id": "cn_1", "object": "credit_note", "status": "issued"}
        self.stripe.put("credit_notes", stripe)
        self.stripe.event("credit_note.created", stripe)
        self.quickbooks.lists["CreditMemo"].append(quickbooks | {"updated": self.time.now()})
        xero |= {"CreditNoteID": "cn-1", "CreditNoteNumber": xero.pop("InvoiceNumber")}
        xero |= {"Type": "ACCRECCREDIT", "updated": self.time.now()}
        del xero["InvoiceID"]
        self.xero.lists["CreditNotes"].append(xero)

    def read(self) -> None:
        means = Means(self.database, SEALS, self.time.clock(), self.answers)
        for service in THREE:
            run(service, means, self.originals)
        self.time.go(hours=2)

    def put_statement(self, *lines: tuple[date, str, str]) -> None:
        """Take a statement in: day, amount and words of each movement."""
        moved = tuple(
            BankLine(day, Decimal(amount), "EUR", text=text, evidence=Evidence(quote=text))
            for day, amount, text in lines
        )
        file = BankFile("csv", (BankStatement("DE02", "1", "EUR", moved),))
        with self.database.write() as session:
            save_bank_file(session, file, ("ab" * 32, "bank.csv", "bank.csv"), self.time.now())

    def match(self) -> None:
        match_waiting(self.database, as_of=self.time.now().date(), now=self.time.now())

    def found(self) -> list[Difference]:
        known = {number: net * 6 / 5 for number, net in NET.items()}
        with self.database.read() as session:
            return list(differences_in(books_of(session), None, known, movements_of(session)))

    def states(self) -> list[str]:
        with self.database.read() as session:
            return [one.state for one in held_lines(session)]

    def unmatched(self) -> list[Decimal]:
        """Return the payments of which the checks hear that they belong to no invoice."""
        with self.database.read() as session:
            return [one.amount for one in load_facts(session).payments or ()]


def _cents(value: Decimal) -> int:
    return int(value * 100)


def _stripe(row: Row, values: dict[str, Any]) -> Row:
    own: Row = {}
    for name, value in values.items():
        match value:
            case datetime():
                own["effective_at"] = int(value.timestamp())
            case Decimal() if name == "net":
                own |= {"subtotal": _cents(value), "total_excluding_tax": _cents(value)}
            case Decimal() if name == "tax":
                own["total_taxes"] = [{"amount": _cents(value), "tax_behavior": "exclusive"}]
            case Decimal():
                own["amount_remaining"] = _cents(value)
            case str() if name == "currency":
                own["currency"] = value.lower()
            case _:
                own["customer_name" if name == "customer" else name] = value
    if {"net", "tax"} & set(values):
        whole = {**row, **own}
        total = whole["total_excluding_tax"] + sum(one["amount"] for one in whole["total_taxes"])
        own = {"total": total, "amount_due": total, "amount_remaining": total} | own
    return own


def _quickbooks(row: Row, values: dict[str, Any]) -> Row:
    own: Row = {}
    tax: Decimal = values.get("tax", row["TxnTaxDetail"]["TotalTax"])
    if {"net", "tax"} & set(values):
        before: Decimal = row["TotalAmt"] - row["TxnTaxDetail"]["TotalTax"]
        net: Decimal = values.get("net", before)
        own |= {"TotalAmt": net + tax, "Balance": net + tax, "TxnTaxDetail": {"TotalTax": tax}}
    if "open" in values:
        own["Balance"] = values["open"]
    if "number" in values:
        own["DocNumber"] = values["number"]
    if "customer" in values:
        own["CustomerRef"] = {"value": "1", "name": values["customer"]}
    if "currency" in values:
        own["CurrencyRef"] = {"value": values["currency"]}
    if "day" in values:
        own["TxnDate"] = f"{values['day']:%Y-%m-%d}"
    return own


def _xero(row: Row, values: dict[str, Any]) -> Row:
    names = {
        "number": "InvoiceNumber",
        "currency": "CurrencyCode",
        "net": "SubTotal",
        "tax": "TotalTax",
        "open": "AmountDue",
    }
    own: Row = {names[name]: value for name, value in values.items() if name in names}
    if {"net", "tax"} & set(values):
        whole = {**row, **own}
        total = whole["SubTotal"] + whole["TotalTax"]
        own = {"Total": total, "AmountDue": total} | own
    if "customer" in values:
        own["Contact"] = {"ContactID": "contact-1", "Name": values["customer"]}
    if "day" in values:
        own["DateString"] = f"{values['day']:%Y-%m-%dT00:00:00}"
    return own


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.database.close()


AT = NUMBERS.index(WRONG)
LATER = BEGIN + timedelta(days=5)


def _deleted(stage: Stage) -> None:
    for fake in (stage.stripe, stage.quickbooks, stage.xero):
        fake.delete(AT)


def _void(stage: Stage) -> None:
    for fake in (stage.stripe, stage.quickbooks, stage.xero):
        fake.void(AT)


PLANTED: dict[DifferenceKind, Callable[[Stage], object]] = {
    DifferenceKind.MISSING_THERE: _deleted,
    DifferenceKind.MISSING_HERE: lambda stage: stage.again(
        AT, "unknown", number="ZZ-99", net=Decimal("3.00"), tax=Decimal("0.60"), customer="Nobody"
    ),
    DifferenceKind.NUMBER: lambda stage: stage.write(AT, number="3"),
    DifferenceKind.DATE: lambda stage: stage.write(AT, day=LATER),
    DifferenceKind.AMOUNT: lambda stage: stage.write(
        AT, net=NET[WRONG] + 9, open=NET[WRONG] * 6 / 5
    ),
    DifferenceKind.TAX: lambda stage: stage.write(
        AT, tax=NET[WRONG] / 5 + 1, open=NET[WRONG] * 6 / 5
    ),
    DifferenceKind.CUSTOMER: lambda stage: stage.write(AT, customer="Somebody Else SA"),
    DifferenceKind.CURRENCY: lambda stage: stage.write(AT, currency="USD"),
    DifferenceKind.STATUS: lambda stage: stage.write(AT, open=Decimal(7)),
    DifferenceKind.TWICE: lambda stage: stage.again(AT, "again"),
    DifferenceKind.VOID: _void,
    DifferenceKind.CREDIT: lambda stage: stage.as_credit_note(AT),
}


def test_equal_books_have_no_differences(stage: Stage) -> None:
    assert stage.found() == []
    with stage.database.read() as session:
        books = books_of(session)
    assert len(books.ours) == len(NUMBERS)
    assert len(books.theirs) == 3 * len(NUMBERS)
    (payout,) = books.payouts
    assert payout.unexplained == 0
    assert payout.amount == sum(NET[one] * 6 / 5 - 3 for one in NUMBERS[:3]) - 10


@pytest.mark.parametrize("kind", list(PLANTED))
def test_what_is_wrong_in_all_three_is_found_and_nothing_else(
    stage: Stage, kind: DifferenceKind
) -> None:
    PLANTED[kind](stage)
    stage.read()
    told = [(one.service, one.kind) for one in stage.found()]
    # A payment provider need not hold every invoice.
    there = [
        one
        for one in sorted(THREE)
        if kind is not DifferenceKind.MISSING_THERE or one is not Service.STRIPE
    ]
    assert told == [(service, kind) for service in there]


def test_a_payout_whose_parts_do_not_make_it_is_found(stage: Stage) -> None:
    stage.put_payout("A-4", "A-5")
    stage.stripe.lists["payouts"][-1]["amount"] += 250
    stage.read()
    (told,) = stage.found()
    assert (told.kind, told.amount) == (DifferenceKind.PAYOUT, Decimal("2.50"))


def test_every_kind_of_difference_was_planted() -> None:
    elsewhere = {DifferenceKind.PAYOUT, DifferenceKind.BANK}
    assert set(PLANTED) | elsewhere == set(DifferenceKind)


def _statement(stage: Stage, amount: Decimal) -> None:
    """Take in a statement with the money of the payout, and a payment of an invoice."""
    stage.put_statement(
        (DAY - timedelta(days=9), "-4.50", "account fee"),
        (DAY + timedelta(days=3), str(amount), "STRIPE PAYMENTS EUROPE STRIPE PAYOUT"),
        (DAY + timedelta(days=4), "77.00", "A stranger without any number"),
        (DAY + timedelta(days=20), "-4.50", "account fee"),
    )


def _paid_out(stage: Stage) -> Decimal:
    with stage.database.read() as session:
        (payout,) = books_of(session).payouts
    assert payout.amount is not None
    return payout.amount


def test_the_money_of_a_payout_on_the_account_is_no_payment_of_an_invoice(stage: Stage) -> None:
    _statement(stage, _paid_out(stage))
    stage.match()
    assert stage.found() == []
    assert stage.states() == ["out", "aside", "open", "out"]
    assert stage.unmatched() == [Decimal(77)]
    with stage.database.read() as session:
        line = held_lines(session)[1]
    assert line.aside is not None
    assert line.aside.startswith("The payout po_")


def test_what_a_person_took_back_is_left_to_people(stage: Stage) -> None:
    _statement(stage, _paid_out(stage))
    stage.match()
    with stage.database.write() as session:
        undo(session, held_lines(session)[1].number, "it is not", stage.time.now())
    stage.match()
    assert stage.states() == ["out", "open", "open", "out"]


def test_money_that_did_not_come_is_found(stage: Stage) -> None:
    _statement(stage, _paid_out(stage) - 5)
    stage.match()
    (told,) = stage.found()
    assert (told.kind, told.amount) == (DifferenceKind.BANK, Decimal(5))
    assert stage.states() == ["out", "open", "open", "out"]
