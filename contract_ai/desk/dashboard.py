"""What matters at a glance: money at stake, what waits, what was checked, how good the reading is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from contract_ai.desk.columns import (
    CONTRACT,
    CONTRACTS,
    DECISION,
    DECISIONS,
    DOCUMENT,
    DOCUMENTS,
    FINDING,
    INVOICE,
    INVOICES,
    LIFE,
    LIVES,
    RUN,
    TERM,
    TERMS,
    TESTED,
    TESTED_ON,
)
from contract_ai.desk.contracts import UNSETTLED, waits
from contract_ai.desk.finding_conditions import age_of
from contract_ai.desk.finding_filter import AGES, UNKNOWN
from contract_ai.desk.scope import Scope
from models.findings import Direction, State

FIRST = 10
"""Suppliers and customers that are listed of each currency and direction, the largest sums."""


@dataclass(frozen=True, slots=True)
class Stake:
    """Money at stake in one currency and direction; ``name`` says of what: "" for all of it."""

    name: str
    currency: str
    direction: str
    amount: Decimal
    findings: int
    to_review: int


@dataclass(frozen=True, slots=True)
class Week:
    """Money at stake that was found first in one week, which begins on a Monday."""

    monday: date
    currency: str
    direction: str
    amount: Decimal
    findings: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person should look at.

    ``overdue`` are unsettled findings whose last day to act has passed, ``next_day`` the nearest
    one that has not; ``unmatched`` are invoices for which no contract was found.
    """

    terms: int
    contracts: int
    findings: int
    invoices: int
    unmatched: int
    overdue: int
    next_day: date | None


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run; None of a database whose run is not whole."""

    as_of: date
    finished_at: datetime
    findings: int
    tests: int
    crashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recovered:
    """Money of findings that were disputed or accepted and then credited or resolved."""

    currency: str
    direction: str
    amount: Decimal
    findings: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All of it; sums of different currencies are never added."""

    stakes: tuple[Stake, ...]
    by_age: tuple[Stake, ...]
    by_supplier: tuple[Stake, ...]
    by_customer: tuple[Stake, ...]
    by_week: tuple[Week, ...]
    waiting: Waiting
    recovered: tuple[Recovered, ...]
    last_run: LastRun | None


def dashboard(session: Session, scope: Scope, today: date) -> Dashboard:
    """Gather what the first page shows."""
    return Dashboard(
        stakes=at_stake(session, scope),
        by_age=by_age(session, scope, today),
        by_supplier=by_party(session, scope, FINDING.supplier),
        by_customer=by_party(session, scope, FINDING.customer),
        by_week=by_week(session, scope),
        waiting=waiting(session, scope, today),
        recovered=recovered(session, scope),
        last_run=last_run(session),
    )


def at_stake(session: Session, scope: Scope) -> tuple[Stake, ...]:
    """Sum the unsettled findings that carry money, by currency and direction."""
    return _stakes(session, scope, None)


def by_age(session: Session, scope: Scope, today: date) -> tuple[Stake, ...]:
    """Sum them by how long ago they were found first, youngest first."""
    order = [*AGES, UNKNOWN]
    found = _stakes(session, scope, age_of(today))
    return tuple(sorted(found, key=lambda one: (*_place(one), order.index(one.name))))


def by_party(session: Session, scope: Scope, column: ColumnElement[Any]) -> tuple[Stake, ...]:
    """Sum them by supplier or customer, the largest sums first."""
    found = _stakes(session, scope, column)
    kept: dict[tuple[str, str], list[Stake]] = {}
    for one in sorted(found, key=lambda one: (-one.amount, one.name)):
        kept.setdefault((one.currency, one.direction), []).append(one)
    firsts = [one for group in kept.values() for one in group[:FIRST]]
    return tuple(sorted(firsts, key=lambda one: (*_place(one), -one.amount, one.name)))


def by_week(session: Session, scope: Scope) -> tuple[Week, ...]:
    """Sum them by the week they were found first in, oldest first."""
    keys = FINDING.found_on, FINDING.currency, FINDING.direction
    query = (
        select(*keys, func.sum(FINDING.amount), func.count())
        .where(*_staked(scope), FINDING.found_on.is_not(None))
        .group_by(*keys)
    )
    sums: dict[tuple[date, str, str], tuple[Decimal, int]] = {}
    for day, currency, direction, amount, number in session.execute(query):
        key = day - timedelta(days=day.weekday()), currency or "", direction
        before = sums.get(key, (Decimal(0), 0))
        sums[key] = before[0] + amount, before[1] + number
    return tuple(Week(*key, *sums[key]) for key in sorted(sums))


