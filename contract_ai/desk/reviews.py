"""The queue of the term review: contracts with terms that nobody has confirmed yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import func, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.columns import CONTRACT, TERM
from contract_ai.desk.contract_rows import in_use
from contract_ai.desk.contracts import waits
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.held.columns import Mask, Rows
from contract_ai.desk.held.contracts import Terms
from contract_ai.desk.held.open_findings import open_findings
from contract_ai.desk.held.rows import shown
from contract_ai.desk.held.shelf import held_contracts, held_terms, once, once_a_state
from contract_ai.desk.held.table import Table
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import PROPOSED

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
    table, terms = held_contracts(session), held_terms(session)
    seen = table.seen(scope)
    found = seen & table.having(wanted.q) & _let_through(terms, wanted.show)
    order = _ordered(session, table, terms, wanted.sort)
    rows = order[found[order]]
    return QueuePage(
        items=tuple(_items(session, table, terms, rows[(number - 1) * PAGE : number * PAGE])),
        number=number,
        count=len(rows),
        on_file=bool(seen.any()),
    )


def _let_through(terms: Terms, show: str) -> Mask:
    """Mark the contracts whose terms wait, or do not."""
    if show == "waiting":
        return terms.waiting > 0
    return terms.waiting == 0 if show == "done" else terms.waiting >= 0


def _ordered(session: Session, table: Table, terms: Terms, sort: str) -> Rows:
    """Return all rows in an order; that by money at stake changes with every decision."""

    def by_review() -> Rows:
        # What has most terms to look at comes first; of those alike, what has most terms that wait.
        ranks = terms.look * (int(terms.waiting.max(initial=0)) + 1) + terms.waiting
        return table.placed(ranks, terms.total == 0, downwards=True)

    def by_stake() -> Rows:
        stems = table.coded["stem"]
        ranks, lacking = open_findings(session).largest(stems.values)
        return table.placed(ranks[stems.codes], lacking[stems.codes], downwards=True)

    if sort == "name":
        return table.placed_by("stem", downwards=False)
    if sort == "stake":
        return once_a_state(session, "reviews by stake", by_stake)
    return once(session, "reviews by terms", by_review)


def _items(session: Session, table: Table, terms: Terms, rows: Rows) -> Iterator[QueueItem]:
    money = open_findings(session)
    counts = (column[rows].tolist() for column in (terms.total, terms.waiting, terms.look))
    for values, total, waiting, look in zip(shown(table, rows, _NAMES), *counts, strict=True):
        stake = money.stake(values[_NAMES.index("stem")])
        yield QueueItem(*[*values, total, total - waiting, look, stake])


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


_NAMES = ("id", "stem", "title", "provider", "customer", "file")
