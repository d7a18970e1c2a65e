"""Stripe: customers, invoices and credit notes, payments of invoices, payouts with their parts.

First every list, newest first, from an id on: rows that change keep their place there.  Later the
events since the last pass name what changed, and each thing is read anew by its id: what an event
holds is of the moment it was made, and events come in no certain order.  Events are kept for 30
days; after a longer pause everything is read again.

Source: docs.stripe.com/api (invoices, credit_notes, invoice_payments, payouts, balance_transactions,
events, pagination), version 2026-10-28.endive.  Amounts are in the currency's smallest unit as
docs.stripe.com/currencies has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from contract_ai.connectors.base import Item, Page, PlaceGone, content_version
from contract_ai.connectors.client import Answer, Client, Limits, NotThere, NotUnderstood, Params
from contract_ai.connectors.raw import (
    Raw,
    amount,
    at,
    custom,
    from_epoch,
    listed,
    needed,
    objects,
    text,
)
from models.invoices import InvoiceKind
from models.ledgers import (
    Allocation,
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
    total,
)

BASE = "https://api.stripe.com"
VERSION = "2026-10-28.endive"
LIMITS = Limits(calls=20, seconds=1.0)  # 25 a second and endpoint in test mode
EVENTS_KEPT = timedelta(days=29)  # 30, and a day of caution
PAGE = 100
_PAYOUTS = 10
_SHORT_OF_CENTS = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
_THOUSANDTHS = frozenset("BHD JOD KWD OMR TND".split())
_STATUS = {
    "draft": LedgerStatus.DRAFT,
    "open": LedgerStatus.OPEN,
    "paid": LedgerStatus.PAID,
    "void": LedgerStatus.VOID,
    "uncollectible": LedgerStatus.UNCOLLECTIBLE,
}
_PAYMENT_STATUS = {
    "paid": PaymentStatus.SETTLED,
    "open": PaymentStatus.PENDING,
    "pending": PaymentStatus.PENDING,
    "in_transit": PaymentStatus.PENDING,
    "canceled": PaymentStatus.VOID,
    "failed": PaymentStatus.FAILED,
}
_ITEM_KINDS = {
    "charge": PayoutItemKind.CHARGE,
    "payment": PayoutItemKind.CHARGE,
    "refund": PayoutItemKind.REFUND,
    "payment_refund": PayoutItemKind.REFUND,
    "stripe_fee": PayoutItemKind.FEE,
}
_LISTS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.CUSTOMER: ("customers",),
    RecordKind.INVOICE: ("invoices", "credit_notes"),
    RecordKind.PAYMENT: ("invoice_payments",),
    RecordKind.PAYOUT: ("payouts",),
}
_OBJECTS = {
    "customers": "customer",
    "invoices": "invoice",
    "credit_notes": "credit_note",
    "invoice_payments": "invoice_payment",
    "payouts": "payout",
}
_EXPANDED = {"invoice_payments": "payment.payment_intent"}


@dataclass(frozen=True, slots=True)
class Stripe:
    """Reads one account.  ``mapping`` names fields of ours after theirs ("metadata.contract")."""

    client: Client
    mapping: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE
    service: ClassVar[Service] = Service.STRIPE
    kinds: ClassVar[tuple[RecordKind, ...]] = tuple(_LISTS)

    def now(self) -> datetime:
        """Return the moment by our clock."""
        return self.client.clock.now()

    def total(self, kind: RecordKind) -> int | None:  # noqa: ARG002 (other services say)
        """Stripe's lists do not say how long they are."""
        return None

    def page(self, kind: RecordKind, since: datetime | None, place: str | None) -> Page:
        """Read one page; a place is the list's name, how it is read, and the last id of a page."""
        name, way, last = (place or f"{_LISTS[kind][0]}//").split("/")
        recent = since is not None and since > self.now() - EVENTS_KEPT
        way = way or ("events" if recent else "list")
        try:
            if way == "events":
                items, answers, last = self._changed(name, since, last)
            else:
                items, answers, last = self._listed(name, last)
        except (NotUnderstood, NotThere) as error:
            raise PlaceGone from error
        following = f"{name}/{way}/{last}" if last else self._after(kind, name, way)
        return Page(tuple(items), tuple(answers), following)

    def _after(self, kind: RecordKind, name: str, way: str) -> str | None:
        names = _LISTS[kind]
        rest = names[names.index(name) + 1 :]
        return f"{rest[0]}/{way}/" if rest else None

    def _listed(self, name: str, last: str) -> tuple[list[Item], list[Answer], str]:
        size = min(self.page_size, _PAYOUTS) if name == "payouts" else self.page_size
        params = [("limit", str(size))]
        params += [("starting_after", last)] if last else []
        params += [("expand[]", f"data.{_EXPANDED[name]}")] if name in _EXPANDED else []
        answer = self._get(name, params)
        rows, answers = listed(answer.json(), "data"), [answer]
        items = [self._item(name, row, answer, answers) for row in rows]
        return items, answers, needed(rows[-1], "id") if _more(answer, rows) else ""

    def _changed(
        self, name: str, since: datetime | None, last: str
    ) -> tuple[list[Item], list[Answer], str]:
        """Read anew what the events of one page are about."""
        kind = _OBJECTS[name]
        params = [("limit", str(self.page_size)), ("type", f"{kind}.*")]
        params += [("created[gte]", str(int(since.timestamp())))] if since else []
        params += [("starting_after", last)] if last else []
        answer = self._get("events", params)
        events, answers = listed(answer.json(), "data"), [answer]
        about = [at(event, "data", "object") for event in events]
        ids = dict.fromkeys(needed(one, "id") for one in about if text(one, "object") == kind)
        items = [self._fetched(name, one, answers) for one in ids]
        return items, answers, needed(events[-1], "id") if _more(answer, events) else ""

    def _fetched(self, name: str, identity: str, answers: list[Answer]) -> Item:
        params = [("expand[]", _EXPANDED[name])] if name in _EXPANDED else []
        try:
            answer = self._get(f"{name}/{identity}", params)
        except NotThere:
            gone: Raw = {"id": identity, "deleted": True}
            return self._item(name, gone, answers[0], answers)
        answers.append(answer)
        row = answer.json()
        needed(row, "id")
        return self._item(name, row if isinstance(row, Mapping) else {}, answer, answers)

    def _get(self, path: str, params: Params) -> Answer:
        return self.client.get(f"/v1/{path}", params, {"stripe-version": VERSION})

    def _item(self, name: str, row: Raw, answer: Answer, answers: list[Answer]) -> Item:
        record = self._record(name, row, answers)
        # Stripe numbers no versions: the content is the version.
        return Item(record, content_version(record), answer.sha256)

    def _record(self, name: str, row: Raw, answers: list[Answer]) -> LedgerRecord:
        if name == "customers":
            return self._customer(row)
        if name == "invoices":
            return self._invoice(row)
        if name == "credit_notes":
            return self._credit_note(row)
        if name == "invoice_payments":
            return self._payment(row)
        return self._payout(row, answers)

    def _customer(self, row: Raw) -> LedgerCustomer:
        ids = objects(row, "tax_ids", "data")
        return LedgerCustomer(
            service=self.service,
            id=needed(row, "id"),
            updated_at=from_epoch(row, "created"),
            deleted=at(row, "deleted") is True,
            custom=custom(row, self.mapping),
            name=text(row, "name"),
            email=text(row, "email"),
            tax_id=text(ids[0], "value") if ids else None,
        )

    def _invoice(self, row: Raw) -> LedgerInvoice:
        status = _STATUS.get(text(row, "status") or "", LedgerStatus.UNKNOWN)
        closed = status in {LedgerStatus.VOID, LedgerStatus.PAID}
        remaining = _money(row, "amount_remaining")
        return LedgerInvoice(
            **self._common(row),
            **_sums(row),
            number=text(row, "number"),
            customer=text(row, "customer_name"),
            due_on=_day(row, "due_date"),
            open_amount=Decimal(0) if closed and remaining is not None else remaining,
            status=status,
        )

    def _credit_note(self, row: Raw) -> LedgerInvoice:
        void = text(row, "status") == "void"
        return LedgerInvoice(
            **self._common(row),
            **_sums(row),
            number=text(row, "number"),
            kind=InvoiceKind.CREDIT_NOTE,
            open_amount=None if at(row, "total") is None else Decimal(0),
            status=LedgerStatus.VOID if void else LedgerStatus.PAID,
        )

    def _common(self, row: Raw) -> dict[str, object]:
        customer = at(row, "customer")
        return {
            "service": self.service,
            "id": needed(row, "id"),
            "updated_at": _changed_at(row),
            "deleted": at(row, "deleted") is True,
            "custom": custom(row, self.mapping),
            "customer_id": text(customer, "id") or text(row, "customer"),
            "issued_on": _day(row, "effective_at")
            or _day(row, "status_transitions", "finalized_at")
            or _day(row, "created"),
            "currency": _currency(row),
        }

    def _payment(self, row: Raw) -> LedgerPayment:
        intent = at(row, "payment", "payment_intent")
        invoice = text(row, "invoice", "id") or text(row, "invoice")
        paid = _money(row, "amount_paid")
        return LedgerPayment(
            service=self.service,
            id=needed(row, "id"),
            updated_at=_changed_at(row),
            deleted=at(row, "deleted") is True,
            allocations=(Allocation(invoice_id=invoice, amount=paid),) if invoice else (),
            customer_id=text(intent, "customer"),
            paid_on=_day(row, "status_transitions", "paid_at"),
            amount=paid,
            currency=_currency(row),
            # The charge is what a payout names as its source.
            reference=text(intent, "latest_charge")
            or text(row, "payment", "charge")
            or text(row, "payment", "payment_intent"),
            status=_PAYMENT_STATUS.get(text(row, "status") or "", PaymentStatus.PENDING),
        )

    def _payout(self, row: Raw, answers: list[Answer]) -> LedgerPayout:
        identity = needed(row, "id")
        gone = at(row, "deleted") is True
        # Stripe knows the parts of payouts that it makes by itself only.
        parts = () if gone or at(row, "automatic") is False else self._parts(identity, answers)
        return LedgerPayout(
            service=self.service,
            id=identity,
            updated_at=_changed_at(row),
            deleted=gone,
            custom=custom(row, self.mapping),
            arrived_on=_day(row, "arrival_date"),
            amount=_money(row, "amount"),
            currency=_currency(row),
            reference=text(row, "statement_descriptor"),
            status=_PAYMENT_STATUS.get(text(row, "status") or "", PaymentStatus.PENDING),
            items=tuple(parts),
        )

    def _parts(self, payout: str, answers: list[Answer]) -> Iterator[PayoutItem]:
        last = ""
        while True:
            params = [("payout", payout), ("limit", str(self.page_size))]
            answer = self._get(
                "balance_transactions", params + ([("starting_after", last)] if last else [])
            )
            answers.append(answer)
            rows = listed(answer.json(), "data")
            for row in rows:
                yield from _payout_items(row)
            if not _more(answer, rows):
                return
            last = needed(rows[-1], "id")


