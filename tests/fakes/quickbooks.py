"""QuickBooks Online: queries with STARTPOSITION, the list of changes, rows that go for good."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import httpx2

from tests.fakes.service import Asked, Row, Time, json_answer
from tests.fakes.tokens import TokenFake

REALM = "4620816365"
_QUERY = re.compile(
    r"select (?P<what>\*|count\(\*\)) from (?P<name>\w+)(?: where (?P<where>.+?))?"
    r"(?: orderby (?P<order>[\w.]+))?(?: startposition (?P<start>\d+) maxresults (?P<size>\d+))?"
)
_SINCE = re.compile(r"MetaData\.LastUpdatedTime >= '([^']+)'")
_NAMES = ("Customer", "Invoice", "CreditMemo", "Payment")


class FakeQuickBooks(TokenFake):
    """One company."""

    main = "Invoice"
    token_path = "/oauth2/v1/tokens/bearer"

    def __init__(self, time: Time) -> None:
        super().__init__(time)
        self.lists: dict[str, list[Row]] = {name: [] for name in _NAMES}
        self.gone: dict[str, list[tuple[str, datetime]]] = {name: [] for name in _NAMES}
        self._numbers = 0

    def answer(self, asked: Asked) -> httpx2.Response:
        base, _, what = asked.path.rpartition("/")
        if base != f"/v3/company/{REALM}" or int(asked.params["minorversion"]) < 75:
            return httpx2.Response(403, json={"Fault": {"type": "AuthorizationFault"}})
        return self._query(asked) if what == "query" else self._changes(asked)

    def _query(self, asked: Asked) -> httpx2.Response:
        match = _QUERY.fullmatch(asked.params["query"])
        if match is None or match["name"] not in self.lists:
            return httpx2.Response(400, json={"Fault": {"type": "ValidationFault"}})
        rows = self._since(self.lists[match["name"]], match["where"] or "")
        if match["what"] == "count(*)":
            return json_answer({"QueryResponse": {"totalCount": len(rows)}})
        if match["order"] == "MetaData.LastUpdatedTime":
            rows = sorted(rows, key=lambda row: row["updated"])
        start, size = int(match["start"] or 1), int(match["size"] or 100)
        shown = rows[start - 1 : start - 1 + min(size, 1000)]
        if match["name"] == self.main:
            shown = self.sent(shown, "Id")
        reply = {match["name"]: [_shown(row) for row in shown]} if shown else {}
        return json_answer({"QueryResponse": reply, "time": _written(self.time.now())})

    def _since(self, rows: list[Row], where: str) -> list[Row]:
        match = _SINCE.search(where)
        if match is None:
            return rows
        since = datetime.fromisoformat(match[1])
        return [row for row in rows if row["updated"] >= since]

    def _changes(self, asked: Asked) -> httpx2.Response:
        since = datetime.fromisoformat(asked.params["changedSince"])
        if since < self.time.now() - timedelta(days=30):
            return httpx2.Response(400, json={"Fault": {"type": "ValidationFault"}})
        replies = []
        for name in asked.params["entities"].split(","):
            rows = [_shown(row) for row in self.lists[name] if row["updated"] >= since]
            rows += [_tombstone(key, at) for key, at in self.gone[name] if at >= since]
            replies.append({name: rows[:1000]} if rows else {})
        return json_answer({"CDCResponse": [{"QueryResponse": replies}]})

    def add(self, count: int) -> None:
        for _ in range(count):
            self._numbers += 1
            number = self._numbers
            row = {
                "Id": str(number),
                "SyncToken": "0",
                "DocNumber": f"{1000 + number}",
                "TxnDate": f"{self.time.now():%Y-%m-%d}",
                "DueDate": f"{self.time.now() + timedelta(days=30):%Y-%m-%d}",
                "CustomerRef": {"value": "1", "name": "Acme Inc"},
                "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
                "Line": [],
                "TxnTaxDetail": {"TotalTax": Decimal("8.25")},
                "TotalAmt": Decimal("108.25") + number,
                "Balance": Decimal("108.25") + number,
                "CustomField": [
                    {
                        "DefinitionId": "1",
                        "Name": "Contract",
                        "Type": "StringType",
                        "StringValue": f"C-{number:06}",
                    }
                ],
                "updated": self.time.now(),
            }
            self.lists["Invoice"].append(row)

    def change(self, number: int) -> None:
        row = self.lists["Invoice"][number]
        row["TotalAmt"] += Decimal("0.01")
        self._touch(row)

    def void(self, number: int) -> None:
        row = self.lists["Invoice"][number]
        row.update(TotalAmt=Decimal(0), Balance=Decimal(0), PrivateNote="Voided - by mistake")
        row["TxnTaxDetail"] = {"TotalTax": Decimal(0)}
        self._touch(row)

    def delete(self, number: int) -> None:
        row = self.lists["Invoice"].pop(number)
        self.gone["Invoice"].append((row["Id"], self.time.now()))

    def truth(self) -> dict[str, Decimal]:
        return {row["Id"]: row["TotalAmt"] for row in self.lists["Invoice"]}

    def contracts(self) -> list[str]:
        return [row["CustomField"][0]["StringValue"] for row in self.lists["Invoice"]]

    def _touch(self, row: Row) -> None:
        row["SyncToken"] = str(int(row["SyncToken"]) + 1)
        row["updated"] = self.time.now()


def _written(moment: datetime) -> str:
    """Write a moment as the service does: to the second, in the company's own zone."""
    return moment.replace(microsecond=0).isoformat()


def _tombstone(key: str, at: datetime) -> Row:
    return {
        "domain": "QBO",
        "status": "Deleted",
        "Id": key,
        "MetaData": {"LastUpdatedTime": _written(at)},
    }


def _shown(row: Row) -> Row:
    shown = {key: value for key, value in row.items() if key != "updated"}
    return shown | {"MetaData": {"LastUpdatedTime": _written(row["updated"])}}
