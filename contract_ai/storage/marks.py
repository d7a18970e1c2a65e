"""What lists show of findings without looking elsewhere: their state, and since when they are found.

Both are worked out for all findings in one statement each, by the rule of
`models.lives.Decision.lapse`: the latest decision holds until its last day, and for its sum.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update
from sqlmodel import Session, col

from contract_ai.storage.bulk import batched
from models.findings import State
from models.lives import LAPSING
from models.tables.findings import DecisionRow, FindingRow, LifeRow


def mark_findings(session: Session, as_of: date, marks: Iterable[str] | None = None) -> None:
    """Write the state of findings as of a day, and the day each was found first.

    ``marks`` are the fingerprints of those whose state may be another; None for all.
    """
    if marks is None:
        decided = exists().where(col(DecisionRow.fingerprint) == col(FindingRow.fingerprint))
        _write_states(session, as_of, decided)
        _write_days(session)
    else:
        for chunk in batched(marks):
            _write_states(session, as_of, col(FindingRow.fingerprint).in_(chunk))


def _write_states(session: Session, as_of: date, which: ColumnElement[bool]) -> None:
    state = _state(as_of)
    change = update(FindingRow).where(which, col(FindingRow.state) != state).values(state=state)
    session.execute(change.execution_options(synchronize_session=False))
    session.expire_all()  # what is held of findings is of before


def _write_days(session: Session) -> None:
    first = (
        select(col(LifeRow.first_found_on))
        .where(col(LifeRow.fingerprint) == col(FindingRow.fingerprint))
        .correlate(FindingRow)
        .scalar_subquery()
    )
    change = update(FindingRow).where(col(FindingRow.found_on).is_(None)).values(found_on=first)
    session.execute(change.execution_options(synchronize_session=False))


def _state(as_of: date) -> ColumnElement[str]:
    """The state that the latest decision about a finding gives it."""
    other_sum = and_(
        col(DecisionRow.amount).is_not(None),
        or_(
            col(DecisionRow.amount).is_distinct_from(col(FindingRow.amount)),
            col(DecisionRow.currency).is_distinct_from(col(FindingRow.currency)),
        ),
    )
    lapsed = and_(
        col(DecisionRow.state).in_([state.value for state in LAPSING]),
        or_(col(DecisionRow.until) < as_of, other_sum),
    )
    latest = (
        select(case((lapsed, State.OPEN.value), else_=col(DecisionRow.state)))
        .where(col(DecisionRow.fingerprint) == col(FindingRow.fingerprint))
        .order_by(col(DecisionRow.id).desc())
        .limit(1)
        .correlate(FindingRow)
    )
    return latest.scalar_subquery()
