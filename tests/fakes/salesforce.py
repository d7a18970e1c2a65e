"""Salesforce: the part of SOQL that is asked, with deleted rows, one moment for many rows."""

import re
from datetime import datetime
from decimal import Decimal

import httpx2

from tests.fakes.service import Asked, Row, Time, json_answer
from tests.fakes.tokens import TokenFake

_QUERY = re.compile(
    r"SELECT (?P<fields>.+?) FROM (?P<name>\w+)(?: WHERE (?P<where>.+?))?"
    r"(?: ORDER BY SystemModstamp ASC, Id ASC LIMIT (?P<limit>\d+))?"
)
_SINCE = re.compile(r"SystemModstamp >= (\S+)")
_AFTER = re.compile(r"\(SystemModstamp > (\S+) OR \(SystemModstamp = (\S+) AND Id > '(\w+)'\)\)")


class FakeSalesforce(TokenFake):
    """One organisation."""

    main = "Opportunity"
    basic = False
    token_path = "/services/oauth2/token"
    batch = 2000
    """How many rows one answer holds at most, whatever LIMIT says."""

    def __init__(self, time: Time) -> None:
        super().__init__(time)
        self.lists: dict[str, list[Row]] = {"Account": [], "Opportunity": []}

    def more(self) -> dict[str, object]:
        return {"instance_url": "https://service.example"}

    def answer(self, asked: Asked) -> httpx2.Response:
        how = asked.path.removeprefix("/services/data/v62.0/")
        match = _QUERY.fullmatch(asked.params.get("q", ""))
        if match is None or how not in {"query", "queryAll"} or match["name"] not in self.lists:
            return httpx2.Response(400, json=[{"errorCode": "MALFORMED_QUERY"}])
        rows = self.lists[match["name"]]
        if how == "query":
            rows = [row for row in rows if not row["IsDeleted"]]
        if match["fields"] == "COUNT()":
            return json_answer({"totalSize": len(rows), "done": True, "records": []})
        rows = _wanted(rows, match["where"] or "")[: int(match["limit"])]
        page = rows[: self.batch]
        done = len(page) == len(rows)
        if match["name"] == self.main:
            page = self.sent(page, "Id")
        fields = match["fields"].split(", ")
        records = [_shown(row, fields) for row in page]
        return json_answer({"totalSize": len(rows), "done": done, "records": records})

    def add(self, count: int) -> None:
        for _ in range(count):
            number = len(self.lists["Opportunity"]) + 1
            row = {
                "Id": f"006{number:015}",
                "Name": f"Deal {number}",
                "AccountId": "001000000000001AAA",
                "Account": {"attributes": {"type": "Account"}, "Name": "Acme Corp"},
                "Amount": Decimal("1000.25") + number,
                "CurrencyIsoCode": "USD",
                "StageName": "Closed Won",
                "CloseDate": "2026-03-31",
                "IsWon": True,
                "IsClosed": True,
                "IsDeleted": False,
                "Contract_Number__c": f"C-{number:06}",
                "updated": self.time.now(),
            }
            self.lists["Opportunity"].append(row)

    def change(self, number: int) -> None:
        row = self.live()[number]
        row["Amount"] += Decimal("0.01")
        row["updated"] = self.time.now()

    def void(self, number: int) -> None:
        row = self.live()[number]
        row.update(StageName="Closed Lost", IsWon=False, updated=self.time.now())

    def delete(self, number: int) -> None:
        self.live()[number].update(IsDeleted=True, updated=self.time.now())

    def live(self) -> list[Row]:
        return [row for row in self.lists["Opportunity"] if not row["IsDeleted"]]

    def truth(self) -> dict[str, Decimal]:
        return {row["Id"]: row["Amount"] for row in self.live()}

    def contracts(self) -> list[str]:
        return [row["Contract_Number__c"] for row in self.live()]


def _wanted(rows: list[Row], where: str) -> list[Row]:
    since, after = _SINCE.search(where), _AFTER.search(where)
    if since is not None:
        moment = datetime.fromisoformat(since[1])
        rows = [row for row in rows if row["updated"] >= moment]
    if after is not None:
        place = (datetime.fromisoformat(after[1]), after[3])
        rows = [row for row in rows if (row["updated"], row["Id"]) > place]
    return sorted(rows, key=lambda row: (row["updated"], row["Id"]))


def _shown(row: Row, fields: list[str]) -> Row:
    held = row | {"SystemModstamp": f"{row['updated']:%Y-%m-%dT%H:%M:%S.000+0000}"}
    names = [name.split(".")[0] for name in fields]
    return {"attributes": {"type": "Opportunity"}} | {name: held[name] for name in names}
