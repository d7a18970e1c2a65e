"""The queue of the term review: contracts with terms that nobody has confirmed yet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.columns import CONTRACT, DOCUMENT, FINDING, TERM
from contract_ai.desk.contract_rows import NAMED, has_words, in_use
from contract_ai.desk.contracts import UNSETTLED, waits
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.held.shelf import held, in_order
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import PROPOSED, REJECTED

PAGE = 50
SHOWN = ("waiting", "done", "all")
SORTS = ("review", "stake", "name")
"""By terms that need a look, by what is at stake, by name."""


@dataclass(frozen=True, slots=True)
class QueueFilter(Filter):
    """``q`` are words of name, title, number or party; ``show`` what waits, what is done, or all."""

    READERS: ClassVar[Mapping[str, Reader]] = {
        "q": filters.text,
        "show": filters.one_of(SHOWN),
        "sort": filters.one_of(SORTS),
    }

    q: str = ""
    show: str = "waiting"
    sort: str = "review"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One contract: ``confirmed`` of ``total`` terms are settled, ``look`` need a look first.

    ``stake`` is what its open findings are about, a sum a currency.
    """

    id: int
    stem: str
    title: str | None
    provider: str | None
    customer: str | None
    file: str
    total: int
    confirmed: int
    look: int
    stake: tuple[tuple[str | None, Decimal], ...] = ()

    @property
    def waiting(self) -> int:
        """Terms that nobody has confirmed, corrected or rejected."""
        return self.total - self.confirmed


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of at most `PAGE` contracts; ``count`` is of all; ``on_file`` whether there are any."""

    items: tuple[QueueItem, ...]
    number: int
    count: int
    on_file: bool

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // PAGE))


def queue(session: Session, scope: Scope, wanted: QueueFilter, page: int = 1) -> QueuePage:
    """Return one page of the contracts to review."""
    number = max(page, 1)
    order = in_order(session, _question(session, scope, wanted), _numbers(scope, wanted))
    shown = order[(number - 1) * PAGE : number * PAGE].tolist()
    counts = _counts(TERM.contract_id.in_(shown))
    query = in_use(
        select(
            *_COLUMNS,
            *(
                func.coalesce(counts.c[name], 0).label(name)
                for name in ("total", "waiting", "look")
            ),
        )
    ).outerjoin(counts, counts.c.contract_id == CONTRACT.id)
    rows = {row.id: row for row in session.execute(query.where(CONTRACT.id.in_(shown)))}
    sums = _stakes(session, [row.stem for row in rows.values()])
    there = in_use(select(CONTRACT.id)).where(scope.narrow(CONTRACT.stem)).limit(1)
    return QueuePage(
        items=tuple(_item(rows[one], sums.get(rows[one].stem, ())) for one in shown),
        number=number,
        count=len(order),
        on_file=session.execute(there).first() is not None,
    )


def _question(session: Session, scope: Scope, wanted: QueueFilter) -> tuple[object, ...]:
    """Name an order; that by money at stake changes with decisions about findings as well."""
    return "reviews", scope, wanted, held(session).mark if wanted.sort == "stake" else None


def _numbers(scope: Scope, wanted: QueueFilter) -> Select[tuple[int]]:
    """Choose the numbers of the contracts to review, in their order."""
    counts = _counts()
    query = in_use(select(CONTRACT.id)).outerjoin(counts, counts.c.contract_id == CONTRACT.id)
    if wanted.sort == "stake":
        query = query.outerjoin(_LARGEST, _LARGEST.c.contract == CONTRACT.stem)
    query = query.where(*_conditions(scope, wanted), *_shown(wanted.show, counts))
    return query.order_by(*_order(wanted.sort, counts))


def following(session: Session, scope: Scope, stem: str) -> str | None:
    """Return the first contract of the queue besides this one; None where nothing waits."""
    seen = scope.narrow(CONTRACT.stem), CONTRACT.stem != stem
    look = (
        select(TERM.contract_id, func.count().label("look"))
        .where(waits())
        .group_by(TERM.contract_id)
        .subquery()
    )
    most = in_use(select(CONTRACT.stem)).join(look, look.c.contract_id == CONTRACT.id).where(*seen)
    first = session.execute(most.order_by(look.c.look.desc(), CONTRACT.stem).limit(1)).scalar()
    if first is None:
        open_ = select(TERM.id).where(
            TERM.contract_id == CONTRACT.id, TERM.known_to.is_(None), TERM.state == PROPOSED
        )
        rest = in_use(select(CONTRACT.stem)).where(*seen, open_.exists())
        first = session.execute(rest.order_by(CONTRACT.stem).limit(1)).scalar()
    return first


_COLUMNS = (
    CONTRACT.id,
    CONTRACT.stem,
    CONTRACT.title,
    CONTRACT.provider,
    CONTRACT.customer,
    DOCUMENT.file,
)


def _counts(*where: ColumnElement[bool]) -> Subquery:
    """Count the terms of contracts that count: all, those open, those to look at."""
    return (
        select(
            TERM.contract_id,
            func.count().label("total"),
            func.sum(case((TERM.state == PROPOSED, 1), else_=0)).label("waiting"),
            func.sum(case((TERM.review.is_(True), 1), else_=0)).label("look"),
        )
        .where(TERM.known_to.is_(None), TERM.state != REJECTED, *where)
        .group_by(TERM.contract_id)
        .subquery()
    )


def _open_sums() -> Subquery:
    """Add up the open findings of each contract, a sum a currency."""
    return (
        select(FINDING.contract, func.sum(FINDING.amount).label("sum"))
        .where(FINDING.state.in_(UNSETTLED), FINDING.amount.is_not(None))
        .group_by(FINDING.contract, FINDING.currency)
        .subquery()
    )


_SUMS = _open_sums()
_LARGEST = (
    select(_SUMS.c.contract, func.max(_SUMS.c.sum).label("most"))
    .group_by(_SUMS.c.contract)
    .subquery()
)
"""Sums of different currencies are not added: the largest one sorts."""


def _item(row: Any, stake: tuple[tuple[str | None, Decimal], ...]) -> QueueItem:  # noqa: ANN401 (a row of `queue`)
    named: dict[str, Any] = {column.name: getattr(row, column.name) for column in _COLUMNS}
    return QueueItem(
        **named,
        total=row.total,
        confirmed=row.total - row.waiting,
        look=row.look,
        stake=stake,
    )


def _conditions(scope: Scope, wanted: QueueFilter) -> Iterator[ColumnElement[bool]]:
    yield scope.narrow(CONTRACT.stem)
    yield from has_words(wanted.q, *NAMED)


def _shown(show: str, counts: Subquery) -> Iterator[ColumnElement[bool]]:
    if show == "waiting":
        yield counts.c.waiting > 0
    if show == "done":
        yield func.coalesce(counts.c.waiting, 0) == 0


def _order(sort: str, counts: Subquery) -> tuple[ColumnElement[Any], ...]:
    first: dict[str, tuple[ColumnElement[Any], ...]] = {
        "review": (
            counts.c.look.desc().nulls_last(),
            counts.c.waiting.desc().nulls_last(),
        ),
        "stake": (_LARGEST.c.most.desc().nulls_last(),),
        "name": (),
    }
    return (*first[sort], CONTRACT.stem, CONTRACT.id)


def _stakes(
    session: Session, stems: Iterable[str]
) -> dict[str, tuple[tuple[str | None, Decimal], ...]]:
    query = (
        select(FINDING.contract, FINDING.currency, func.sum(FINDING.amount))
        .where(
            FINDING.contract.in_(list(stems)),
            FINDING.state.in_(UNSETTLED),
            FINDING.amount.is_not(None),
        )
        .group_by(FINDING.contract, FINDING.currency)
        .order_by(FINDING.contract, FINDING.currency.nulls_first())
    )
    found: dict[str, list[tuple[str | None, Decimal]]] = {}
    for stem, currency, amount in session.execute(query):
        found.setdefault(stem, []).append((currency, amount))
    return {stem: tuple(sums) for stem, sums in found.items()}
