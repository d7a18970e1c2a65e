"""Documents that are not in use any more, and can be put back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from contract_ai.desk.columns import CONTRACT, CONTRACTS, DOCUMENT, DOCUMENTS
from contract_ai.desk.documents import is_seen
from contract_ai.desk.scope import Scope
from contract_ai.intake.removal import ERASED
from contract_ai.storage.documents import FACTS

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Removed:
    """One document: its number, its kind, its name, and when it came and went."""

    number: int
    kind: str
    file: str
    added_at: datetime
    retired_at: datetime


def removed(session: Session, scope: Scope) -> tuple[Removed, ...]:
    """List what was taken out of use last, at most `SHOWN`.

    Who sees some contracts only is shown those; what an invoice belonged to is not known any more.
    """
    query = (
        select(DOCUMENT.id, DOCUMENT.kind, DOCUMENT.file, DOCUMENT.added_at, DOCUMENT.retired_at)
        .select_from(DOCUMENTS)
        .outerjoin(CONTRACTS, CONTRACT.document_id == DOCUMENT.id)
        .where(
            DOCUMENT.retired_at.is_not(None),
            DOCUMENT.stamp != ERASED,
            scope.narrow(CONTRACT.stem),
        )
        .order_by(DOCUMENT.retired_at.desc(), DOCUMENT.id.desc())
        .limit(SHOWN)
    )
    return tuple(Removed(*row) for row in session.execute(query))


def is_removed(session: Session, scope: Scope, number: int) -> bool:
    """Whether a document is out of use and seen by this user."""
    query = (
        select(DOCUMENT.id)
        .select_from(DOCUMENTS)
        .outerjoin(CONTRACTS, CONTRACT.document_id == DOCUMENT.id)
        .where(DOCUMENT.id == number, scope.narrow(CONTRACT.stem))
        .where(DOCUMENT.retired_at.is_not(None), DOCUMENT.stamp != ERASED)
    )
    return session.execute(query).first() is not None


def in_use(session: Session, scope: Scope, sha256: str) -> tuple[int, str] | None:
    """Return number and name of a contract or invoice in use; None where this user sees none."""
    if not is_seen(session, scope, sha256):
        return None
    query = select(DOCUMENT.id, DOCUMENT.file).where(
        DOCUMENT.sha256 == sha256, DOCUMENT.retired_at.is_(None), DOCUMENT.kind != FACTS
    )
    row = session.execute(query.order_by(DOCUMENT.id)).first()
    return None if row is None else (row.id, row.file)
