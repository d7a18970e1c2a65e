"""How many findings a filter lets through, what is at stake, and how many each other choice would give.

One query counts every combination of the keys that have few values; a facet leaves its own key
out and keeps the others.  The age and the keys of many values (contract, supplier, customer)
have a query each.  All are answered from one index, `ix_finding_counted`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from contract_ai.desk.columns import FINDING
from contract_ai.desk.finding_conditions import COLUMNS, bucket_of, conditions
from contract_ai.desk.finding_filter import AGES, UNKNOWN, FindingFilter
from contract_ai.desk.scope import Scope
from models.findings import Direction, Severity, State

SHOWN = 20
"""Values of a facet that are counted, the most frequent ones, besides those chosen."""
_FEW = ("state", "direction", "severity", "code", "currency", "review")
_MANY = ("contract", "supplier", "customer")
_ORDER: Mapping[str, Sequence[str]] = {
    "state": tuple(State),
    "direction": tuple(Direction),
    "severity": tuple(Severity),
    "age": (*AGES, UNKNOWN),
    "review": ("yes", "no"),
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


@dataclass(frozen=True, slots=True)
class _Cell:
    """Findings alike in all keys of few values; ``sum`` is None where none has an amount."""

    values: Mapping[str, str]
    count: int
    with_sum: int
    sum: Decimal | None


def summary(session: Session, scope: Scope, wanted: FindingFilter, today: date) -> FindingSummary:
    """Count what a filter lets through."""
    cells = _cells(session, scope, wanted, today)
    chosen = {key: _chosen(wanted, key) for key in _FEW}
    kept = [cell for cell in cells if _fits(cell, chosen)]
    few = (_facet_of_few(key, cells, chosen) for key in _FEW)
    ages = _facet_of_ages(session, scope, wanted, today)
    many = (_facet_of_many(session, scope, wanted, today, key) for key in _MANY)
    return FindingSummary(
        count=sum(cell.count for cell in kept),
        totals=_totals(kept),
        facets=(*few, ages, *many),
    )


def _cells(session: Session, scope: Scope, wanted: FindingFilter, today: date) -> list[_Cell]:
    # In the order of the index: the groups then come as they stand in it.
    keys: dict[str, Any] = {key: FINDING[key] for key in _FEW}
    query = (
        select(*keys.values(), func.count(), func.count(FINDING.amount), func.sum(FINDING.amount))
        .where(*conditions(scope, wanted, today, frozenset(_FEW)))
        .group_by(*keys.values())
    )
    return [
        _Cell({key: _text(value) for key, value in zip(keys, row, strict=False)}, *row[-3:])
        for row in session.execute(query)
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _chosen(wanted: FindingFilter, key: str) -> frozenset[str]:
    value = getattr(wanted, key)
    if isinstance(value, tuple):
        return frozenset(value)
    return frozenset() if value is None else frozenset({_text(value)})


def _fits(cell: _Cell, chosen: Mapping[str, frozenset[str]], without: str = "") -> bool:
    return all(
        not values or key == without or cell.values[key] in values for key, values in chosen.items()
    )


def _facet_of_few(key: str, cells: Iterable[_Cell], chosen: Mapping[str, frozenset[str]]) -> Facet:
    counts = dict.fromkeys(chosen[key], 0)
    for cell in cells:
        if _fits(cell, chosen, without=key):
            value = cell.values[key]
            counts[value] = counts.get(value, 0) + cell.count
    order = _ORDER.get(key)
    names = [one for one in order if one in counts] if order else sorted(counts)
    return Facet(key, tuple(FacetValue(name, counts[name], name in chosen[key]) for name in names))


def _facet_of_ages(session: Session, scope: Scope, wanted: FindingFilter, today: date) -> Facet:
    """Count by the day, as an index has them, and put the days together."""
    query = (
        select(FINDING.found_on, func.count())
        .where(*conditions(scope, wanted, today, frozenset({"age"})))
        .group_by(FINDING.found_on)
    )
    counts = dict.fromkeys(wanted.age, 0)
    for day, number in session.execute(query):
        name = bucket_of(day, today)
        counts[name] = counts.get(name, 0) + number
    names = (name for name in _ORDER["age"] if name in counts)
    return Facet("age", tuple(FacetValue(n, counts[n], n in wanted.age) for n in names))


def _facet_of_many(
    session: Session, scope: Scope, wanted: FindingFilter, today: date, key: str
) -> Facet:
    column, chosen = COLUMNS[key], _chosen(wanted, key)
    number = func.count().label("number")
    counted = (
        select(column, number)
        .where(*conditions(scope, wanted, today, frozenset({key})))
        .group_by(column)
        .order_by(number.desc(), column)
    )
    rows = session.execute(counted.limit(SHOWN + 1)).all()
    counts = {_text(value): count for value, count in rows[:SHOWN]}
    if absent := chosen - counts.keys():
        asked = FindingFilter(**{key: tuple(absent)})  # type: ignore[arg-type]  # a key of several values
        also = counted.where(*conditions(scope, asked, today))
        counts |= dict.fromkeys(sorted(absent), 0)
        counts |= {_text(value): count for value, count in session.execute(also)}
    values = (FacetValue(name, count, name in chosen) for name, count in counts.items())
    return Facet(key, tuple(values), more=len(rows) > SHOWN)


def _totals(cells: Iterable[_Cell]) -> tuple[Total, ...]:
    sums: dict[tuple[str, str], Total] = {}
    for cell in cells:
        if cell.sum is None:
            continue
        key = cell.values["currency"], cell.values["direction"]
        old = sums.get(key, Total(*key, Decimal(0), Decimal(0), 0))
        stake = Decimal(0) if State(cell.values["state"]).settled else cell.sum
        sums[key] = Total(
            *key, old.amount + cell.sum, old.at_stake + stake, old.findings + cell.with_sum
        )
    directions = list(Direction)
    order = sorted(sums, key=lambda k: (not k[0], k[0], directions.index(Direction(k[1]))))
    return tuple(sums[key] for key in order)
