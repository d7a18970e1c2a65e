"""What was known at the end of a past day: terms, findings and the decisions about them.

A finding counts from the day of the run that found it first until that of the run which did not
find it any more; the sum shown is the last that was found.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session

from contract_ai.desk.columns import DECISION, DECISIONS, LIFE, LIVES, TERM
from contract_ai.desk.contract_detail import TermVersion, terms_known, versions_of
from contract_ai.desk.dashboard import Stake
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.scope import Scope
from contract_ai.storage.lives import decision_of, life_of
from models.findings import Direction, State
from models.lives import Decision, Life
from models.tables.findings import DecisionRow, LifeRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding as it stood; ``decisions`` are those made until then, the latest last."""

    life: Life
    state: State
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class PastCounts:
    """How much was known: findings by state, money at stake, terms by state, decisions."""

    findings: tuple[tuple[str, int], ...]
    stakes: tuple[Stake, ...]
    terms: tuple[tuple[str, int], ...]
    decisions: int


def counts(session: Session, scope: Scope, day: date) -> PastCounts:
    """Count what was known at the end of a day (UTC)."""
    state = _state(day)
    by_state = dict(
        session.execute(
            select(state.label("state"), func.count()).where(*_found(scope, day)).group_by("state")
        ).all()
    )
    known = terms_known(scope, _end(day)).with_only_columns(TERM.state, func.count())
    by_term = dict(session.execute(known.group_by(TERM.state)).all())
    decided = (
        select(func.count())
        .select_from(DECISIONS)
        .join(LIVES, LIFE.fingerprint == DECISION.fingerprint)
        .where(DECISION.decided_at < _end(day), scope.narrow(LIFE.contract))
    )
    return PastCounts(
        findings=tuple((one.value, by_state[one.value]) for one in State if one.value in by_state),
        stakes=_stakes(session, scope, day),
        terms=tuple(sorted(by_term.items())),
        decisions=session.execute(decided).scalar_one(),
    )


def findings(session: Session, scope: Scope, day: date, page: int = 1) -> tuple[PastFinding, ...]:
    """Return one page of the findings that stood at the end of a day, the largest sums first."""
    query = (
        select(LifeRow, _state(day).label("state"))
        .where(*_found(scope, day))
        .order_by(LIFE.amount.desc().nulls_last(), LIFE.fingerprint)
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    rows = session.execute(query).all()
    made = _decisions(session, [row.fingerprint for row, _ in rows], day)
    return tuple(
        PastFinding(
            replace(life_of(row), gone_on=None), State(state), made.get(row.fingerprint, ())
        )
        for row, state in rows
    )


def terms(session: Session, scope: Scope, contract_id: int, day: date) -> tuple[TermVersion, ...]:
    """Return the terms of a contract as they were known at the end of a day."""
    query = terms_known(scope, _end(day)).where(TERM.contract_id == contract_id)
    return versions_of(session, query.order_by(TERM.position, TERM.id))


def _end(day: date) -> datetime:
    """Return the first moment after a day."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _found(scope: Scope, day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        LIFE.first_found_on <= day,
        or_(LIFE.gone_on.is_(None), LIFE.gone_on > day),
        scope.narrow(LIFE.contract),
    )


def _state(day: date) -> ColumnElement[Any]:
    """Return what the latest decision until then says; a waiver ends after its last day."""
    latest = (
        select(DECISION.state)
        .where(DECISION.fingerprint == LIFE.fingerprint, DECISION.decided_at < _end(day))
        .order_by(DECISION.id.desc())
        .limit(1)
    )
    until = latest.with_only_columns(DECISION.until).correlate(LIVES).scalar_subquery()
    state = latest.correlate(LIVES).scalar_subquery()
    return case((state.is_(None), State.OPEN.value), (until < day, State.OPEN.value), else_=state)


def _decisions(
    session: Session, marks: Iterable[str], day: date
) -> dict[str, tuple[Decision, ...]]:
    query = (
        select(DecisionRow)
        .where(DECISION.fingerprint.in_(list(marks)), DECISION.decided_at < _end(day))
        .order_by(DECISION.id)
    )
    found: dict[str, list[Decision]] = {}
    for row in session.execute(query).scalars():
        found.setdefault(row.fingerprint, []).append(decision_of(row))
    return {mark: tuple(made) for mark, made in found.items()}


def _stakes(session: Session, scope: Scope, day: date) -> tuple[Stake, ...]:
    state = _state(day)
    query = (
        select(LIFE.currency, LIFE.direction, func.sum(LIFE.amount), func.count())
        .where(*_found(scope, day), LIFE.amount.is_not(None), state.in_(UNSETTLED))
        .group_by(LIFE.currency, LIFE.direction)
    )
    found = [
        Stake("", currency or "", direction, amount, number, 0)
        for currency, direction, amount, number in session.execute(query)
    ]
    order = list(Direction)
    return tuple(
        sorted(
            found, key=lambda s: (not s.currency, s.currency, order.index(Direction(s.direction)))
        )
    )
