"""Xero: contacts, sales invoices and credit notes, payments of them.

A list is asked in the order in which its rows changed and read from its last page to its first: a
row that changes meanwhile goes to the end, and what comes after it moves to pages not read yet.
Voided and deleted rows stay in the lists with that state.

Source: developer.xero.com/documentation/api/accounting, and its public OpenAPI description.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import ClassVar

from contract_ai.connectors.base import Item, Page, content_version
from contract_ai.connectors.client import Answer, Client, Limits
from contract_ai.connectors.raw import (
    Raw,
    Unexpected,
    amount,
    at,
    custom,
    day,
    from_epoch,
    listed,
    moment,
    needed,
    text,
)
from models.invoices import InvoiceKind
from models.ledgers import (
    Allocation,
    LedgerCustomer,
    LedgerInvoice,
    LedgerPayment,
    LedgerRecord,
    LedgerStatus,
    PaymentStatus,
    RecordKind,
    Service,
)

BASE = "https://api.xero.com"
LIMITS = Limits(calls=55, seconds=60.0, wait=60.0)  # 60 a minute and organisation
PAGE = 500
_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_LISTS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.CUSTOMER: ("Contacts",),
    RecordKind.INVOICE: ("Invoices", "CreditNotes"),
    RecordKind.PAYMENT: ("Payments",),
}
_OURS = {
    "Contacts": "",
    "Invoices": 'Type=="ACCREC"',
    "CreditNotes": 'Type=="ACCRECCREDIT"',
    "Payments": 'PaymentType=="ACCRECPAYMENT"',
}
_THERE = {  # what counts as not deleted
    "Contacts": "",
    "Invoices": 'Status!="DELETED"',
    "CreditNotes": 'Status!="DELETED"',
    "Payments": 'Status!="DELETED"',
}
_STATUS = {
    "DRAFT": LedgerStatus.DRAFT,
    "SUBMITTED": LedgerStatus.DRAFT,
    "AUTHORISED": LedgerStatus.OPEN,
    "PAID": LedgerStatus.PAID,
    "VOIDED": LedgerStatus.VOID,
    "DELETED": LedgerStatus.VOID,
}


@dataclass(frozen=True, slots=True)
class Xero:
    """Reads one organisation, named by ``tenant``; ``mapping``: our names for fields of theirs."""

    client: Client
    tenant: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE
    service: ClassVar[Service] = Service.XERO
    kinds: ClassVar[tuple[RecordKind, ...]] = tuple(_LISTS)

    def now(self) -> datetime:
        """Return the moment by our clock."""
        return self.client.clock.now()

    def total(self, kind: RecordKind) -> int | None:
        """Return how many rows there are that are not deleted."""
        found = 0
        for name in _LISTS[kind]:
            where = [one for one in (_OURS[name], _THERE[name]) if one]
            answer = self._get(name, 1, 1, " AND ".join(where), None)
            found += _number(answer, "itemCount")
        return found

    def page(self, kind: RecordKind, since: datetime | None, place: str | None) -> Page:
        """Read one page; a place is the list's name and the page's number, 0 for how many there are."""
        name, number = (place or f"{_LISTS[kind][0]}/0").split("/")
        asked = int(number) or 1
        answer = self._get(name, asked, self.page_size, _OURS[name], since)
        last = _number(answer, "pageCount")
        if number == "0" and last > 1:
            return Page((), (answer,), f"{name}/{last}")
        rows = listed(answer.json(), name)
        items = tuple(Item(one, content_version(one), answer.sha256) for one in self._records(rows))
        following = f"{name}/{asked - 1}" if asked > 1 else self._after(kind, name)
        return Page(items, (answer,), following)

    def _after(self, kind: RecordKind, name: str) -> str | None:
        names = _LISTS[kind]
        rest = names[names.index(name) + 1 :]
        return f"{rest[0]}/0" if rest else None

    def _get(self, name: str, page: int, size: int, where: str, since: datetime | None) -> Answer:
        params = [("page", str(page)), ("pageSize", str(size)), ("order", "UpdatedDateUTC ASC")]
        params += [("where", where)] if where else [("includeArchived", "true")]
        headers = {"xero-tenant-id": self.tenant}
        if since is not None:
            headers["if-modified-since"] = format_datetime(since.astimezone(UTC), usegmt=True)
        return self.client.get(f"/api.xro/2.0/{name}", params, headers)

    def _records(self, rows: list[Raw]) -> list[LedgerRecord]:
        return [self._record(row) for row in rows]

    def _record(self, row: Raw) -> LedgerRecord:
        if "PaymentID" in row:
            return self._payment(row)
        if "CreditNoteID" in row:
            return self._invoice(row, "CreditNote")
        if "InvoiceID" in row:
            return self._invoice(row, "Invoice")
        return LedgerCustomer(
            service=self.service,
            id=needed(row, "ContactID"),
            updated_at=_moment(row, "UpdatedDateUTC"),
            custom=custom(row, self.mapping),
            name=text(row, "Name"),
            email=text(row, "EmailAddress"),
            tax_id=text(row, "TaxNumber"),
        )

    def _invoice(self, row: Raw, kind: str) -> LedgerInvoice:
        credit = kind == "CreditNote"
        state = text(row, "Status") or ""
        return LedgerInvoice(
            service=self.service,
            id=needed(row, f"{kind}ID"),
            updated_at=_moment(row, "UpdatedDateUTC"),
            deleted=state == "DELETED",
            custom=custom(row, self.mapping),
            number=text(row, f"{kind}Number"),
            kind=InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE,
            customer=text(row, "Contact", "Name"),
            customer_id=text(row, "Contact", "ContactID"),
            issued_on=_day(row, "Date"),
            due_on=_day(row, "DueDate"),
            currency=text(row, "CurrencyCode"),
            net=amount(row, "SubTotal"),
            tax=amount(row, "TotalTax"),
            gross=amount(row, "Total"),
            open_amount=amount(row, "RemainingCredit" if credit else "AmountDue"),
            status=_STATUS.get(state, LedgerStatus.UNKNOWN),
        )

    def _payment(self, row: Raw) -> LedgerPayment:
        invoice, paid = text(row, "Invoice", "InvoiceID"), amount(row, "Amount")
        gone = text(row, "Status") == "DELETED"
        return LedgerPayment(
            service=self.service,
            id=needed(row, "PaymentID"),
            updated_at=_moment(row, "UpdatedDateUTC"),
            deleted=gone,
            custom=custom(row, self.mapping),
            allocations=(Allocation(invoice_id=invoice, amount=paid),) if invoice else (),
            customer_id=text(row, "Invoice", "Contact", "ContactID"),
            paid_on=_day(row, "Date"),
            amount=paid,
            currency=text(row, "Invoice", "CurrencyCode"),
            reference=text(row, "Reference"),
            status=PaymentStatus.VOID if gone else PaymentStatus.SETTLED,
        )


def _number(answer: Answer, name: str) -> int:
    found = at(answer.json(), "pagination", name)
    if not isinstance(found, int):
        msg = f"pagination.{name} is missing"
        raise Unexpected(msg)
    return found


def _moment(row: Raw, name: str) -> datetime | None:
    """Read "/Date(1772355600000+0000)/", milliseconds since 1970 in UTC whatever the offset says."""
    written = text(row, name)
    match = _DATE.fullmatch(written or "")
    if match is None:
        return moment(row, name)
    return from_epoch({name: match[1]}, name, per_second=1000)


def _day(row: Raw, name: str) -> date | None:
    if text(row, f"{name}String"):
        return day(row, f"{name}String")
    found = _moment(row, name)
    return None if found is None else found.date()