def waiting(session: Session, scope: Scope, today: date) -> Waiting:
    """Count what a person should look at."""
    terms = (
        select(func.count(), func.count(TERM.contract_id.distinct()))
        .select_from(TERMS)
        .join(CONTRACTS, CONTRACT.id == TERM.contract_id)
        .join(DOCUMENTS, DOCUMENT.id == CONTRACT.document_id)
        .where(waits(), DOCUMENT.retired_at.is_(None), scope.narrow(CONTRACT.stem))
    )
    open_ = FINDING.state.in_(UNSETTLED), scope.narrow(FINDING.contract)
    review = select(func.count()).where(*open_, FINDING.review.is_(True))
    day = today.isoformat()
    overdue = select(func.count()).where(*open_, FINDING.act_before < day)
    ahead = select(func.min(FINDING.act_before)).where(*open_, FINDING.act_before >= day)
    invoices = (
        select(func.count())
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None), scope.narrow(TESTED_ON.contract))
    )
    unmatched = select(func.count()).where(
        TESTED_ON.invoice_id.is_not(None),
        TESTED_ON.contract.is_(None),
        scope.narrow(TESTED_ON.contract),
    )
    in_terms, in_contracts = session.execute(terms).one()
    nearest = session.execute(ahead).scalar()
    return Waiting(
        terms=in_terms,
        contracts=in_contracts,
        findings=session.execute(review).scalar_one(),
        invoices=session.execute(invoices.where(INVOICE.review.is_(True))).scalar_one(),
        unmatched=session.execute(unmatched).scalar_one(),
        overdue=session.execute(overdue).scalar_one(),
        next_day=date.fromisoformat(nearest) if nearest else None,
    )


def last_run(session: Session) -> LastRun | None:
    """Return the last whole run; the same for every user."""
    columns = RUN.as_of, RUN.finished_at, RUN.findings, RUN.tests, RUN.crashes
    row = session.execute(select(*columns).order_by(RUN.id.desc()).limit(1)).first()
    if row is None:
        return None
    return LastRun(row.as_of, row.finished_at, row.findings, row.tests, tuple(row.crashes))


def recovered(session: Session, scope: Scope) -> tuple[Recovered, ...]:
    """Sum what was credited or resolved after someone disputed or accepted it."""
    latest = select(func.max(DECISION.id)).group_by(DECISION.fingerprint)
    before = DECISIONS.alias("earlier")
    pursued = (
        select(before.c.id)
        .where(
            before.c.fingerprint == DECISION.fingerprint,
            before.c.id < DECISION.id,
            before.c.state.in_([State.DISPUTED.value, State.ACCEPTED.value]),
        )
        .exists()
    )
    query = (
        select(DECISION.currency, LIFE.direction, func.sum(DECISION.amount), func.count())
        .select_from(DECISIONS)
        .join(LIVES, LIFE.fingerprint == DECISION.fingerprint)
        .where(
            DECISION.id.in_(latest),
            DECISION.state.in_([State.CREDITED.value, State.RESOLVED.value]),
            DECISION.amount.is_not(None),
            scope.narrow(LIFE.contract),
            pursued,
        )
        .group_by(DECISION.currency, LIFE.direction)
    )
    found = [Recovered(row[0] or "", *row[1:]) for row in session.execute(query)]
    return tuple(sorted(found, key=_place))


def _stakes(session: Session, scope: Scope, name: ColumnElement[Any] | None) -> tuple[Stake, ...]:
    keys = [FINDING.currency, FINDING.direction, FINDING.review]
    label = [] if name is None else [name.label("name")]
    query = (
        select(*keys, func.sum(FINDING.amount), func.count(), *label)
        .where(*_staked(scope))
        .group_by(*keys, *label)
    )
    sums: dict[tuple[str, str, str], Stake] = {}
    for currency, direction, review, amount, number, *names in session.execute(query):
        key = (names[0] or "") if names else "", currency or "", direction
        old = sums.get(key, Stake(*key, Decimal(0), 0, 0))
        doubtful = number if review else 0
        sums[key] = Stake(
            *key, old.amount + amount, old.findings + number, old.to_review + doubtful
        )
    return tuple(sorted(sums.values(), key=lambda one: (*_place(one), one.name)))


def _staked(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        FINDING.state.in_(UNSETTLED),
        FINDING.amount.is_not(None),
        scope.narrow(FINDING.contract),
    )


def _place(one: Stake | Recovered) -> tuple[bool, str, int]:
    """Sort by currency, what has none last, then by direction."""
    return not one.currency, one.currency, list(Direction).index(Direction(one.direction))
