"""What the last run checked, and how each check ended: counts, not the record itself."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from checks.catalogue import all_checks
from contract_ai.desk.columns import TEST, TESTED, TESTED_ON, TESTS
from contract_ai.desk.scope import Scope
from models.findings import Result


@dataclass(frozen=True, slots=True)
class CheckCount:
    """One check: how many times it ended in each way."""

    code: str
    slug: str
    passed: int
    finding: int
    cannot_tell: int
    not_applicable: int

    @property
    def done(self) -> int:
        """How many times it applied."""
        return self.passed + self.finding + self.cannot_tell


def check_counts(
    session: Session, scope: Scope, contract: str | None = None
) -> tuple[CheckCount, ...]:
    """Count the results of every check, by code; under one contract where that is given."""
    query = select(TEST.code, TEST.result, func.count()).group_by(TEST.code, TEST.result)
    if contract is not None or not scope.is_all:
        query = query.select_from(TESTS).join(TESTED, TESTED_ON.id == TEST.tested_id)
        query = query.where(scope.narrow(TESTED_ON.contract))
    if contract is not None:
        query = query.where(TESTED_ON.contract == contract)
    counts: dict[str, dict[str, int]] = {}
    for code, result, number in session.execute(query):
        counts.setdefault(code, {})[result] = number
    names = all_checks()
    return tuple(
        CheckCount(
            code,
            names[code].slug,
            *(counts[code].get(result.value, 0) for result in _COUNTED),
        )
        for code in sorted(counts)
    )


_COUNTED = (Result.PASS, Result.FINDING, Result.CANNOT_TELL, Result.NOT_APPLICABLE)
