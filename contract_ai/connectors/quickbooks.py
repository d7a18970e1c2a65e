"""QuickBooks Online: customers, invoices and credit memos, payments received.

A list is asked in the order in which its rows changed and read from its end to its start: a row
that changes meanwhile goes to the end, a row that goes lets others move to where we did not read
yet.  A query knows nothing of what was deleted; the service's list of changes names that, for
30 days back.  A void invoice stays, with amount 0 and a private note that says so.

Source: developer.intuit.com (queries, change data capture), minor version 75.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from contract_ai.connectors.base import Item, Page
from contract_ai.connectors.client import Answer, Client, Limits
from contract_ai.connectors.raw import (
    Raw,
    Unexpected,
    amount,
    at,
    custom,
    day,
    listed,
    moment,
    needed,
    objects,
    text,
)
from models.invoices import InvoiceKind
from models.ledgers import (
    CLASSES,
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

BASE = "https://quickbooks.api.intuit.com"
SANDBOX = "https://sandbox-quickbooks.api.intuit.com"
LIMITS = Limits(calls=8, seconds=1.0, wait=60.0)  # 10 a second, 500 a minute
CHANGES_KEPT = timedelta(days=29)  # 30, and a day of caution
PAGE = 500
_CHANGES = 1000  # objects of one list of changes
_LISTS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.CUSTOMER: ("Customer",),
    RecordKind.INVOICE: ("Invoice", "CreditMemo"),
    RecordKind.PAYMENT: ("Payment",),
}
_GONE = "gone"


@dataclass(frozen=True, slots=True)
class QuickBooks:
    """Reads one company, named by ``realm``; ``currency`` is its own, for companies with one only.

    ``mapping`` names fields of ours after theirs; custom fields are "CustomField.NAME".
    """

    client: Client
    realm: str
    currency: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE
    service: ClassVar[Service] = Service.QUICKBOOKS
    kinds: ClassVar[tuple[RecordKind, ...]] = tuple(_LISTS)

    def now(self) -> datetime:
        """Return the moment by our clock."""
        return self.client.clock.now()

    def total(self, kind: RecordKind) -> int | None:
        """Return how many rows there are."""
        return sum(self._count(name, None)[0] for name in _LISTS[kind])

    def page(self, kind: RecordKind, since: datetime | None, place: str | None) -> Page:
        """Read one page.

        A place is the list's name and the number of the page's first row, 0 for how many there
        are; or the word for what is gone, and since when.
        """
        name, start = (place or f"{_LISTS[kind][0]}/0").split("/")
        if name == _GONE:
            return self._gone(kind, datetime.fromisoformat(start))
        if start == "0":
            return self._first(kind, name, since)
        answer = self._rows(name, since, int(start))
        before = int(start) - self.page_size
        following = f"{name}/{before}" if before > 0 else self._after(kind, name, since)
        return Page(self._items(name, answer), (answer,), following)

    def _first(self, kind: RecordKind, name: str, since: datetime | None) -> Page:
        """Read the first rows; where there are more, find where the last page begins."""
        answer = self._rows(name, since, 1)
        items = self._items(name, answer)
        if len(items) < self.page_size:
            return Page(items, (answer,), self._after(kind, name, since))
        count, counted = self._count(name, since)
        if count <= self.page_size:
            return Page(items, (answer, counted), self._after(kind, name, since))
        last = (count - 1) // self.page_size * self.page_size + 1
        return Page((), (answer, counted), f"{name}/{last}")

    def _after(self, kind: RecordKind, name: str, since: datetime | None) -> str | None:
        names = _LISTS[kind]
        rest = names[names.index(name) + 1 :]
        if rest:
            return f"{rest[0]}/0"
        kept = since is not None and since > self.now() - CHANGES_KEPT
        return f"{_GONE}/{since.isoformat()}" if since is not None and kept else None

    def _rows(self, name: str, since: datetime | None, start: int) -> Answer:
        order = "orderby MetaData.LastUpdatedTime"
        page = f"startposition {start} maxresults {self.page_size}"
        # All parts of a query are our own: names of lists, numbers, a moment.
        return self._query(" ".join(("select * from", name + _where(name, since), order, page)))

    def _count(self, name: str, since: datetime | None) -> tuple[int, Answer]:
        answer = self._query(" ".join(("select count(*) from", name + _where(name, since))))
        count = at(answer.json(), "QueryResponse", "totalCount")
        if not isinstance(count, int):
            msg = "QueryResponse.totalCount is missing"
            raise Unexpected(msg)
        return count, answer

    def _query(self, query: str) -> Answer:
        return self._get("query", ("query", query))

    def _get(self, what: str, *params: tuple[str, str]) -> Answer:
        path = f"/v3/company/{self.realm}/{what}"
        return self.client.get(path, [*params, ("minorversion", "75")])

    def _items(self, name: str, answer: Answer) -> tuple[Item, ...]:
        reply = at(answer.json(), "QueryResponse")
        if reply is None:
            msg = "QueryResponse is missing"
            raise Unexpected(msg)
        rows = objects(reply, name)
        return tuple(
            Item(self._record(name, row), needed(row, "SyncToken"), answer.sha256) for row in rows
        )

    def _gone(self, kind: RecordKind, since: datetime) -> Page:
        """Read what was deleted; a list of changes that is full goes on after its newest one."""
        names = ",".join(_LISTS[kind])
        asked = ("changedSince", since.astimezone(UTC).isoformat(timespec="seconds"))
        answer = self._get("cdc", ("entities", names), asked)
        items, seen, newest = [], 0, since
        for reply in listed(answer.json(), "CDCResponse"):
            for part in objects(reply, "QueryResponse"):
                for name in _LISTS[kind]:
                    for row in objects(part, name):
                        seen += 1
                        newest = max(newest, _changed_at(row) or since)
                        if text(row, "status") == "Deleted":
                            items.append(self._tombstone(name, row, answer))
        full = seen >= _CHANGES and newest > since
        return Page(tuple(items), (answer,), f"{_GONE}/{newest.isoformat()}" if full else None)

    def _tombstone(self, name: str, row: Raw, answer: Answer) -> Item:
        kinds = {"Customer": RecordKind.CUSTOMER, "Payment": RecordKind.PAYMENT}
        made = CLASSES[kinds.get(name, RecordKind.INVOICE)]
        record = made(
            service=self.service,
            id=identity(name, row),
            updated_at=_changed_at(row),
            deleted=True,
        )
        return Item(record, f"deleted {_changed_at(row)}", answer.sha256)

    def _record(self, name: str, row: Raw) -> LedgerRecord:
        if name == "Customer":
            return LedgerCustomer(
                service=self.service,
                id=identity(name, row),
                updated_at=_changed_at(row),
                custom=self._custom(row),
                name=text(row, "CompanyName") or text(row, "DisplayName"),
                email=text(row, "PrimaryEmailAddr", "Address"),
                tax_id=text(row, "PrimaryTaxIdentifier"),
            )
        return self._payment(row) if name == "Payment" else self._invoice(name, row)

    def _invoice(self, name: str, row: Raw) -> LedgerInvoice:
        gross = amount(row, "TotalAmt")
        tax = amount(row, "TxnTaxDetail", "TotalTax") or Decimal(0)
        return LedgerInvoice(
            service=self.service,
            id=identity(name, row),
            updated_at=_changed_at(row),
            custom=self._custom(row),
            number=text(row, "DocNumber"),
            kind=InvoiceKind.CREDIT_NOTE if name == "CreditMemo" else InvoiceKind.INVOICE,
            customer=text(row, "CustomerRef", "name"),
            customer_id=text(row, "CustomerRef", "value"),
            issued_on=day(row, "TxnDate"),
            due_on=day(row, "DueDate"),
            currency=text(row, "CurrencyRef", "value") or self.currency,
            net=None if gross is None else gross - tax,
            tax=None if gross is None else tax,
            gross=gross,
            open_amount=amount(row, "Balance"),
            status=_status(row, gross),
        )

    def _payment(self, row: Raw) -> LedgerPayment:
        paid = amount(row, "TotalAmt")
        return LedgerPayment(
            service=self.service,
            id=needed(row, "Id"),
            updated_at=_changed_at(row),
            custom=self._custom(row),
            allocations=tuple(_allocations(row)),
            customer_id=text(row, "CustomerRef", "value"),
            paid_on=day(row, "TxnDate"),
            amount=paid,
            currency=text(row, "CurrencyRef", "value") or self.currency,
            reference=text(row, "PaymentRefNum"),
            status=PaymentStatus.VOID if _is_void(row, paid) else PaymentStatus.SETTLED,
        )

    def _custom(self, row: Raw) -> dict[str, str]:
        own = {text(one, "Name"): text(one, "StringValue") for one in objects(row, "CustomField")}
        return custom({**row, "CustomField": own}, self.mapping)


def identity(name: str, row: Raw) -> str:
    """Return the id; credit memos count apart from invoices, and say so in theirs."""
    number = needed(row, "Id")
    return f"CreditMemo-{number}" if name == "CreditMemo" else number


def _where(name: str, since: datetime | None) -> str:
    parts = ["Active in (true, false)"] if name == "Customer" else []
    if since is not None:
        written = since.astimezone(UTC).isoformat(timespec="seconds")
        parts.append(f"MetaData.LastUpdatedTime >= '{written}'")
    return f" where {' and '.join(parts)}" if parts else ""


def _changed_at(row: Raw) -> datetime | None:
    return moment(row, "MetaData", "LastUpdatedTime")


def _is_void(row: Raw, gross: Decimal | None) -> bool:
    return gross == 0 and (text(row, "PrivateNote") or "").startswith("Voided")


def _status(row: Raw, gross: Decimal | None) -> LedgerStatus:
    """Tell the state from the amounts, as the service names none."""
    balance = amount(row, "Balance")
    if _is_void(row, gross):
        return LedgerStatus.VOID
    if balance is None:
        return LedgerStatus.UNKNOWN
    return LedgerStatus.PAID if balance == 0 else LedgerStatus.OPEN


def _allocations(row: Raw) -> list[Allocation]:
    found = []
    for line in objects(row, "Line"):
        for linked in objects(line, "LinkedTxn"):
            if text(linked, "TxnType") in {"Invoice", "CreditMemo"}:
                key = identity(text(linked, "TxnType") or "", {"Id": needed(linked, "TxnId")})
                found.append(Allocation(invoice_id=key, amount=amount(line, "Amount")))
    return found
