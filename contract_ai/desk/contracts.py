"""Contracts as a list: one page of it, with what waits in each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

import numpy as np
from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.columns import CONTRACT, FINDING, TERM
from contract_ai.desk.contract_rows import LISTED, in_use
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.held.columns import Mask, Rows
from contract_ai.desk.held.open_findings import UNSETTLED, open_findings
from contract_ai.desk.held.rows import shown
from contract_ai.desk.held.shelf import held_contracts, held_terms, once, once_a_state
from contract_ai.desk.held.table import Table
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import REJECTED

PAGE = 50
KINDS = ("agreement", "statement_of_work", "order_form", "amendment", "other")
SORTS = ("name", "expires", "findings", "review", "added")
"""By name, soonest to expire, most unsettled findings, most terms to review, latest added."""


@dataclass(frozen=True, slots=True)
class ContractFilter(Filter):
    """``q`` are words of name, title, number or party; ``party`` is one party's full name.

    ``expires_by`` keeps those that expire on or before a day; ``waiting`` those with unsettled
    findings or terms to review.
    """

    READERS: ClassVar[Mapping[str, Reader]] = {
        "q": filters.text,
        "kind": filters.many_of(KINDS),
        "party": filters.many,
        "expires_by": filters.day,
        "waiting": filters.one_of(("findings", "review")),
        "sort": filters.one_of(SORTS, turned=True),
    }

    q: str = ""
    kind: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    expires_by: date | None = None
    waiting: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class ContractItem:
    """One row of the list; ``findings`` are those not settled, ``to_review`` counts terms."""

    id: int
    stem: str
    title: str | None
    number: str | None
    kind: str
    provider: str | None
    customer: str | None
    effective_date: date | None
    expiration_date: date | None
    currency: str | None
    file: str
    sha256: str
    findings: int
    to_review: int


@dataclass(frozen=True, slots=True)
class ContractPage:
    """A page of contracts; ``count`` is of all that the filter lets through."""

    items: tuple[ContractItem, ...]
    number: int
    count: int
    kinds: tuple[tuple[str, int], ...]
    """How many there are of each kind, whatever kind is asked for."""


def find(
    session: Session, scope: Scope, wanted: ContractFilter, page: int = 1, size: int = PAGE
) -> ContractPage:
    """Return one page of the contracts that a filter lets through."""
    number = max(page, 1)
    table = held_contracts(session)
    seen = table.seen(scope) & _let_through(session, table, wanted)
    kinds = table.coded["kind"]
    found = seen & kinds.one_of(wanted.kind) if wanted.kind else seen
    order = _ordered(session, table, wanted.sort)
    rows = order[found[order]]
    counts = kinds.counts(np.flatnonzero(seen))
    return ContractPage(
        items=tuple(_shown(session, table, rows[(number - 1) * size : number * size])),
        number=number,
        count=len(rows),
        kinds=tuple((kind, counts[kind]) for kind in KINDS if kind in counts),
    )


def item_of(session: Session, row: int) -> ContractItem | None:
    """Return a contract in use as the list shows it; None where there is none."""
    found = _items(session, in_use(select(*LISTED)).where(CONTRACT.id == row))
    return found[0] if found else None


def _items(session: Session, query: Select[Any]) -> tuple[ContractItem, ...]:
    rows = session.execute(query).all()
    findings = unsettled(session, [row.stem for row in rows])
    review = to_review(session, [row.id for row in rows])
    return tuple(
        ContractItem(
            **row._asdict(), findings=findings.get(row.stem, 0), to_review=review.get(row.id, 0)
        )
        for row in rows
    )


def _shown(session: Session, table: Table, rows: Rows) -> Iterator[ContractItem]:
    stem = _NAMES.index("stem")
    findings, look = open_findings(session).counts, held_terms(session).look[rows].tolist()
    for values, review in zip(shown(table, rows, _NAMES), look, strict=True):
        yield ContractItem(*[*values, findings.get(values[stem], 0), review])


def _let_through(session: Session, table: Table, wanted: ContractFilter) -> Mask:
    """Mark the rows that all of a filter lets through but the kind."""
    found = table.having(wanted.q)
    if wanted.party:
        found &= table.coded["provider"].one_of(wanted.party) | table.coded["customer"].one_of(
            wanted.party
        )
    if wanted.expires_by is not None:
        found &= table.coded["expiration_date"].until(wanted.expires_by)
    if wanted.waiting == "findings":
        found &= table.coded["stem"].one_of(open_findings(session).counts)
    if wanted.waiting == "review":
        found &= held_terms(session).look > 0
    return found


def _ordered(session: Session, table: Table, sort: str) -> Rows:
    """Return all rows in an order; the mark of a row is its name."""
    key, downwards = _SORTED_BY[sort.removeprefix("-")]
    downwards = downwards is not sort.startswith("-")

    def by_findings() -> Rows:
        stems = table.coded["stem"]
        counts = open_findings(session).counted(stems.values)[stems.codes]
        return table.placed(counts, ~table.all, downwards=downwards)

    def by_review() -> Rows:
        return table.placed(held_terms(session).look, ~table.all, downwards=downwards)

    if key == "findings":
        return once_a_state(session, ("contracts by findings", downwards), by_findings)
    if key == "to_review":
        return once(session, ("contracts by review", downwards), by_review)
    return table.placed_by(key, downwards=downwards)


_SORTED_BY = {
    "name": ("stem", False),
    "expires": ("expiration_date", False),
    "findings": ("findings", True),
    "review": ("to_review", True),
    "added": ("added_at", True),
}
"""The column of each order, and whether its usual direction is downwards."""


def unsettled(session: Session, stems: Iterable[str]) -> dict[str, int]:
    """Count the findings that are not settled, by contract."""
    query = (
        select(FINDING.contract, func.count())
        .where(FINDING.contract.in_(list(stems)), FINDING.state.in_(UNSETTLED))
        .group_by(FINDING.contract)
    )
    return {str(stem): many for stem, many in session.execute(query)}


def to_review(session: Session, contract_ids: Iterable[int]) -> dict[int, int]:
    """Count the terms that a person should look at, by the contract's row."""
    query = (
        select(TERM.contract_id, func.count())
        .where(TERM.contract_id.in_(list(contract_ids)), waits())
        .group_by(TERM.contract_id)
    )
    return dict(session.execute(query).all())


def waits() -> ColumnElement[bool]:
    """Whether a term waits for a person's review."""
    return TERM.review.is_(True) & TERM.known_to.is_(None) & (TERM.state != REJECTED)


_NAMES = tuple(field.name for field in fields(ContractItem))[:-2]
"""What the list has of a contract; the two counts come from elsewhere."""
