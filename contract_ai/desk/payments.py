"""Payments as a list: what money came in, what each was for, and who said so.

Who sees everything sees every movement.  Others see those that are applied or proposed for
invoices of their contracts only: what belongs to nothing yet may be anybody's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, INVOICE, INVOICES, TESTED, TESTED_ON
from contract_ai.desk.contract_rows import has_words
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.scope import Scope
from contract_ai.storage.payments import APPLIED, BY_ITSELF, PAST, PROPOSED
from models.tables import METADATA

PAGE = 50
SORTS = ("booked", "amount", "payer")
"""Latest booked, largest amount, first payer."""
LINES, SHARES = METADATA.tables["bank_line"], METADATA.tables["allocation"]
LINE, SHARE = LINES.c, SHARES.c
_ZERO = Decimal(0)


def _named(key: str, values: list[str]) -> tuple[str, ...]:
    """Read names, each once; an empty one is none."""
    return tuple(one for one in filters.many(key, values) if one)


class PaymentState(StrEnum):
    """How far a payment is: matched by the program itself, or by whom it waits for."""

    EXACT = "exact"
    LIKELY = "likely"
    UNKNOWN = "unknown"
    DECIDED = "decided"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class PaymentFilter(Filter):
    """``q`` are words of payer, text or invoice; without a state, money that went out is left out."""

    READERS: ClassVar[Mapping[str, Reader]] = {
        "q": filters.text,
        "state": filters.many_of(tuple(PaymentState)),
        "customer": _named,
        "currency": filters.many,
        "amount_from": filters.amount,
        "amount_to": filters.amount,
        "booked_from": filters.day,
        "booked_to": filters.day,
        "sort": filters.one_of(SORTS, turned=True),
    }

    q: str = ""
    state: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    booked_from: date | None = None
    booked_to: date | None = None
    sort: str = "booked"


@dataclass(frozen=True, slots=True)
class PaymentItem:
    """One row of the list; ``shares`` are invoice numbers with amounts and their currency."""

    number: int
    booked_on: date
    amount: Decimal
    currency: str
    payer: str
    text: str
    state: PaymentState
    aside: str | None
    on_account: str | None
    shares: tuple[tuple[str, Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """The payments of one currency that a filter lets through."""

    currency: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page of payments; ``count``, ``totals`` and ``states`` are of all that are let through.

    ``states`` counts without regard to the state that is asked for.
    """

    items: tuple[PaymentItem, ...]
    number: int
    count: int
    totals: tuple[Total, ...]
    states: Mapping[PaymentState, int]


def payments(
    session: Session, scope: Scope, wanted: PaymentFilter, page: int = 1, size: int = PAGE
) -> PaymentPage:
    """Return one page of the payments that a filter lets through."""
    number, others = max(page, 1), list(_conditions(scope, wanted))
    where = [*others, _asked(wanted.state)]
    found = _joined(LINE.id).where(*where).order_by(*_order(wanted.sort))
    shown = list(session.execute(found.limit(size).offset((number - 1) * size)).scalars())
    sums = _joined(LINE.currency, func.count(), func.sum(LINE.amount)).where(*where)
    totals = tuple(
        Total(currency or "", many, amount)
        for currency, many, amount in session.execute(
            sums.group_by(LINE.currency).order_by(LINE.currency)
        )
    )
    states = _joined(_STATE, func.count()).where(*others).group_by(_STATE)
    counts = {PaymentState(state): many for state, many in session.execute(states)}
    count = sum(one.count for one in totals)
    return PaymentPage(_items(session, shown), number, count, totals, counts)


def customers(session: Session, scope: Scope) -> tuple[str, ...]:
    """Return the customers of the invoices that payments are applied or proposed for, by name."""
    query = (
        _invoices(INVOICE.customer)
        .join(SHARES, SHARE.invoice_number == INVOICE.number)
        .where(SHARE.state.not_in(PAST), scope.narrow(TESTED_ON.contract))
        .where(INVOICE.customer.is_not(None))
        .distinct()
        .order_by(INVOICE.customer)
    )
    return tuple(session.execute(query).scalars())


def waiting(session: Session, scope: Scope, last: int | None = None) -> int | None:
    """Return the likely payment that comes after one, by day; the first without one."""
    where = (_seen(scope), _STATE == PaymentState.LIKELY)
    query = _joined(LINE.id).where(*where).order_by(LINE.booked_on, LINE.id)
    found = list(session.execute(query).scalars())
    place = session.execute(select(LINE.booked_on, LINE.id).where(LINE.id == last)).first()
    if place is not None:
        day = select(LINE.booked_on).where(LINE.id == last).scalar_subquery()
        after = or_(LINE.booked_on > day, and_(LINE.booked_on == day, LINE.id > last))
        later = session.execute(query.where(after).limit(1)).scalar()
        others = [one for one in found if one != last]
        return later if later is not None else next(iter(others), None)
    return next(iter(found), None)


def is_seen(session: Session, scope: Scope, number: int) -> bool:
    """Whether there is such a movement for this user."""
    query = select(LINE.id).where(LINE.id == number, _seen(scope))
    return session.execute(query).first() is not None


def unseen_numbers(session: Session, scope: Scope) -> frozenset[str]:
    """Return the numbers of invoices on file that this user does not see."""
    if scope.is_all:
        return frozenset()
    numbers = _invoices(INVOICE.number).where(INVOICE.number.is_not(None))
    seen = set(session.execute(numbers.where(scope.narrow(TESTED_ON.contract))).scalars())
    return frozenset(session.execute(numbers).scalars()) - seen


