"""Planted differences of every kind are found, and none is invented, in three systems at once."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from checks.reconciliation.differences import DifferenceKind
from checks.reconciliation.payouts import payout_differences
from checks.reconciliation.three_way import Span, differences
from models.invoices import Invoice, InvoiceKind
from models.ledgers import (
    LedgerInvoice,
    LedgerPayout,
    LedgerStatus,
    PayoutItem,
    PayoutItemKind,
    Service,
)

SEED = 4711
SERVICES = (Service.STRIPE, Service.QUICKBOOKS, Service.XERO)
CUSTOMERS = ("Harbor Light Clinics LLC", "Ferrous Works GmbH", "Quillfeather Publishing Ltd")
OPEN = Decimal(0)
Books = tuple[list[Invoice], list[LedgerInvoice]]


def _clean(chance: Random) -> Books:
    """Make up 40 invoices and credit notes, each in all systems in their own writing."""
    ours, theirs = [], []
    for number in range(1, 41):
        net = Decimal(chance.randint(1_000, 900_000)) / 100
        tax = (net / 5).quantize(Decimal("0.01"))
        kind = InvoiceKind.CREDIT_NOTE if chance.random() < 0.1 else InvoiceKind.INVOICE
        name, day = chance.choice(CUSTOMERS), date(2026, 3, 1) + timedelta(chance.randrange(31))
        printed = f"INV-{number:04}"
        ours.append(
            Invoice.model_validate(
                {
                    "document": {"file": f"{printed}.xml"},
                    "number": printed,
                    "kind": kind,
                    "issue_date": day,
                    "customer": {"name": name},
                    "currency": "EUR",
                    "net_amount": net,
                    "tax_amount": tax,
                    "total": net + tax,
                }
            )
        )
        theirs += [
            LedgerInvoice(
                service=service,
                id=f"{service.value}-{number}",
                number=chance.choice([printed, printed.lower(), f"INV {number:04}"]),
                kind=kind,
                customer=chance.choice([name, name.upper(), None]),
                issued_on=day,
                currency="EUR",
                net=chance.choice([net, None]),
                tax=tax,
                gross=net + tax,
                open_amount=OPEN,
                status=LedgerStatus.PAID,
            )
            for service in SERVICES
        ]
    chance.shuffle(theirs)
    return ours, theirs


def _changed(**values: object) -> Callable[[LedgerInvoice], list[LedgerInvoice]]:
    return lambda record: [record.model_copy(update=values)]


def _more(field: str) -> Callable[[LedgerInvoice], list[LedgerInvoice]]:
    return lambda record: [record.model_copy(update={field: getattr(record, field) + 9})]


PLANTED: dict[DifferenceKind, Callable[[LedgerInvoice], list[LedgerInvoice]]] = {
    DifferenceKind.MISSING_THERE: lambda _: [],
    DifferenceKind.NUMBER: lambda record: [
        record.model_copy(update={"number": (record.number or "")[-4:].lstrip("0")})
    ],
    DifferenceKind.DATE: _changed(issued_on=date(2026, 4, 15)),
    DifferenceKind.AMOUNT: _more("gross"),
    DifferenceKind.TAX: _more("tax"),
    DifferenceKind.CUSTOMER: _changed(customer="Somebody Else SA"),
    DifferenceKind.CURRENCY: _changed(currency="USD"),
    DifferenceKind.STATUS: _changed(open_amount=Decimal(7), status=LedgerStatus.OPEN),
    DifferenceKind.TWICE: lambda record: [record, record.model_copy(update={"id": "again"})],
    DifferenceKind.VOID: _changed(status=LedgerStatus.VOID),
    DifferenceKind.CREDIT: lambda record: [
        record.model_copy(
            update={
                "kind": InvoiceKind.CREDIT_NOTE
                if record.kind is InvoiceKind.INVOICE
                else InvoiceKind.INVOICE
            }
        )
    ],
    DifferenceKind.MISSING_HERE: lambda record: [
        record,
        record.model_copy(update={"id": "unknown", "number": "ZZ-9999", "gross": Decimal("3.33")}),
    ],
}


def _open(ours: list[Invoice]) -> dict[str, Decimal]:
    return {one.number or "": OPEN for one in ours}


@pytest.mark.parametrize("seed", range(SEED, SEED + 20))
def test_clean_books_have_no_differences(seed: int) -> None:
    ours, theirs = _clean(Random(seed))  # noqa: S311 (made data, no secret)
    every = frozenset(SERVICES)
    assert differences(ours, theirs, open_amounts=_open(ours), complete=every) == ()


@pytest.mark.parametrize("kind", list(PLANTED))
@pytest.mark.parametrize("seed", range(SEED, SEED + 5))
def test_each_planted_difference_is_found_and_nothing_else(kind: DifferenceKind, seed: int) -> None:
    print(f"seed {seed}")  # noqa: T201 (shown where the test fails)
    chance = Random(seed)  # noqa: S311 (made data, no secret)
    ours, theirs = _clean(chance)
    wrong = [next(one for one in theirs if one.service is service) for service in SERVICES]
    changed = [new for one in theirs for new in (PLANTED[kind](one) if one in wrong else [one])]
    every = frozenset(SERVICES)
    found = differences(ours, changed, open_amounts=_open(ours), complete=every)
    assert [(one.service, one.kind) for one in found] == [
        (service, kind) for service in sorted(SERVICES)
    ]


def test_a_payment_provider_need_not_hold_every_invoice() -> None:
    ours, theirs = _clean(Random(SEED))  # noqa: S311 (made data, no secret)
    some = [one for one in theirs if one.service is Service.STRIPE][:5]
    assert differences(ours, some) == ()


def test_drafts_deleted_and_lone_void_records_count_for_nothing() -> None:
    base = LedgerInvoice(service=Service.XERO, id="x", number="ZZ-1", issued_on=date(2026, 3, 3))
    changes = ({"status": LedgerStatus.DRAFT}, {"deleted": True}, {"status": LedgerStatus.VOID})
    assert differences([], [base.model_copy(update=change) for change in changes]) == ()


def test_only_the_days_asked_for_are_compared() -> None:
    ours, theirs = _clean(Random(SEED))  # noqa: S311 (made data, no secret)
    xero = [one for one in theirs if one.service is Service.XERO][1:]
    assert len(differences(ours, xero)) == 1
    assert differences(ours, xero, span=Span(date(2026, 5, 1), date(2026, 5, 31))) == ()


@pytest.mark.parametrize(("amount", "left"), [("87.10", None), ("90.00", "2.90")])
def test_a_payout_is_its_charges_fees_and_refunds(amount: str, left: str | None) -> None:
    items = (
        PayoutItem(kind=PayoutItemKind.CHARGE, amount=Decimal("100.00")),
        PayoutItem(kind=PayoutItemKind.FEE, amount=Decimal("-2.90")),
        PayoutItem(kind=PayoutItemKind.REFUND, amount=Decimal("-10.00")),
    )
    payout = LedgerPayout(
        service=Service.STRIPE, id="po_1", amount=Decimal(amount), currency="EUR", items=items
    )
    found = list(payout_differences([payout]))
    assert [one.amount for one in found] == ([Decimal(left)] if left else [])
