"""Closing a period with a signed statement, and saying what changed in it since."""

from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session

from checks.reconciliation.changes import Change, Moved, changes, moved
from checks.reconciliation.contents import Books, contents
from checks.reconciliation.three_way import Span
from contract_ai.audit.trail import newest, working
from contract_ai.reconciling.gathering import books_of
from contract_ai.reconciling.statement import Closing, Signed, signed
from contract_ai.storage.closings import closing_of, keep_closing, month_of, not_so
from contract_ai.storage.locks import hold
from reports.wording import count

_LOCK = "closed periods"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period to close: when it is done, which day today is, and a note on what is left open."""

    span: Span
    at: datetime
    today: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What is not as a statement has it: single things, and figures; ``wrong`` doubts the statement."""

    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    wrong: str = ""

    @property
    def same(self) -> bool:
        """Whether nothing changed and the statement holds."""
        return not (self.changes or self.moved or self.wrong)


def close(session: Session, wanted: Wanted, key: Ed25519PrivateKey) -> Signed:
    """Close a period: write down and sign what it holds now.

    Raises:
        RequestError: it is closed, it is not over, or differences are open and nobody says why it
            is closed with them.
    """
    hold(session, _LOCK)
    span, month = wanted.span, month_of(wanted.span.start)
    if span.end >= wanted.today:
        raise not_so(span.start, f"{month} is not over.", "Close it when it is.")
    if closing_of(session, span.start) is not None:
        do = "Reopen it with a reason first, if it must be closed anew."
        raise not_so(span.start, f"{month} is closed already.", do)
    found = contents(books_of(session), span)
    note = wanted.note.strip()
    if found.differences and not note:
        what = f"Still open in {month}: {count(len(found.differences), 'difference')}."
        raise not_so(span.start, what, "Settle them, or say why it is closed with them.")
    made = signed(found, span, Closing(working(session), wanted.at, newest(session), note), key)
    keep_closing(session, made, wanted.at)
    return made


def since(told: Signed, books: Books, keys: tuple[Ed25519PublicKey, ...] = ()) -> Since:
    """Compare a statement with what is on file now."""
    then, now = told.contents, contents(books, told.span)
    return Since(changes(then, now, books.held), moved(then, now), told.wrong(keys))
