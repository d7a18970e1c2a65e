"""Xero: numbered pages in the order of change, If-Modified-Since to the second, states for gone."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime

import httpx2

from tests.fakes.service import Asked, Row, Time, json_answer
from tests.fakes.tokens import TokenFake

TENANT = "tenant-1"
_KEYS = {
    "Contacts": "ContactID",
    "Invoices": "InvoiceID",
    "CreditNotes": "CreditNoteID",
    "Payments": "PaymentID",
}
_CONDITION = re.compile(r'(\w+)(==|!=)"(\w+)"')


class FakeXero(TokenFake):
    """One organisation."""

    main = "Invoices"
    token_path = "/connect/token"

    def __init__(self, time: Time) -> None:
        super().__init__(time)
        self.lists: dict[str, list[Row]] = {name: [] for name in _KEYS}

    def answer(self, asked: Asked) -> httpx2.Response:
        if asked.path == "/connections":
            return json_answer([{"tenantId": TENANT, "tenantName": "Acme Ltd"}])
        name = asked.path.removeprefix("/api.xro/2.0/")
        if asked.request.headers.get("xero-tenant-id") != TENANT or name not in self.lists:
            return httpx2.Response(403, json={"Title": "Forbidden"})
        rows = self._wanted(name, asked)
        page, size = int(asked.params.get("page", "1")), int(asked.params.get("pageSize", "100"))
        if asked.params.get("order") != "UpdatedDateUTC ASC" or not 1 <= size <= 1000:
            return httpx2.Response(400, json={"Type": "QueryParseException"})
        shown = rows[(page - 1) * size : page * size]
        if name == self.main and size > 1:
            shown = self.sent(shown, "InvoiceID")
        pagination = {
            "page": page,
            "pageSize": size,
            "pageCount": -(-len(rows) // size),
            "itemCount": len(rows),
        }
        return json_answer({"pagination": pagination, name: [_shown(row) for row in shown]})

    def _wanted(self, name: str, asked: Asked) -> list[Row]:
        rows = self.lists[name]
        for key, sign, value in _CONDITION.findall(asked.params.get("where", "")):
            rows = [row for row in rows if (row.get(key) == value) is (sign == "==")]
        since = asked.request.headers.get("if-modified-since")
        if since is not None:
            moment = parsedate_to_datetime(since).astimezone(UTC)
            rows = [row for row in rows if row["updated"].replace(microsecond=0) >= moment]
        return sorted(rows, key=lambda row: row["updated"])

    def add(self, count: int) -> None:
        for _ in range(count):
            number = len(self.lists["Invoices"]) + 1
            row = {
                "Type": "ACCREC",
                "InvoiceID": f"00000000-0000-4000-8000-{number:012}",
                "InvoiceNumber": f"INV-{number:06}",
                "Reference": f"C-{number:06}",
                "Contact": {"ContactID": "contact-1", "Name": "Acme Ltd"},
                "Date": _written(self.time.now()),
                "DateString": f"{self.time.now():%Y-%m-%dT00:00:00}",
                "DueDate": _written(self.time.now()),
                "Status": "AUTHORISED",
                "LineAmountTypes": "Exclusive",
                "CurrencyCode": "GBP",
                "SubTotal": Decimal("100.00") + number,
                "TotalTax": Decimal("20.00"),
                "Total": Decimal("120.00") + number,
                "AmountDue": Decimal("120.00") + number,
                "AmountPaid": Decimal("0.00"),
                "AmountCredited": Decimal("0.00"),
                "updated": self.time.now(),
            }
            self.lists["Invoices"].append(row)

    def change(self, number: int) -> None:
        row = self.live()[number]
        row["Total"] += Decimal("0.01")
        row["SubTotal"] += Decimal("0.01")
        row["updated"] = self.time.now()

    def void(self, number: int) -> None:
        self.live()[number].update(Status="VOIDED", updated=self.time.now())

    def delete(self, number: int) -> None:
        self.live()[number].update(Status="DELETED", updated=self.time.now())

    def live(self) -> list[Row]:
        return [row for row in self.lists["Invoices"] if row["Status"] != "DELETED"]

    def truth(self) -> dict[str, Decimal]:
        return {row["InvoiceID"]: row["Total"] for row in self.live()}

    def contracts(self) -> list[str]:
        return [row["Reference"] for row in self.live()]


def _written(moment: datetime) -> str:
    return f"/Date({int(moment.timestamp() * 1000)}+0000)/"


def _shown(row: Row) -> Row:
    shown = {key: value for key, value in row.items() if key != "updated"}
    return shown | {"UpdatedDateUTC": _written(row["updated"])}
