"""What becomes of each service's own forms: states, credits, payments, payouts, currencies."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from contract_ai.storage.ledgers import records
from models.invoices import InvoiceKind
from models.ledgers import (
    Allocation,
    Deal,
    LedgerCustomer,
    LedgerInvoice,
    LedgerPayment,
    LedgerPayout,
    LedgerRecord,
    LedgerStatus,
    PaymentStatus,
    PayoutItem,
    PayoutItemKind,
    RecordKind,
    Service,
)
from tests.contract_ai.connectors.worlds import World, world
from tests.fakes.hubspot import FakeHubSpot
from tests.fakes.quickbooks import FakeQuickBooks
from tests.fakes.salesforce import FakeSalesforce
from tests.fakes.service import Row
from tests.fakes.stripe import FakeStripe
from tests.fakes.xero import FakeXero
from tests.on_postgresql import copy

Open = Callable[[Service], World]


@pytest.fixture
def opened(tmp_path: Path, empty_file: Path) -> Iterator[Open]:
    made: list[World] = []

    def make(service: Service) -> World:
        copy(empty_file, tmp_path / "books.db")
        made.append(world(service, tmp_path))
        return made[0]

    yield make
    made[0].places.database.close()


def read(at: World, kind: RecordKind) -> list[LedgerRecord]:
    at.sync()
    with at.places.database.read() as session:
        return records(session, kind, [at.service])


def test_an_invoice_of_stripe(opened: Open) -> None:
    at = opened(Service.STRIPE)
    at.fake.add(1)
    assert read(at, RecordKind.INVOICE) == [
        LedgerInvoice(
            service=Service.STRIPE,
            id="in_000001",
            number="INV-000001",
            customer="Acme GmbH",
            customer_id="cus_1",
            issued_on=date(2026, 3, 1),
            due_on=date(2026, 3, 31),
            currency="EUR",
            net=Decimal("101.00"),
            tax=Decimal("19.00"),
            gross=Decimal("120.00"),
            open_amount=Decimal("120.00"),
            status=LedgerStatus.OPEN,
            updated_at=at.time.now(),
            custom={"contract": "C-000001"},
        )
    ]


@pytest.mark.parametrize(
    ("currency", "gross"),
    [("usd", "120.00"), ("jpy", "12000"), ("ugx", "120.00"), ("kwd", "12.000")],
)
def test_amounts_of_stripe_are_in_the_smallest_unit(
    opened: Open, currency: str, gross: str
) -> None:
    at = opened(Service.STRIPE)
    at.fake.add(1)
    assert isinstance(at.fake, FakeStripe)
    at.fake.lists["invoices"][0]["currency"] = currency
    (one,) = read(at, RecordKind.INVOICE)
    assert isinstance(one, LedgerInvoice)
    assert (one.gross, one.currency) == (Decimal(gross), currency.upper())


@pytest.mark.parametrize("status", ["draft", "open", "paid", "void", "uncollectible", "new one"])
def test_states_of_stripe(opened: Open, status: str) -> None:
    at = opened(Service.STRIPE)
    at.fake.add(1)
    assert isinstance(at.fake, FakeStripe)
    at.fake.lists["invoices"][0]["status"] = status
    (one,) = read(at, RecordKind.INVOICE)
    assert isinstance(one, LedgerInvoice)
    assert one.status == ("unknown" if status == "new one" else status)
    assert one.open_amount == (0 if status in {"paid", "void"} else one.gross)


def test_a_credit_note_of_stripe(opened: Open) -> None:
    at = opened(Service.STRIPE)
    assert isinstance(at.fake, FakeStripe)
    row: Row = {"id": "cn_1", "object": "credit_note", "number": "INV-1-CN-01", "status": "issued"}
    row |= {"currency": "eur", "total": 5000, "customer": "cus_1", "created": at.fake.seconds()}
    at.fake.put("credit_notes", row)
    (one,) = read(at, RecordKind.INVOICE)
    assert isinstance(one, LedgerInvoice)
    assert (one.kind, one.gross) == (InvoiceKind.CREDIT_NOTE, Decimal(50))


def test_a_payment_of_stripe_names_invoice_and_charge(opened: Open) -> None:
    at = opened(Service.STRIPE)
    assert isinstance(at.fake, FakeStripe)
    row: Row = {"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1", "status": "paid"}
    row |= {"amount_paid": 12000, "currency": "eur", "created": at.fake.seconds()}
    row |= {"status_transitions": {"paid_at": at.fake.seconds(), "canceled_at": None}}
    intent = {"id": "pi_1", "latest_charge": "ch_1", "customer": "cus_1"}
    at.fake.put("invoice_payments", row | {"payment": {"payment_intent": intent}})
    (one,) = read(at, RecordKind.PAYMENT)
    assert isinstance(one, LedgerPayment)
    assert one.allocations == (Allocation(invoice_id="in_1", amount=Decimal(120)),)
    assert (one.amount, one.reference, one.paid_on) == (Decimal(120), "ch_1", date(2026, 3, 1))
    assert one.status is PaymentStatus.SETTLED


def test_a_payout_of_stripe_sums_to_its_parts(opened: Open) -> None:
    at = opened(Service.STRIPE)
    assert isinstance(at.fake, FakeStripe)
    charges = [("charge", 12000, 378, f"ch_{number}") for number in range(11)]
    at.fake.payout(*charges, ("refund", -5000, 0, "re_1"), ("adjustment", 10, 0, "adj_1"))
    (one,) = read(at, RecordKind.PAYOUT)
    assert isinstance(one, LedgerPayout)
    assert one.amount == Decimal("1228.52")
    assert one.unexplained == 0
    assert len(one.items) == 24
    fee = PayoutItem(kind=PayoutItemKind.FEE, amount=Decimal("-3.78"), source_id="ch_0")
    assert fee in one.items
    assert {item.kind for item in one.items} == set(PayoutItemKind)


def test_a_pause_longer_than_events_are_kept_reads_everything(opened: Open) -> None:
    at = opened(Service.STRIPE)
    at.fake.add(15)
    at.sync()
    at.time.go(days=40)
    assert isinstance(at.fake, FakeStripe)
    at.fake.lists["events"].clear()
    at.fake.lists["invoices"][3]["total"] += 5
    at.sync()
    assert at.is_whole()


def test_a_void_invoice_and_a_credit_memo_of_quickbooks(opened: Open) -> None:
    at = opened(Service.QUICKBOOKS)
    at.fake.add(2)
    assert isinstance(at.fake, FakeQuickBooks)
    at.fake.void(0)
    at.fake.lists["Invoice"][1]["Balance"] = Decimal(0)
    credit = at.fake.lists["Invoice"][1] | {"Id": "1", "TotalAmt": Decimal("5.5")}
    at.fake.lists["CreditMemo"].append(credit)
    found = {one.id: one for one in read(at, RecordKind.INVOICE)}
    assert set(found) == {"1", "2", "CreditMemo-1"}
    void, paid, memo = found["1"], found["2"], found["CreditMemo-1"]
    assert isinstance(void, LedgerInvoice)
    assert isinstance(paid, LedgerInvoice)
    assert isinstance(memo, LedgerInvoice)
    assert (void.status, void.gross) == (LedgerStatus.VOID, Decimal(0))
    assert (paid.status, paid.tax, paid.net) == (LedgerStatus.PAID, Decimal("8.25"), Decimal(102))
    assert (memo.kind, memo.gross) == (InvoiceKind.CREDIT_NOTE, Decimal("5.5"))


def test_a_payment_of_quickbooks_settles_several_invoices(opened: Open) -> None:
    at = opened(Service.QUICKBOOKS)
    assert isinstance(at.fake, FakeQuickBooks)
    lines = [
        {"Amount": Decimal("60.00"), "LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]},
        {"Amount": Decimal("40.10"), "LinkedTxn": [{"TxnId": "2", "TxnType": "Invoice"}]},
    ]
    row: Row = {"Id": "9", "SyncToken": "0", "TotalAmt": Decimal("100.10"), "TxnDate": "2026-03-05"}
    row |= {"Line": lines, "PaymentRefNum": "wire 7", "updated": at.time.now()}
    row |= {"CurrencyRef": {"value": "USD"}, "CustomerRef": {"value": "1"}}
    at.fake.lists["Payment"].append(row)
    (one,) = read(at, RecordKind.PAYMENT)
    assert isinstance(one, LedgerPayment)
    assert one.invoice_ids == ("1", "2")
    assert [part.amount for part in one.allocations] == [Decimal("60.00"), Decimal("40.10")]
    assert (one.paid_on, one.reference) == (date(2026, 3, 5), "wire 7")


def test_contacts_credit_notes_and_payments_of_xero(opened: Open) -> None:
    at = opened(Service.XERO)
    assert isinstance(at.fake, FakeXero)
    now = at.time.now()
    contact: Row = {
        "ContactID": "contact-1",
        "Name": "Acme Ltd",
        "TaxNumber": "GB1",
        "updated": now,
    }
    at.fake.lists["Contacts"].append(contact)
    credit: Row = {"CreditNoteID": "cn-1", "CreditNoteNumber": "CN-1", "Type": "ACCRECCREDIT"}
    credit |= {"Status": "PAID", "Total": Decimal("12.5"), "RemainingCredit": 0, "updated": now}
    at.fake.lists["CreditNotes"].append(credit | {"Contact": {"ContactID": "contact-1"}})
    paid: Row = {"PaymentID": "p-1", "PaymentType": "ACCRECPAYMENT", "Status": "AUTHORISED"}
    paid |= {"Amount": Decimal("7.25"), "Date": "/Date(1772496000000+1300)/", "updated": now}
    paid |= {"Invoice": {"InvoiceID": "i-1", "CurrencyCode": "GBP"}, "Reference": "ref"}
    at.fake.lists["Payments"].append(paid)
    (customer,) = read(at, RecordKind.CUSTOMER)
    assert isinstance(customer, LedgerCustomer)
    assert (customer.name, customer.tax_id) == ("Acme Ltd", "GB1")
    (note,) = read(at, RecordKind.INVOICE)
    assert isinstance(note, LedgerInvoice)
    assert (note.kind, note.open_amount, note.customer) == (
        InvoiceKind.CREDIT_NOTE,
        Decimal(0),
        "Acme Ltd",
    )
    (payment,) = read(at, RecordKind.PAYMENT)
    assert isinstance(payment, LedgerPayment)
    assert (payment.paid_on, payment.currency) == (date(2026, 3, 3), "GBP")
    assert payment.allocations == (Allocation(invoice_id="i-1", amount=Decimal("7.25")),)


def test_bills_of_xero_are_none_of_ours(opened: Open) -> None:
    at = opened(Service.XERO)
    at.fake.add(2)
    assert isinstance(at.fake, FakeXero)
    at.fake.lists["Invoices"][0]["Type"] = "ACCPAY"
    assert len(read(at, RecordKind.INVOICE)) == 1


def test_deals_of_hubspot_are_named_after_their_company(opened: Open) -> None:
    at = opened(Service.HUBSPOT)
    at.fake.add(3)
    assert isinstance(at.fake, FakeHubSpot)
    company = {"id": "501", "archived": False, "updated": at.time.now(), "company": None}
    at.fake.lists["companies"].append(company | {"properties": {"name": "Acme SARL"}})
    said = at.fake.lists["deals"][1]["properties"]
    said |= {"hs_is_closed": "false", "hs_is_closed_won": "false", "amount": None}
    won, open_, _ = read(at, RecordKind.DEAL)
    assert isinstance(won, Deal)
    assert isinstance(open_, Deal)
    assert (won.customer, won.amount, won.won) == ("Acme SARL", Decimal("1001.50"), True)
    assert (won.closed_on, won.stage) == (date(2026, 3, 31), "closedwon")
    assert (open_.customer, open_.amount, open_.won) == (None, None, None)


def test_more_changes_than_a_search_finds_are_read_from_the_list(opened: Open) -> None:
    at = opened(Service.HUBSPOT)
    at.fake.add(30)
    at.sync()
    at.time.go(hours=2)
    for number in range(30):
        at.fake.change(number)
    assert isinstance(at.fake, FakeHubSpot)
    made = at.connector()
    page = made.page(RecordKind.DEAL, at.time.now(), None)
    assert page.next is not None
    assert page.next.startswith("search/")
    few = type(made)(made.client, made.currency, made.mapping, 10, 25)  # type: ignore[call-arg,attr-defined]
    page = few.page(RecordKind.DEAL, at.time.now(), None)
    assert (page.items, page.next) == ((), "list/")


def test_a_deal_of_salesforce(opened: Open) -> None:
    at = opened(Service.SALESFORCE)
    at.fake.add(2)
    assert isinstance(at.fake, FakeSalesforce)
    at.fake.lists["Opportunity"][1].update(IsWon=False, IsClosed=False, StageName="Proposal")
    won, open_ = read(at, RecordKind.DEAL)
    assert isinstance(won, Deal)
    assert isinstance(open_, Deal)
    assert (won.customer, won.currency, won.won) == ("Acme Corp", "USD", True)
    assert (open_.stage, open_.won) == ("Proposal", None)


def test_small_batches_of_salesforce_are_no_end(opened: Open) -> None:
    at = opened(Service.SALESFORCE)
    at.fake.add(23)
    assert isinstance(at.fake, FakeSalesforce)
    at.fake.batch = 4
    at.sync()
    assert at.is_whole()


@pytest.mark.parametrize("service", list(Service))
def test_the_service_says_how_many_there_are(opened: Open, service: Service) -> None:
    at = opened(service)
    at.fake.add(13)
    at.fake.delete(2)
    at.sync()
    there = at.connector().total(at.kind)
    assert there == (None if service is Service.STRIPE else 12)
    assert len(at.held()) == 12
