"""The queue of the term review: contracts with terms that nobody has confirmed yet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.columns import CONTRACT, DOCUMENT, FINDING, TERM, TERMS
from contract_ai.desk.contract_rows import in_use
from contract_ai.desk.contracts import UNSETTLED, waits
from contract_ai.desk.filters import Filter, Reader
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
    query = _counted().where(*_conditions(scope, wanted))
    having = list(_having(wanted.show))
    chosen = query.having(*having) if having else query
    count = session.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    rows = session.execute(
        chosen.order_by(*_order(wanted.sort)).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    sums = _stakes(session, [row.stem for row in rows])
    there = in_use(select(CONTRACT.id)).where(scope.narrow(CONTRACT.stem)).limit(1)
    return QueuePage(
        items=tuple(QueueItem(**_plain(row), stake=sums.get(row.stem, ())) for row in rows),
        number=number,
        count=count,
        on_file=session.execute(there).first() is not None,
    )


def following(session: Session, scope: Scope, stem: str) -> str | None:
    """Return the first contract of the queue besides this one; None where nothing waits."""
    query = _counted().where(scope.narrow(CONTRACT.stem), CONTRACT.stem != stem)
    first = query.having(*_having("waiting")).order_by(*_order("review")).limit(1)
    row = session.execute(first).first()
    return None if row is None else str(row.stem)


_COUNTS = (TERM.known_to.is_(None)) & (TERM.state != REJECTED)
_TOTAL = func.coalesce(func.sum(case((_COUNTS, 1), else_=0)), 0)
_WAITING = func.coalesce(func.sum(case((_COUNTS & (TERM.state == PROPOSED), 1), else_=0)), 0)


def _look() -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((waits(), 1), else_=0)), 0)


def _counted() -> Select[Any]:
    columns = (
        CONTRACT.id,
        CONTRACT.stem,
        CONTRACT.title,
        CONTRACT.provider,
        CONTRACT.customer,
        DOCUMENT.file,
    )
    query = in_use(
        select(*columns, _TOTAL.label("total"), _WAITING.label("waiting"), _look().label("look"))
    )
    return query.outerjoin(TERMS, TERM.contract_id == CONTRACT.id).group_by(*columns)


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 (a row of `_counted`)
    values = row._asdict()
    values["confirmed"] = values["total"] - values.pop("waiting")
    return dict(values)


def _conditions(scope: Scope, wanted: QueueFilter) -> Iterator[ColumnElement[bool]]:
    yield scope.narrow(CONTRACT.stem)
    for word in wanted.q.split():
        columns = (
            CONTRACT.stem,
            CONTRACT.title,
            CONTRACT.number,
            CONTRACT.provider,
            CONTRACT.customer,
        )
        yield or_(*(column.icontains(word, autoescape=True) for column in columns))


def _having(show: str) -> Iterator[ColumnElement[bool]]:
    if show == "waiting":
        yield _WAITING > 0
    if show == "done":
        yield _WAITING == 0


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    most = (
        select(func.sum(FINDING.amount).label("sum"))
        .where(FINDING.contract == CONTRACT.stem, FINDING.state.in_(UNSETTLED))
        .group_by(FINDING.currency)
        .order_by(func.sum(FINDING.amount).desc().nulls_last())
        .limit(1)
        .correlate(CONTRACT.stem.table)
        .scalar_subquery()
    )
    first: dict[str, tuple[ColumnElement[Any], ...]] = {
        "review": (_look().desc(), _WAITING.desc()),
        "stake": (most.desc().nulls_last(),),
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
        .order_by(FINDING.contract, FINDING.currency)
    )
    found: dict[str, list[tuple[str | None, Decimal]]] = {}
    for stem, currency, amount in session.execute(query):
        found.setdefault(stem, []).append((currency, amount))
    return {stem: tuple(sums) for stem, sums in found.items()}
