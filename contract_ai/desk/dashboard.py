"""What matters at a glance: money at stake, what waits, what was checked, how good the reading is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from contract_ai.desk.columns import (
    RUN,
)
from contract_ai.desk.finding_conditions import bucket_of
from contract_ai.desk.finding_filter import AGES, UNKNOWN
from contract_ai.desk.held.columns import Coded, Rows
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.held.shelf import (
    held,
    held_contracts,
    held_invoices,
    held_terms,
    once_a_state,
)
from contract_ai.desk.held.sums import summed_by
from contract_ai.desk.held.table import Table
from contract_ai.desk.scope import Scope
from models.findings import Direction
from models.tables.columns import unscaled

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


class _Cell(NamedTuple):
    """Findings alike; ``kept`` is their sum as the database keeps it (`unscaled`)."""

    value: Any
    currency: str
    direction: str
    kept: int
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
    """Gather what the first page shows, once a state of the database."""
    return once_a_state(
        session, ("dashboard", scope, today), lambda: _gathered(session, scope, today)
    )


def _gathered(session: Session, scope: Scope, today: date) -> Dashboard:
    days = held(session).findings.coded["found_on"]
    ages = _cells(session, scope, days.grouped(lambda day: bucket_of(day, today)))
    return Dashboard(
        stakes=_added(ages, lambda _: ""),
        by_age=_by_age(ages),
        by_supplier=_by_party(session, scope, "supplier"),
        by_customer=_by_party(session, scope, "customer"),
        by_week=_by_week(_cells(session, scope, days.grouped(_monday))),
        waiting=waiting(session, scope, today),
        recovered=recovered(session, scope),
        last_run=last_run(session),
    )


def _by_age(ages: Iterable[_Cell]) -> tuple[Stake, ...]:
    """Sum by how long ago findings were found first, youngest first."""
    order = [*AGES, UNKNOWN]
    found = _added(ages, str)
    return tuple(sorted(found, key=lambda one: (*_place(one), order.index(one.name))))


def _by_week(weeks: Iterable[_Cell]) -> tuple[Week, ...]:
    """Sum by the week findings were found first in, oldest first."""
    found = (
        Week(one.value, one.currency, one.direction, unscaled(one.kept), one.findings)
        for one in weeks
        if one.value is not None
    )
    return tuple(sorted(found, key=lambda one: (one.monday, one.currency, one.direction)))


def _monday(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=day.weekday())


def _by_party(session: Session, scope: Scope, column: str) -> tuple[Stake, ...]:
    """Sum by supplier or customer, the largest sums first."""
    names = held(session).findings.coded[column]
    found = _added(_cells(session, scope, names, first=FIRST), lambda name: name or "")
    return tuple(sorted(found, key=lambda one: (*_place(one), -one.amount, one.name)))


def waiting(session: Session, scope: Scope, today: date) -> Waiting:
    """Count what a person should look at."""
    table = held(session).findings
    open_, last_days = _unsettled(table, scope), table.coded["act_before"]
    passed = last_days.before(today.isoformat())[open_]
    ahead = last_days.counts(open_[~passed & ~last_days.lacking[open_]])
    in_terms, in_contracts = _terms(session, scope)
    invoices, unmatched = _invoices(session, scope)
    return Waiting(
        terms=in_terms,
        contracts=in_contracts,
        findings=table.coded["review"].counts(open_).get(True, 0),
        invoices=invoices,
        unmatched=unmatched,
        overdue=int(passed.sum()),
        next_day=date.fromisoformat(min(ahead)) if ahead else None,
    )


def _terms(session: Session, scope: Scope) -> tuple[int, int]:
    """Count the terms that wait, and their contracts."""
    look = held_terms(session).look[held_contracts(session).seen(scope)]
    return int(look.sum()), int(np.count_nonzero(look))


def _invoices(session: Session, scope: Scope) -> tuple[int, int]:
    """Count the invoices to review, and those for which no contract was found."""
    table = held_invoices(session)
    seen = table.seen(scope)
    tested = table.coded["tested"].one_of([True]) & table.coded["contract"].lacking
    review = table.coded["review"].one_of([True])
    return int((seen & review).sum()), int((seen & tested).sum())


def last_run(session: Session) -> LastRun | None:
    """Return the last whole run; the same for every user."""
    columns = RUN.as_of, RUN.finished_at, RUN.findings, RUN.tests, RUN.crashes
    row = session.execute(select(*columns).order_by(RUN.id.desc()).limit(1)).first()
    if row is None:
        return None
    return LastRun(row.as_of, row.finished_at, row.findings, row.tests, tuple(row.crashes))


def recovered(session: Session, scope: Scope) -> tuple[Recovered, ...]:
    """Sum what was credited or resolved after someone disputed or accepted it."""
    return once_a_state(session, ("recovered", scope), lambda: _recovered(session, scope))


def _recovered(session: Session, scope: Scope) -> tuple[Recovered, ...]:
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for one in held(session).recovered.values():
        if scope.sees(one.contract):
            sums.setdefault((one.currency, one.direction), []).append(one.amount)
    found = (
        Recovered(*key, sum(amounts, Decimal(0)), len(amounts)) for key, amounts in sums.items()
    )
    return tuple(sorted(found, key=_place))


def _cells(session: Session, scope: Scope, column: Coded, first: int | None = None) -> list[_Cell]:
    """Return the unsettled findings that carry money, by a column, currency and direction.

    ``first`` leaves all but so many of each currency and direction out, the largest sums.
    """
    table = held(session).findings
    rows = _unsettled(table, scope)
    columns = column, table.coded["currency"], table.coded["direction"]
    summed = summed_by(table, rows, columns)
    doubtful = table.coded["review"].one_of([True])
    to_review = summed.counted(doubtful)
    some = summed.there if first is None else summed.largest(first)
    return [
        _Cell(values[0], values[1] or "", values[2], *sums)
        for values, sums in summed.rows(some, to_review)
    ]


def _unsettled(table: Table, scope: Scope) -> Rows:
    return np.flatnonzero(table.seen(scope) & table.coded["state"].one_of(UNSETTLED))


def _added(cells: Iterable[_Cell], name: Callable[[Any], str]) -> tuple[Stake, ...]:
    """Add those of one name, currency and direction."""
    sums: dict[tuple[str, str, str], list[int]] = {}
    for one in cells:
        sum_ = sums.setdefault((name(one.value), one.currency, one.direction), [0, 0, 0])
        for place, number in enumerate(one[3:]):
            sum_[place] += number
    found = (Stake(*key, unscaled(kept), *numbers) for key, (kept, *numbers) in sums.items())
    return tuple(sorted(found, key=lambda one: (*_place(one), one.name)))


def _place(one: Stake | Recovered) -> tuple[bool, str, int]:
    """Sort by currency, what has none last, then by direction."""
    return not one.currency, one.currency, list(Direction).index(Direction(one.direction))