def _payout_items(row: Raw) -> Iterator[PayoutItem]:
    """Split a movement into what was taken in and Stripe's fee; the payout itself is left out."""
    kind = text(row, "type") or ""
    if kind == "payout":
        return
    source = text(row, "source", "id") or text(row, "source")
    gross, fee = _money(row, "amount") or Decimal(0), _money(row, "fee") or Decimal(0)
    ours = _ITEM_KINDS.get(kind, PayoutItemKind.ADJUSTMENT)
    yield PayoutItem(kind=ours, amount=gross, source_id=source)
    if fee:
        yield PayoutItem(kind=PayoutItemKind.FEE, amount=-fee, source_id=source)


def _more(answer: Answer, rows: list[Raw]) -> bool:
    return bool(rows) and at(answer.json(), "has_more") is True


def _sums(row: Raw) -> dict[str, Decimal | None]:
    """Return net, tax and gross."""
    gross = _money(row, "total")
    taxes = [_money(one, "amount", currency=_currency(row)) for one in objects(row, "total_taxes")]
    tax = total(one for one in taxes if one is not None)
    net = _money(row, "total_excluding_tax")
    if net is None and gross is not None:
        net = gross - tax
    return {"net": net, "tax": None if gross is None else tax, "gross": gross}


def _currency(row: Raw) -> str | None:
    code = text(row, "currency")
    return None if code is None else code.upper()


def _money(row: Raw, *path: str, currency: str | None = None) -> Decimal | None:
    """Return an amount in whole units of its currency."""
    value = amount(row, *path)
    code = currency or _currency(row) or ""
    digits = 0 if code in _SHORT_OF_CENTS else 3 if code in _THOUSANDTHS else 2
    return None if value is None else value.scaleb(-digits)


def _day(row: Raw, *path: str) -> date | None:
    found = from_epoch(row, *path)
    return None if found is None else found.date()


def _changed_at(row: Raw) -> datetime | None:
    """Return the last moment that a thing names as one of its own."""
    transitions = at(row, "status_transitions")
    names = list(transitions) if isinstance(transitions, Mapping) else []
    found = [from_epoch(row, "status_transitions", name) for name in names]
    found += [from_epoch(row, "created"), from_epoch(row, "voided_at")]
    return max((one for one in found if one is not None), default=None)
