"""The one interface of all connectors: lists that are read page by page, from a place in them.

A pass over a list begins with no place and ends where a page names no next one.  A place is
kept with the rows of its page, so that a pass that was cut off goes on there.  Lists are asked in
an order in which a row that changes meanwhile moves to where the pass or the next one meets it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from contract_ai.connectors.client import Answer
from contract_ai.connectors.raw import Unexpected
from models.ledgers import LedgerRecord, RecordKind, Service

OVERLAP = timedelta(minutes=10)
"""How far before the beginning of the last pass the next one looks: changes are seen late there."""


class PlaceGone(Exception):
    """The place in a list is no longer there: the pass begins again."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record, the service's word for its state, and the hash of the answer it came in."""

    record: LedgerRecord
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, the answers they came in, and the place of the next page."""

    items: tuple[Item, ...]
    answers: tuple[Answer, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far reading came: all changes before ``since``, and of a pass that began, the place."""

    since: datetime | None = None
    place: str | None = None
    began: datetime | None = None

    @property
    def asked_since(self) -> datetime | None:
        """The moment from which changes are asked for; None means all records."""
        return None if self.since is None else self.since - OVERLAP


class Connector(Protocol):
    """What reads one service."""

    @property
    def service(self) -> Service:
        """The service."""

    @property
    def kinds(self) -> tuple[RecordKind, ...]:
        """What it yields, in the order in which it is read."""

    def page(self, kind: RecordKind, since: datetime | None, place: str | None) -> Page:
        """Read one page of what changed since a moment, or of everything.

        Raises:
            ServiceError: the service does not answer, or does not let us in.
            PlaceGone: the place is not there any more.
            Unexpected: an answer has another shape.
        """

    def total(self, kind: RecordKind) -> int | None:
        """Return how many records there are that are not deleted; None where it does not say."""

    def now(self) -> datetime:
        """Return the moment by our clock."""


def pages(connector: Connector, kind: RecordKind, cursor: Cursor) -> Iterator[tuple[Page, Cursor]]:
    """Read one pass from where the last one stopped; each page with the cursor after it.

    The cursor must be kept in one transaction with the page's records.

    Raises:
        ServiceError: the service does not answer, or does not let us in.
        Unexpected: an answer has another shape.
        PlaceGone: the pass was begun again already, and a place is gone once more.
    """
    again = False
    while True:
        try:
            page = connector.page(kind, cursor.asked_since, cursor.place)
        except PlaceGone:
            if cursor.place is None or again:
                raise
            cursor, again = Cursor(cursor.since), True
            continue
        if page.next is not None and page.next == cursor.place:
            msg = "the list does not go on after a page"
            raise Unexpected(msg)
        began = cursor.began or _served(page, connector.now())
        if page.next is None:
            yield page, Cursor(began)
            return
        cursor = Cursor(cursor.since, page.next, began)
        yield page, cursor


def content_version(record: LedgerRecord) -> str:
    """Name the content of a record, for a service that numbers no versions."""
    return sha256(record.model_dump_json().encode()).hexdigest()[:32]


def _served(page: Page, now: datetime) -> datetime:
    """Return when the first answer of a pass was made, by the service's clock."""
    return page.answers[0].served_at(now) if page.answers else now
