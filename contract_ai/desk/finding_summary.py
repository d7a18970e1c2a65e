"""How many findings a filter lets through, what is at stake, and how many each other choice would give.

A facet leaves its own key out and keeps the others.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from sqlmodel import Session

from contract_ai.desk.finding_conditions import asked, bucket_of, through
from contract_ai.desk.finding_filter import AGES, UNKNOWN, FindingFilter
from contract_ai.desk.held.columns import Coded, Rows
from contract_ai.desk.held.findings import FEW, MANY, SIGNED
from contract_ai.desk.held.shelf import held, once_a_state
from contract_ai.desk.held.sums import sums_by
from contract_ai.desk.held.table import Table
from contract_ai.desk.scope import Scope
from contract_ai.storage.sign_offs import Signed
from models.findings import Direction, Severity, State
from models.tables.columns import unscaled

SHOWN = 20
"""Values of a facet that are counted, the most frequent ones, besides those chosen."""
_ORDER: Mapping[str, Sequence[str]] = {
    "state": tuple(State),
    "direction": tuple(Direction),
    "severity": tuple(Severity),
    "age": (*AGES, UNKNOWN),
    "review": ("yes", "no"),
    "signed": tuple(Signed),
}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice: what stands in the address, and the findings it would give."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of one key; ``more`` says that some are not listed."""

    key: str
    values: tuple[FacetValue, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """Findings of one currency and direction that carry a sum; ``at_stake`` is of those not settled."""

    currency: str
    direction: str
    amount: Decimal
    at_stake: Decimal
    findings: int


@dataclass(frozen=True, slots=True)
class FindingSummary:
    """What a filter lets through: how many, sums, and the counts of every choice."""

    count: int
    totals: tuple[Total, ...]
    facets: tuple[Facet, ...]

    def facet(self, key: str) -> Facet:
        """Return the choices of a key.

        Raises:
            KeyError: there is no such facet.
        """
        for one in self.facets:
            if one.key == key:
                return one
        raise KeyError(key)


def summary(session: Session, scope: Scope, wanted: FindingFilter, today: date) -> FindingSummary:
    """Count what a filter lets through, once a state of the database: whatever the page and order."""
    unsorted = replace(wanted, sort=FindingFilter().sort)
    question = "summary", scope, unsorted, today
    return once_a_state(session, question, lambda: _summary(session, scope, unsorted, today))


def _summary(session: Session, scope: Scope, wanted: FindingFilter, today: date) -> FindingSummary:
    table = held(session).findings
    masks = asked(table, wanted, today)
    rows = np.flatnonzero(through(table, scope, masks))

    def without(key: str) -> Rows:
        return np.flatnonzero(through(table, scope, masks, key)) if key in masks else rows

    few = (_few(key, table.coded[key].counts(without(key)), wanted) for key in (*FEW, SIGNED))
    ages = _ages(table.coded["found_on"].counts(without("age")), wanted, today)
    many = (_many(key, table.coded[key], without(key), wanted) for key in MANY)
    return FindingSummary(len(rows), _totals(table, rows), (*few, ages, *many))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _chosen(wanted: FindingFilter, key: str) -> frozenset[str]:
    value = getattr(wanted, key)
    if isinstance(value, tuple):
        return frozenset(value)
    return frozenset() if value is None else frozenset({_text(value)})


def _few(key: str, counts: Mapping[Any, int], wanted: FindingFilter) -> Facet:
    chosen = _chosen(wanted, key)
    named = dict.fromkeys(chosen, 0) | {_text(value): count for value, count in counts.items()}
    order = _ORDER.get(key)
    names = [one for one in order if one in named] if order else sorted(named)
    return Facet(key, tuple(FacetValue(name, named[name], name in chosen) for name in names))


def _ages(days: Mapping[date | None, int], wanted: FindingFilter, today: date) -> Facet:
    buckets: Counter[str] = Counter()
    for day, count in days.items():
        buckets[bucket_of(day, today)] += count
    return _few("age", buckets, wanted)


def _many(key: str, column: Coded, rows: Rows, wanted: FindingFilter) -> Facet:
    """List the most frequent values, and besides them those chosen."""
    counts = {_text(value): count for value, count in column.counts(rows, SHOWN + 1).items()}
    more, chosen = len(counts) > SHOWN, _chosen(wanted, key)
    shown = dict([*counts.items()][:SHOWN])
    if absent := chosen - shown.keys():
        every = {_text(value): count for value, count in column.counts(rows).items()}
        shown |= {name: every.get(name, 0) for name in sorted(absent)}
    values = (FacetValue(name, count, name in chosen) for name, count in shown.items())
    return Facet(key, tuple(values), more)


def _totals(table: Table, rows: Rows) -> tuple[Total, ...]:
    sums: dict[tuple[str, str], Total] = {}
    for (currency, direction, state), kept, number in sums_by(
        table, rows, ("currency", "direction", "state")
    ):
        key = currency or "", direction
        amount = unscaled(kept)
        old = sums.get(key, Total(*key, Decimal(0), Decimal(0), 0))
        stake = Decimal(0) if State(state).settled else amount
        sums[key] = Total(*key, old.amount + amount, old.at_stake + stake, old.findings + number)
    directions = list(Direction)
    order = sorted(sums, key=lambda k: (not k[0], k[0], directions.index(Direction(k[1]))))
    return tuple(sums[key] for key in order)
