"""HubSpot: lists by id, a search by change with a limit to what it finds, archived rows."""

from datetime import UTC, datetime
from decimal import Decimal

import httpx2

from tests.fakes.service import Asked, Fake, Row, Time, json_answer

KEY = "pat-eu1-1"


class FakeHubSpot(Fake):
    """One account; ``searched`` is how many rows a search finds at most."""

    main = "deals"
    searched = 10_000

    def __init__(self, time: Time) -> None:
        super().__init__(time)
        self.tokens = {KEY}
        self.lists: dict[str, list[Row]] = {"companies": [], "deals": []}

    def answer(self, asked: Asked) -> httpx2.Response:
        parts = asked.path.split("/")[1:]
        if parts[:2] == ["crm", "v4"]:
            return self._companies(asked)
        if parts[:3] != ["crm", "v3", "objects"] or parts[3] not in self.lists:
            return httpx2.Response(404, json={"status": "error"})
        name = parts[3]
        return self._search(name, asked) if parts[4:] == ["search"] else self._list(name, asked)

    def _list(self, name: str, asked: Asked) -> httpx2.Response:
        params = asked.params
        limit, archived = int(params.get("limit", "10")), params.get("archived") == "true"
        if limit > 100:
            return httpx2.Response(400, json={"category": "VALIDATION_ERROR"})
        rows = [row for row in self.lists[name] if row["archived"] is archived]
        rows = [row for row in rows if int(row["id"]) >= int(params.get("after", "0"))]
        page, rest = rows[:limit], rows[limit:]
        if name == self.main and not archived:
            page = self.sent(page, "id")
        asked_for = params.get("properties", "").split(",")
        reply: Row = {"results": [_shown(row, asked_for) for row in page]}
        if rest:
            reply["paging"] = {"next": {"after": rest[0]["id"], "link": "https://..."}}
        return json_answer(reply)

    def _search(self, name: str, asked: Asked) -> httpx2.Response:
        body = asked.json
        start, limit = int(body.get("after", "0")), int(body.get("limit", 10))
        if limit > 200 or start + limit > self.searched:
            return httpx2.Response(400, json={"category": "VALIDATION_ERROR"})
        rows = [row for row in self.lists[name] if not row["archived"]]
        for group in body.get("filterGroups", []):
            for one in group["filters"]:
                assert (one["propertyName"], one["operator"]) == ("hs_lastmodifieddate", "GTE")
                since = datetime.fromtimestamp(int(one["value"]) / 1000, UTC)
                rows = [row for row in rows if row["updated"] >= since]
        rows = sorted(rows, key=lambda row: row["updated"])
        page = rows[start : start + limit]
        if name == self.main and limit > 1:
            page = self.sent(page, "id")
        shown = [_shown(row, body["properties"]) for row in page]
        reply: Row = {"total": len(rows), "results": shown}
        if start + limit < len(rows):
            reply["paging"] = {"next": {"after": str(start + limit), "link": "https://..."}}
        return json_answer(reply)

    def _companies(self, asked: Asked) -> httpx2.Response:
        """Answer with a part only where some deals have no company."""
        ids = {one["id"] for one in asked.json["inputs"]}
        rows = [row for row in self.lists["deals"] if row["id"] in ids and row["company"]]
        results = [{"from": {"id": row["id"]}, "to": [_associated(row["company"])]} for row in rows]
        whole = len(results) == len(ids)
        reply: Row = {"status": "COMPLETE", "results": results}
        reply |= dict.fromkeys(("startedAt", "completedAt"), _written(self.time.now()))
        if not whole:
            errors = [_no_company(key) for key in sorted(ids - {row["id"] for row in rows})]
            reply |= {"numErrors": len(errors), "errors": errors}
        answer = json_answer(reply)
        answer.status_code = 200 if whole else 207
        return answer

    def add(self, count: int) -> None:
        for _ in range(count):
            number = len(self.lists["deals"]) + 1
            row = {
                "id": str(number),
                "archived": False,
                "company": "501" if number % 2 else None,
                "updated": self.time.now(),
                "properties": {
                    "dealname": f"Deal {number}",
                    "amount": f"{1000 + number}.50",
                    "deal_currency_code": "EUR",
                    "closedate": "2026-03-31T12:00:00Z",
                    "dealstage": "closedwon",
                    "hs_is_closed": "true",
                    "hs_is_closed_won": "true",
                    "contract_number": f"C-{number:06}",
                },
            }
            self.lists["deals"].append(row)

    def change(self, number: int) -> None:
        row = self.live()[number]
        row["properties"]["amount"] = str(Decimal(row["properties"]["amount"]) + 1)
        row["updated"] = self.time.now()

    def void(self, number: int) -> None:
        row = self.live()[number]
        row["properties"] |= {"dealstage": "closedlost", "hs_is_closed_won": "false"}
        row["updated"] = self.time.now()

    def delete(self, number: int) -> None:
        self.live()[number].update(archived=True, archivedAt=_written(self.time.now()))

    def live(self) -> list[Row]:
        return [row for row in self.lists["deals"] if not row["archived"]]

    def truth(self) -> dict[str, Decimal]:
        return {row["id"]: Decimal(row["properties"]["amount"]) for row in self.live()}

    def contracts(self) -> list[str]:
        return [row["properties"]["contract_number"] for row in self.live()]


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _associated(company: str) -> Row:
    kind = {"category": "HUBSPOT_DEFINED", "typeId": 341, "label": None}
    return {"toObjectId": int(company), "associationTypes": [kind]}


def _no_company(key: str) -> Row:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No company is associated with deal {key}.",
        "context": {"fromObjectId": [key]},
        "links": {},
        "errors": [],
    }


def _shown(row: Row, properties: list[str]) -> Row:
    updated = _written(row["updated"])
    held = row["properties"] | {"hs_lastmodifieddate": updated}
    shown = {
        "id": row["id"],
        "properties": {name: held.get(name) for name in properties},
        "createdAt": updated,
        "updatedAt": updated,
        "archived": row["archived"],
    }
    return shown | ({"archivedAt": row["archivedAt"]} if row["archived"] else {})
