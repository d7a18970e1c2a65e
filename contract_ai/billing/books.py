"""The open items as the database has them now, and whether it changed since they were worked out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, not_, select

from checks.reminders.items import Items, held, items_of
from contract_ai.audit.trail import newest
from contract_ai.pipeline import load_book, match
from contract_ai.settings import Settings
from contract_ai.storage.reminder_policies import folded_customer, holds
from models.reminders import OpenItem
from models.tables.audit import AuditEventRow

NO_PAYMENTS = "No file of payments is on file: nobody can tell what is open."
_NO_MATTER = (
    "api.",
    "bill.",
    "checks.",
    "evidence.",
    "finding.",
    "findings.",
    "invitation.",
    "password.",
    "reminder.",
    "session.",
    "sign_in.",
    "sign_on.",
    "token.",
    "totp.",
    "user.",
    "view.",
)
"""Actions that leave every open item as it is, or are looked at anew each time (`Books.now`)."""

Load = Callable[[Session], Items]


@dataclass(frozen=True, slots=True)
class Books:
    """Open items, and the number of the newest event of the trail when they were worked out."""

    items: Items
    event: int

    @classmethod
    def of(cls, session: Session, load: Load) -> "Books":
        """Work out what is open."""
        event, _ = newest(session)
        return cls(load(session), event)

    def changed(self, session: Session) -> bool:
        """Whether something happened since that may change what is open."""
        return changed_since(session, self.event)

    def now(self, session: Session) -> tuple[OpenItem, ...]:
        """Return the items with what people say of them now: disputed, promised, held back."""
        found = holds(session)
        items = held(self.items.items, found.disputed, found.promised)
        return tuple(
            replace(one, held_until=until)
            if (until := found.customers.get(folded_customer(one.customer)))
            else one
            for one in items
        )


def changed_since(session: Session, event: int) -> bool:
    """Whether something happened after this event that may change what is open or due."""
    events = select(AuditEventRow.seq).where(AuditEventRow.seq > event)
    for beginning in _NO_MATTER:
        events = events.where(not_(col(AuditEventRow.action).startswith(beginning)))
    return session.exec(events.limit(1)).first() is not None


def loading(settings: Settings, as_of: date) -> Load:
    """Return how open items are worked out of documents, payments and contracts."""
    us = settings.letterhead.name if settings.letterhead else None

    def load(session: Session) -> Items:
        book = load_book(session, as_of, settings.for_checks)
        if book.facts.payments is None:
            return Items((), (("all invoices", NO_PAYMENTS),))
        return items_of(match(book).invoices, us)

    return load
