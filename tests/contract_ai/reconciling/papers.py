"""A small company's March: three invoices of ours, two records of each in Xero, a payout."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlmodel import Session, col, select

from contract_ai.storage.documents import INVOICE, NewDocument, keep_only, put_document
from contract_ai.storage.invoices import save_invoices
from contract_ai.storage.ledgers import Read, save_records
from models.invoices import Invoice
from models.ledgers import LedgerInvoice, LedgerPayout, PayoutItem, RecordKind, Service
from models.tables.documents import DocumentRow

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)
TODAY = date(2026, 4, 2)


def invoice(number: str, amount: str, day: date = date(2026, 3, 9), **more: object) -> Invoice:
    """Return an invoice of ours, with 20 in the hundred of tax."""
    net = Decimal(amount)
    return Invoice.model_validate(
        {
            "document": {"file": f"{number}.json", "sha256": _hash(number)},
            "number": number,
            "issue_date": day,
            "customer": {"name": "Acme Ltd"},
            "currency": "EUR",
            "net_amount": net,
            "tax_amount": _cents(net / 5),
            "total": _cents(net * 6 / 5),
        }
        | more
    )


def ledger(number: str, amount: str, day: date = date(2026, 3, 9), **more: object) -> LedgerInvoice:
    """Return what Xero has of it."""
    net = Decimal(amount)
    return LedgerInvoice.model_validate(
        {
            "service": "xero",
            "id": f"x-{number}",
            "number": number,
            "customer": "Acme Limited",
            "issued_on": day,
            "currency": "EUR",
            "net": net,
            "tax": _cents(net / 5),
            "gross": _cents(net * 6 / 5),
            "status": "open",
        }
        | more
    )


def payout(amount: str, *parts: tuple[str, str]) -> LedgerPayout:
    """Return a payout of Stripe, made of kinds and amounts."""
    items = [PayoutItem.model_validate({"kind": kind, "amount": part}) for kind, part in parts]
    return LedgerPayout(
        service=Service.STRIPE,
        id="po_1",
        arrived_on=date(2026, 3, 20),
        amount=Decimal(amount),
        currency="EUR",
        reference="STRIPE PAYOUT",
        items=tuple(items),
    )


def put_invoice(session: Session, one: Invoice) -> None:
    """File an invoice; one of the same number takes the place of what was there."""
    place = f"{one.document.file}"
    body = json.dumps(one.model_dump(mode="json"))
    new = NewDocument(_hash(body), INVOICE, place, place, "v1")
    save_invoices(session, put_document(session, new, NOW), [one])


def retire_invoice(session: Session, number: str) -> None:
    """Take an invoice out of use."""
    in_use = select(DocumentRow).where(col(DocumentRow.retired_at).is_(None))
    kept = {(one.kind, one.sha256) for one in session.exec(in_use) if number not in one.path}
    keep_only(session, kept, NOW)


def put_records(
    session: Session, records: Sequence[LedgerInvoice | LedgerPayout], version: str = "1"
) -> None:
    """Keep records as a sync does."""
    for one in records:
        kind = RecordKind.PAYOUT if isinstance(one, LedgerPayout) else RecordKind.INVOICE
        save_records(session, one.service, kind, [Read(one, version, "ab" * 32)], NOW)


def march(session: Session, *, clean: bool = False) -> None:
    """File the month; Xero lacks one invoice and has another amount of one, unless it is clean."""
    for number, amount in (("A-1", "100.00"), ("A-2", "250.00"), ("A-3", "80.00")):
        put_invoice(session, invoice(number, amount))
    records = [ledger("A-1", "100.00"), ledger("A-2", "250.00" if clean else "260.00")]
    if clean:
        records.append(ledger("A-3", "80.00"))
    parts = [("charge", "120.00"), ("fee", "-3.50")]
    put_records(session, [*records, payout("116.50", *parts)])


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