_STANDING = (
    select(
        SHARE.line_id,
        func.min(SHARE.state).label("state"),
        func.min(SHARE.certainty).label("certainty"),
    )
    .where(SHARE.state.not_in(PAST))
    .group_by(SHARE.line_id)
    .subquery()
)
_BY_ITSELF = and_(_STANDING.c.state == APPLIED, _STANDING.c.certainty.in_(BY_ITSELF))
_STATE: ColumnElement[str] = case(
    (_STANDING.c.state == PROPOSED, PaymentState.LIKELY.value),
    (_BY_ITSELF, PaymentState.EXACT.value),
    (_STANDING.c.state == APPLIED, PaymentState.DECIDED.value),
    (or_(LINE.aside.is_not(None), LINE.on_account.is_not(None)), PaymentState.DECIDED.value),
    (LINE.amount <= _ZERO, PaymentState.OUT.value),
    else_=PaymentState.UNKNOWN.value,
)


def _joined(*columns: Any) -> Any:  # noqa: ANN401 (a statement, of whatever columns)
    """Choose from the movements, each with what stands of it."""
    return select(*columns).select_from(LINES).outerjoin(_STANDING, _STANDING.c.line_id == LINE.id)


def _invoices(*columns: Any) -> Any:  # noqa: ANN401 (a statement, of whatever columns)
    """Choose from the invoices in use, each with the contract that was found for it."""
    return (
        select(*columns)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None))
    )


def _seen(scope: Scope) -> ColumnElement[bool]:
    """Whether everything that stands of a movement is for invoices that are seen."""
    if scope.is_all:
        return true()
    own = and_(SHARE.line_id == LINE.id, SHARE.state.not_in(PAST))
    same = INVOICE.number == SHARE.invoice_number
    contract = scope.narrow(func.coalesce(TESTED_ON.contract, ""))
    seen = _invoices(INVOICE.id).where(same, contract).correlate(SHARES).exists()
    other = _invoices(INVOICE.id).where(same, ~contract).correlate(SHARES).exists()
    some = select(SHARE.id).where(own, seen).correlate(LINES).exists()
    hidden = select(SHARE.id).where(own, or_(~seen, other)).correlate(LINES).exists()
    return and_(some, ~hidden)


def _conditions(scope: Scope, wanted: PaymentFilter) -> Iterator[ColumnElement[bool]]:
    yield _seen(scope)
    for word in wanted.q.split():
        named = SHARE.invoice_number.icontains(word, autoescape=True)
        yield or_(*has_words(word, LINE.counterparty, LINE.text), _has_share(named))
    if wanted.customer:
        its = _invoices(INVOICE.number).where(INVOICE.customer.in_(wanted.customer))
        on_account = LINE.on_account.in_(wanted.customer)
        yield or_(_has_share(SHARE.invoice_number.in_(its)), on_account)
    if wanted.currency:
        yield func.coalesce(LINE.currency, "").in_(wanted.currency)
    bounds = (
        (LINE.amount, wanted.amount_from, wanted.amount_to),
        (LINE.booked_on, wanted.booked_from, wanted.booked_to),
    )
    for column, least, most in bounds:
        if least is not None:
            yield column >= least
        if most is not None:
            yield column <= most


def _has_share(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    own = and_(SHARE.line_id == LINE.id, SHARE.state.not_in(PAST))
    return exists(select(SHARE.id).where(own, condition).correlate(LINES))


def _asked(states: Sequence[str]) -> ColumnElement[bool]:
    return _STATE.in_(states) if states else _STATE.not_in((PaymentState.OUT,))


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    columns = {"booked": LINE.booked_on, "amount": LINE.amount, "payer": LINE.counterparty}
    key, turned = sort.removeprefix("-"), sort.startswith("-")
    down = (key != "payer") != turned
    column = columns[key]
    return (column.desc() if down else column.asc(), LINE.id.desc() if down else LINE.id)


def _items(session: Session, shown: Sequence[int]) -> tuple[PaymentItem, ...]:
    columns = (
        LINE.id,
        LINE.booked_on,
        LINE.amount,
        LINE.currency,
        LINE.counterparty,
        LINE.text,
        LINE.aside,
        LINE.on_account,
        _STATE.label("state"),
    )
    rows = {row.id: row for row in session.execute(_joined(*columns).where(LINE.id.in_(shown)))}
    shares: dict[int, list[tuple[str, Decimal, str]]] = {}
    query = select(SHARE.line_id, SHARE.invoice_number, SHARE.amount, SHARE.currency).where(
        SHARE.line_id.in_(shown), SHARE.state.not_in(PAST)
    )
    for line, number, amount, currency in session.execute(query.order_by(SHARE.id)):
        shares.setdefault(line, []).append((number, amount, currency or ""))
    return tuple(
        PaymentItem(
            number=row.id,
            booked_on=row.booked_on,
            amount=row.amount,
            currency=row.currency or "",
            payer=row.counterparty or "",
            text=row.text,
            state=PaymentState(row.state),
            aside=row.aside,
            on_account=row.on_account,
            shares=tuple(shares.get(row.id, ())),
        )
        for row in (rows[one] for one in shown)
    )
