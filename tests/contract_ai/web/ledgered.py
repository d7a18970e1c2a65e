"""The sample company with what other systems hold of it, and with letters of reminder."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from contract_ai.audit.keys import make_key
from contract_ai.billing.house import reminding
from contract_ai.billing.reminding import draft
from contract_ai.storage.invoices import load_invoices
from contract_ai.storage.ledgers import Read, save_records
from contract_ai.storage.reminder_policies import Scope as PolicyOf
from contract_ai.storage.reminder_policies import hold_customer, set_policy
from contract_ai.storage.reminders import approve, sent_by_hand
from contract_ai.web.site import Site
from models.invoices import Invoice
from models.ledgers import (
    LedgerInvoice,
    LedgerPayout,
    LedgerStatus,
    PayoutItem,
    PayoutItemKind,
    RecordKind,
    Service,
)
from models.reminders import Policy, Step, Tone

READ_AT = datetime(2026, 6, 29, 22, tzinfo=UTC)
MONTH = "2026-05"


def with_ledgers(site: Site) -> Site:
    """Fill Xero and Stripe with the company's invoices, a dozen of them changed, and give a key."""
    with site.database.write() as session:
        invoices = load_invoices(session)
        xero = [one for one in map(_record, invoices) if one is not None]
        for kind, records in (
            (RecordKind.INVOICE, [*_changed(xero), _foreign()]),
            (RecordKind.PAYOUT, _payouts(xero)),
        ):
            for service in (Service.STRIPE, Service.XERO):
                mine = [Read(one, "1", "ab" * 32) for one in records if one.service is service]
                save_records(session, service, kind, mine, READ_AT)
    return with_key(site)


def with_key(site: Site) -> Site:
    """Give a site a key that signs the statements of closed months."""
    key = Path(site.data) / "closing.pem"
    if not key.exists():
        make_key(key)
    return replace(site, settings=site.settings.model_copy(update={"closing_key": key}))


def _record(one: Invoice) -> LedgerInvoice | None:
    if one.number is None:
        return None
    return LedgerInvoice(
        service=Service.XERO,
        id=f"xero-{one.document.file}",
        number=one.number,
        kind=one.kind,
        customer=one.customer.name,
        issued_on=one.issue_date,
        currency=one.currency,
        net=one.net_amount,
        tax=one.tax_amount,
        gross=one.total,
        status=LedgerStatus.OPEN,
    )


def _changed(records: list[LedgerInvoice]) -> list[LedgerInvoice]:
    """Change what stands in the month: one difference of a kind for each, as far as they go."""
    others: list[dict[str, object]] = [
        {"gross": Decimal("9999.00")},
        {"issued_on": records[0].issued_on},
        {"customer": "Somebody Else Ltd"},
        {"status": LedgerStatus.VOID},
    ]
    found: list[LedgerInvoice] = []
    for one in records:
        if one.issued_on is None or f"{one.issued_on:%Y-%m}" != MONTH:
            found.append(one)
        elif others:
            found.append(one.model_copy(update=others.pop(0)))
    return found


def _foreign() -> LedgerInvoice:
    return LedgerInvoice(
        service=Service.XERO,
        id="xero-77",
        number="TA-9077",
        customer="Nobody On File GmbH",
        issued_on=READ_AT.date().replace(month=5, day=14),
        currency="EUR",
        gross=Decimal("1190.00"),
        tax=Decimal("190.00"),
        net=Decimal("1000.00"),
        status=LedgerStatus.OPEN,
    )


def _payouts(records: list[LedgerInvoice]) -> list[LedgerPayout]:
    found = []
    for day, off in ((8, "0.00"), (22, "4.00")):
        charges = [one.gross for one in records[:3] if one.gross]
        items = [
            PayoutItem(kind=PayoutItemKind.CHARGE, amount=amount, source_id=f"ch_{place}")
            for place, amount in enumerate(charges)
        ]
        items.append(PayoutItem(kind=PayoutItemKind.FEE, amount=Decimal("-12.40")))
        arrived = sum(one.amount for one in items) - Decimal(off)
        found.append(
            LedgerPayout(
                service=Service.STRIPE,
                id=f"po_{day}",
                arrived_on=READ_AT.date().replace(month=5, day=day),
                amount=arrived,
                currency="EUR",
                reference=f"STRIPE PAYOUT {day}",
                items=tuple(items),
            )
        )
    return found


def with_letters(site: Site) -> Site:
    """Write the letters that are due, approve one and say that another was sent; hold a customer."""
    policy = Policy(receivers=("accounts@customer.example",))
    with site.database.write() as session:
        set_policy(session, PolicyOf.GENERAL, "", policy, READ_AT)
        firm = policy.model_copy(update={"steps": (Step(name="only", days=1, tone=Tone.FIRM),)})
        set_policy(session, PolicyOf.CUSTOMER, "Quillfeather Publishing Limited", firm, READ_AT)
        hold_customer(session, "Bramble & Finch LLP", until=None, note="talks", at=READ_AT)
    made = draft(reminding(site.settings, site.database, site.today()), site.clock()).made
    with site.database.write() as session:
        approve(session, made[0], site.clock())
        sent_by_hand(session, made[1], site.today(), "by post", site.clock())
    return site
