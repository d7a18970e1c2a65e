"""What customers owe, of the contracts that a user may see."""

from datetime import date

from sqlmodel import Session

from checks.receivables.standing import Standing, standing
from contract_ai.desk.scope import Scope
from contract_ai.paying import items_of
from contract_ai.storage.payments import promises
from models.cases import CheckSettings


def receivables(
    session: Session, scope: Scope, as_of: date, settings: CheckSettings | None = None
) -> Standing:
    """Return open items, ageing, DSO and forecast on a day."""
    seen = [one for one in items_of(session, as_of, settings) if scope.sees(one.contract)]
    return standing(seen, promises(session), as_of)
