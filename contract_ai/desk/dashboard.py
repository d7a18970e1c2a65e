"""What matters at a glance: money at stake, what waits, what was checked, how good the reading is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
from contract_ai.desk.finding_conditions import bucket_of
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


_Day = tuple[date | None, Stake]


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
    days = _by_day(session, scope)
    return Dashboard(
        stakes=_added(replace(cell, name="") for _, cell in days),
        by_age=_by_age(days, today),
        by_supplier=_by_party(session, scope, FINDING.supplier),
        by_customer=_by_party(session, scope, FINDING.customer),
        by_week=_by_week(days),
        waiting=waiting(session, scope, today),
        recovered=recovered(session, scope),
        last_run=last_run(session),
    )


def _by_age(days: Iterable[_Day], today: date) -> tuple[Stake, ...]:
    """Sum by how long ago findings were found first, youngest first."""
    order = [*AGES, UNKNOWN]
    found = _added(replace(cell, name=bucket_of(day, today)) for day, cell in days)
    return tuple(sorted(found, key=lambda one: (*_place(one), order.index(one.name))))


def _by_week(days: Iterable[_Day]) -> tuple[Week, ...]:
    """Sum by the week findings were found first in, oldest first."""
    sums: dict[tuple[date, str, str], tuple[Decimal, int]] = {}
    for day, cell in days:
        if day is not None:
            key = day - timedelta(days=day.weekday()), cell.currency, cell.direction
            amount, number = sums.get(key, (Decimal(0), 0))
            sums[key] = amount + cell.amount, number + cell.findings
    return tuple(Week(*key, *sums[key]) for key in sorted(sums))


def _by_party(session: Session, scope: Scope, column: ColumnElement[Any]) -> tuple[Stake, ...]:
    """Sum by supplier or customer, the largest sums first."""
    found = _added(replace(cell, name=name or "") for name, cell in _cells(session, scope, column))
    kept: dict[tuple[str, str], list[Stake]] = {}
    for one in sorted(found, key=lambda one: (-one.amount, one.name)):
        kept.setdefault((one.currency, one.direction), []).append(one)
    firsts = [one for group in kept.values() for one in group[:FIRST]]
    return tuple(sorted(firsts, key=lambda one: (*_place(one), -one.amount, one.name)))


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


def _by_day(session: Session, scope: Scope) -> list[_Day]:
    return list(_cells(session, scope, FINDING.found_on))


def _cells(session: Session, scope: Scope, key: ColumnElement[Any]) -> Iterator[tuple[Any, Stake]]:
    """Yield the unsettled findings that carry money, by a column, currency and direction."""
    keys = key, FINDING.currency, FINDING.direction, FINDING.review
    query = (
        select(*keys, func.sum(FINDING.amount), func.count())
        .where(
            FINDING.state.in_(UNSETTLED),
            FINDING.amount.is_not(None),
            scope.narrow(FINDING.contract),
        )
        .group_by(*keys)
    )
    for value, currency, direction, review, amount, number in session.execute(query):
        yield value, Stake("", currency or "", direction, amount, number, number if review else 0)


def _added(cells: Iterable[Stake]) -> tuple[Stake, ...]:
    """Add those of one name, currency and direction."""
    sums: dict[tuple[str, str, str], Stake] = {}
    for one in cells:
        key = one.name, one.currency, one.direction
        old = sums.get(key, Stake(*key, Decimal(0), 0, 0))
        sums[key] = Stake(
            *key,
            old.amount + one.amount,
            old.findings + one.findings,
            old.to_review + one.to_review,
        )
    return tuple(sorted(sums.values(), key=lambda one: (*_place(one), one.name)))


def _place(one: Stake | Recovered) -> tuple[bool, str, int]:
    """Sort by currency, what has none last, then by direction."""
    return not one.currency, one.currency, list(Direction).index(Direction(one.direction))
