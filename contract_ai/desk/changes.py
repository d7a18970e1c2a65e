"""What the last run of the checks changed about findings."""

from sqlmodel import Session

from contract_ai.desk.scope import Scope
from contract_ai.storage.lives import load_changes
from models.lives import Change


def last_changes(session: Session, scope: Scope) -> tuple[Change, ...]:
    """Return what the last run changed about the findings that this user sees."""
    changes = load_changes(session)
    found = changes.changes if changes else ()
    return tuple(one for one in found if scope.sees(one.life.contract))
