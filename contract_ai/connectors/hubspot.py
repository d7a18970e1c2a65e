"""HubSpot: companies, and deals with the company they are for.

First every list by id, which keeps its order while rows change.  Later a search for what changed,
in the order of change and read from its end to its start: a row that changes meanwhile goes to the
end.  A search finds 10,000 rows at most; more changes than that, and the list is read again.  What
was deleted is in the list of archived rows, for 90 days.

Source: developers.hubspot.com/docs/api/crm (objects, search, associations v4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from contract_ai.connectors.base import Item, Page, PlaceGone, content_version
from contract_ai.connectors.client import Answer, Client, Limits, NotUnderstood
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
from models.ledgers import Deal, LedgerCustomer, LedgerRecord, RecordKind, Service

BASE = "https://api.hubapi.com"
LIMITS = Limits(calls=4, seconds=1.0, wait=10.0)  # of searches; other requests may be 10 a second
SEARCHED = 10_000
PAGE = 100
_NAMES = {RecordKind.CUSTOMER: "companies", RecordKind.DEAL: "deals"}
_PROPERTIES = {
    "companies": ("name", "domain", "hs_lastmodifieddate"),
    "deals": (
        "dealname",
        "amount",
        "deal_currency_code",
        "closedate",
        "dealstage",
        "hs_is_closed",
        "hs_is_closed_won",
        "hs_lastmodifieddate",
    ),
}
_LIST, _SEARCH, _ARCHIVED = "list", "search", "archived"


@dataclass(frozen=True, slots=True)
class HubSpot:
    """Reads one account; ``currency`` is the one of deals that name none.

    ``mapping`` names fields of ours after properties of theirs.
    """

    client: Client
    currency: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE
    service: ClassVar[Service] = Service.HUBSPOT
    kinds: ClassVar[tuple[RecordKind, ...]] = tuple(_NAMES)
    searched: int = SEARCHED

    def now(self) -> datetime:
        """Return the moment by our clock."""
        return self.client.clock.now()

    def total(self, kind: RecordKind) -> int | None:
        """Return how many rows there are that are not archived."""
        return _total(self._search(_NAMES[kind], None, 0, 1))

    def page(self, kind: RecordKind, since: datetime | None, place: str | None) -> Page:
        """Read one page; a place is the way of reading, and where in it: an id, or a row's number."""
        way, after = (place or (f"{_LIST}/" if since is None else f"{_SEARCH}/")).split("/")
        name = _NAMES[kind]
        if way == _SEARCH and since is not None:
            return self._changed(name, since, after)
        try:
            answer = self._listed(name, after, archived=way == _ARCHIVED)
        except NotUnderstood as error:
            raise PlaceGone from error
        last = text(answer.json(), "paging", "next", "after")
        following = f"{way}/{last}" if last else None
        if following is None and way != _ARCHIVED:
            following = f"{_ARCHIVED}/"
        return self._made(name, answer, following)

    def _changed(self, name: str, since: datetime, after: str) -> Page:
        answer = self._search(name, since, int(after or 0), self.page_size)
        if not after:
            total = _total(answer)
            if total > self.searched:
                return Page((), (answer,), f"{_LIST}/")
            if total > self.page_size:
                last = (total - 1) // self.page_size * self.page_size
                return Page((), (answer,), f"{_SEARCH}/{last}")
        before = int(after or 0) - self.page_size
        following = f"{_SEARCH}/{before}" if before >= 0 else f"{_ARCHIVED}/"
        return self._made(name, answer, following)

    def _made(self, name: str, answer: Answer, following: str | None) -> Page:
        rows, answers = listed(answer.json(), "results"), [answer]
        companies = self._companies(rows, answers) if name == "deals" else {}
        records = [self._record(name, row, companies) for row in rows]
        items = tuple(Item(one, content_version(one), answer.sha256) for one in records)
        return Page(items, tuple(answers), following)

    def _listed(self, name: str, after: str, *, archived: bool) -> Answer:
        params = [("limit", str(self.page_size)), ("properties", ",".join(self._properties(name)))]
        params += [("archived", "true")] if archived else []
        params += [("after", after)] if after else []
        return self.client.get(f"/crm/v3/objects/{name}", params)

    def _search(self, name: str, since: datetime | None, after: int, limit: int) -> Answer:
        body: dict[str, object] = {
            "limit": limit,
            "after": str(after),
            "properties": list(self._properties(name)),
            "sorts": [{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}],
        }
        if since is not None:
            limits = {
                "propertyName": "hs_lastmodifieddate",
                "operator": "GTE",
                "value": str(int(since.timestamp() * 1000)),
            }
            body["filterGroups"] = [{"filters": [limits]}]
        return self.client.post(f"/crm/v3/objects/{name}/search", body)

    def _properties(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*_PROPERTIES[name], *self.mapping.values())))

    def _companies(self, rows: list[Raw], answers: list[Answer]) -> dict[str, str]:
        """Return the first company of each deal that has one."""
        ids = [needed(row, "id") for row in rows]
        if not ids:
            return {}
        body = {"inputs": [{"id": one} for one in ids]}
        answer = self.client.post("/crm/v4/associations/deals/companies/batch/read", body)
        answers.append(answer)
        found = {}
        for one in listed(answer.json(), "results"):
            to = objects(one, "to")
            if to:
                found[needed(one, "from", "id")] = needed(to[0], "toObjectId")
        return found

    def _record(self, name: str, row: Raw, companies: Mapping[str, str]) -> LedgerRecord:
        said, key = at(row, "properties"), needed(row, "id")
        changed = moment(said, "hs_lastmodifieddate") or moment(row, "updatedAt")
        gone = at(row, "archived") is True
        own = custom(said, self.mapping)
        updated = moment(row, "archivedAt") or changed if gone else changed
        if name == "companies":
            return LedgerCustomer(
                service=self.service,
                id=key,
                updated_at=updated,
                deleted=gone,
                custom=own,
                name=text(said, "name"),
            )
        return Deal(
            service=self.service,
            id=key,
            updated_at=updated,
            deleted=gone,
            custom=own,
            name=text(said, "dealname"),
            customer_id=companies.get(key),
            amount=amount(said, "amount"),
            currency=text(said, "deal_currency_code") or self.currency,
            closed_on=day(said, "closedate"),
            stage=text(said, "dealstage"),
            won=_won(said),
        )


def _total(answer: Answer) -> int:
    total = at(answer.json(), "total")
    if not isinstance(total, int):
        msg = "total is missing"
        raise Unexpected(msg)
    return total


def _won(said: object) -> bool | None:
    if text(said, "hs_is_closed_won") == "true":
        return True
    return False if text(said, "hs_is_closed") == "true" else None
