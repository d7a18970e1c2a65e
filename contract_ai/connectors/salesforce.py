"""Salesforce: accounts and opportunities.

Rows are asked for in the order of their last change and then of their id, always those after the
last one that was read: a row that changes meanwhile comes later, and none is passed over.  Deleted
rows are asked for as well, while they are in the recycle bin (15 days).

Source: developer.salesforce.com, REST API 62.0 (query, queryAll), SOQL.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
    listed,
    moment,
    needed,
    text,
)
from models.ledgers import Deal, LedgerCustomer, LedgerRecord, RecordKind, Service

VERSION = "v62.0"
LIMITS = Limits(calls=10, seconds=1.0, wait=30.0)
PAGE = 2000
_NAMES = {RecordKind.CUSTOMER: "Account", RecordKind.DEAL: "Opportunity"}
_FIELDS = {
    "Account": ("Id", "Name", "SystemModstamp", "IsDeleted"),
    "Opportunity": (
        "Id",
        "Name",
        "AccountId",
        "Account.Name",
        "Amount",
        "StageName",
        "CloseDate",
        "IsWon",
        "IsClosed",
        "SystemModstamp",
        "IsDeleted",
    ),
}
_FIELD = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*")
_ID = re.compile(r"[A-Za-z0-9]{15,18}")


@dataclass(frozen=True, slots=True)
class Salesforce:
    """Reads one organisation.

    ``currency`` is the organisation's own; None asks each row for its own, which only
    organisations with several currencies have.  ``mapping`` names fields of ours after fields of
    opportunities ("Contract_Number__c").
    """

    client: Client
    currency: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE
    service: ClassVar[Service] = Service.SALESFORCE
    kinds: ClassVar[tuple[RecordKind, ...]] = tuple(_NAMES)

    def now(self) -> datetime:
        """Return the moment by our clock."""
        return self.client.clock.now()

    def total(self, kind: RecordKind) -> int | None:
        """Return how many rows there are that are not deleted."""
        answer = self._ask("query", " ".join(("SELECT COUNT() FROM", _NAMES[kind])))
        total = at(answer.json(), "totalSize")
        if not isinstance(total, int):
            msg = "totalSize is missing"
            raise Unexpected(msg)
        return total

    def page(self, kind: RecordKind, since: datetime | None, place: str | None) -> Page:
        """Read one page; a place is the moment and the id of the last row that was read."""
        name = _NAMES[kind]
        where = _after(place) if place else _since(since)
        fields = ", ".join(self._fields(name))
        order = f"ORDER BY SystemModstamp ASC, Id ASC LIMIT {self.page_size}"
        query = " ".join(("SELECT", fields, "FROM", name + where, order))
        answer = self._ask("queryAll", query)
        rows = listed(answer.json(), "records")
        records = [self._record(name, row) for row in rows]
        items = tuple(Item(one, content_version(one), answer.sha256) for one in records)
        more = len(rows) >= self.page_size or at(answer.json(), "done") is False
        last = f"{needed(rows[-1], 'SystemModstamp')}/{needed(rows[-1], 'Id')}" if rows else None
        return Page(items, (answer,), last if more else None)

    def _ask(self, how: str, query: str) -> Answer:
        return self.client.get(f"/services/data/{VERSION}/{how}", [("q", query)])

    def _fields(self, name: str) -> tuple[str, ...]:
        if name == "Account":
            return _FIELDS[name]
        own = tuple(self.mapping.values())
        for one in own:
            if not _FIELD.fullmatch(one):
                msg = f"{one} is no name of a field"
                raise Unexpected(msg)
        currencies = () if self.currency else ("CurrencyIsoCode",)
        return tuple(dict.fromkeys((*_FIELDS[name], *currencies, *own)))

    def _record(self, name: str, row: Raw) -> LedgerRecord:
        key, changed = needed(row, "Id"), moment(row, "SystemModstamp")
        gone = at(row, "IsDeleted") is True
        if name == "Account":
            return LedgerCustomer(
                service=self.service,
                id=key,
                updated_at=changed,
                deleted=gone,
                name=text(row, "Name"),
            )
        closed = at(row, "IsClosed") is True
        return Deal(
            service=self.service,
            id=key,
            updated_at=changed,
            deleted=gone,
            custom=custom(row, self.mapping),
            name=text(row, "Name"),
            customer=text(row, "Account", "Name"),
            customer_id=text(row, "AccountId"),
            amount=amount(row, "Amount"),
            currency=text(row, "CurrencyIsoCode") or self.currency,
            closed_on=day(row, "CloseDate"),
            stage=text(row, "StageName"),
            won=(at(row, "IsWon") is True) if closed else None,
        )


def _since(since: datetime | None) -> str:
    return "" if since is None else f" WHERE SystemModstamp >= {_written(since)}"


def _after(place: str) -> str:
    at_, last = place.split("/")
    moment_ = moment({"at": at_}, "at")
    if moment_ is None or not _ID.fullmatch(last):
        msg = "the place is none"
        raise Unexpected(msg)
    on = _written(moment_)
    return f" WHERE (SystemModstamp > {on} OR (SystemModstamp = {on} AND Id > '{last}'))"


def _written(one: datetime) -> str:
    text_ = one.astimezone(UTC).isoformat(timespec="milliseconds")
    return text_.replace("+00:00", "Z")
