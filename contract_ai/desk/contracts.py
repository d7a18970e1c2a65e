"""Contracts as a list: one page of it, with what waits in each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.columns import CONTRACT, CONTRACTS, DOCUMENT, FINDING, FINDINGS, TERM
from contract_ai.desk.contract_rows import NAMED, has_words, in_use
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import REJECTED
from models.findings import State

PAGE = 50
KINDS = ("agreement", "statement_of_work", "order_form", "amendment", "other")
SORTS = ("name", "expires", "findings", "review", "added")
"""By name, soonest to expire, most unsettled findings, most terms to review, latest added."""
UNSETTLED = tuple(state.value for state in State if not state.settled)


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
    query: Select[Any] = in_use(select(*_COLUMNS)).where(*_conditions(scope, wanted))
    query = query.order_by(*_order(wanted.sort)).limit(size).offset((number - 1) * size)
    items = _items(session, query)
    kinds = _kinds(session, scope, wanted)
    return ContractPage(
        items=items,
        number=number,
        count=sum(many for kind, many in kinds if not wanted.kind or kind in wanted.kind),
        kinds=kinds,
    )


def item_of(session: Session, row: int) -> ContractItem | None:
    """Return a contract in use as the list shows it; None where there is none."""
    found = _items(session, in_use(select(*_COLUMNS)).where(CONTRACT.id == row))
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


def unsettled(session: Session, stems: Iterable[str]) -> dict[str, int]:
    """Count the findings that are not settled, by contract."""
    query = (
        select(FINDING.contract, func.count())
        .where(FINDING.contract.in_(list(stems)), _unsettled())
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


_COLUMNS = (
    CONTRACT.id,
    CONTRACT.stem,
    CONTRACT.title,
    CONTRACT.number,
    CONTRACT.kind,
    CONTRACT.provider,
    CONTRACT.customer,
    CONTRACT.effective_date,
    CONTRACT.expiration_date,
    CONTRACT.currency,
    DOCUMENT.file,
    DOCUMENT.sha256,
)


def _unsettled() -> ColumnElement[bool]:
    return FINDING.state.in_(UNSETTLED)


def _conditions(
    scope: Scope, wanted: ContractFilter, *, any_kind: bool = False
) -> Iterator[ColumnElement[bool]]:
    yield scope.narrow(CONTRACT.stem)
    yield from has_words(wanted.q, *NAMED)
    if wanted.kind and not any_kind:
        yield CONTRACT.kind.in_(wanted.kind)
    if wanted.party:
        yield or_(CONTRACT.provider.in_(wanted.party), CONTRACT.customer.in_(wanted.party))
    if wanted.expires_by is not None:
        yield CONTRACT.expiration_date <= wanted.expires_by
    if wanted.waiting == "findings":
        yield CONTRACT.stem.in_(select(FINDING.contract).where(_unsettled()))
    if wanted.waiting == "review":
        yield CONTRACT.id.in_(select(TERM.contract_id).where(waits()))


def _kinds(session: Session, scope: Scope, wanted: ContractFilter) -> tuple[tuple[str, int], ...]:
    query = in_use(select(CONTRACT.kind, func.count())).where(
        *_conditions(scope, wanted, any_kind=True)
    )
    counts = dict(session.execute(query.group_by(CONTRACT.kind)).all())
    return tuple((kind, counts[kind]) for kind in KINDS if kind in counts)


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    key, downwards = _sorted_by()[sort.removeprefix("-")]
    turned = downwards is not sort.startswith("-")
    ordered = key.desc() if turned else key.asc()
    return ordered.nulls_last(), CONTRACT.stem, CONTRACT.id


def _sorted_by() -> dict[str, tuple[ColumnElement[Any], bool]]:
    """Return the column of each order, and whether its usual direction is downwards."""
    findings = (
        select(func.count())
        .select_from(FINDINGS)
        .where(FINDING.contract == CONTRACT.stem, _unsettled())
        .correlate(CONTRACTS)
        .scalar_subquery()
    )
    review = (
        select(func.sum(case((waits(), 1), else_=0)))
        .where(TERM.contract_id == CONTRACT.id)
        .correlate(CONTRACTS)
        .scalar_subquery()
    )
    return {
        "name": (CONTRACT.stem, False),
        "expires": (CONTRACT.expiration_date, False),
        "findings": (findings, True),
        "review": (review, True),
        "added": (DOCUMENT.added_at, True),
    }
