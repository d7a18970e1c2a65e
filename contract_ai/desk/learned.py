"""What was learned from people's decisions: each rule with why, and how often it told."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from checks.taught import Taught
from contract_ai.correcting import sees
from contract_ai.desk.columns import TESTED, TESTED_ON
from contract_ai.desk.scope import Scope
from contract_ai.storage.matching import load_corrections
from models.matching import Correction


@dataclass(frozen=True, slots=True)
class LearnedRule:
    """A decision that others follow, or could.

    ``invoices`` counts those whose contract it told in the last run; ``instead`` is the later
    decision that says otherwise, None where none does.
    """

    said: Correction
    invoices: int
    instead: Correction | None

    @property
    def counts(self) -> bool:
        """Whether others follow it now."""
        return self.said.teaches and self.instead is None


def learned_rules(session: Session, scope: Scope) -> tuple[LearnedRule, ...]:
    """Return what was learned within a scope, the latest first."""
    taught = Taught(load_corrections(session))
    query = (
        select(TESTED_ON.told, func.count())
        .select_from(TESTED)
        .where(TESTED_ON.learned.is_(True), scope.narrow(TESTED_ON.contract))
        .group_by(TESTED_ON.told)
    )
    told = dict(session.execute(query).all())
    return tuple(
        LearnedRule(one, told.get(one.number, 0), _seen(scope, taught.contradicting(one)))
        for one in reversed(taught.decisions)
        if taught.can_teach(one) and sees(scope, one)
    )


def _seen(scope: Scope, one: Correction | None) -> Correction | None:
    return one if one is None or sees(scope, one) else None
