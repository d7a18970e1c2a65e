"""Findings as a list: one page of it, how many there are of each kind, and the next and the previous one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import ColumnElement, UnaryExpression, and_, func, or_, select
from sqlmodel import Session

from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, FINDING, FINDINGS, INVOICE
from contract_ai.desk.finding_conditions import conditions
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.scope import Scope
from models.tables.columns import fits
from models.tables.findings import FindingRow

PAGE = 50
_SORTED_BY: dict[str, tuple[ColumnElement[object], bool]] = {
    "amount": (FINDING.amount, True),
    "act_before": (FINDING.act_before, False),
    "age": (FINDING.found_on, False),
    "code": (FINDING.code, False),
}
"""The column of each order, and whether its usual direction is downwards."""


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One row of the list.  ``invoice_id`` is None where its invoice is no longer on file."""

    fingerprint: str
    code: str
    slug: str
    severity: str
    direction: str
    state: str
    contract: str | None
    invoice: str | None
    document: str | None
    line: int | None
    supplier: str | None
    customer: str | None
    amount: Decimal | None
    currency: str | None
    message: str
    review: bool
    act_before: date | None
    found_on: date | None
    invoice_id: int | None = None


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A page of at most `PAGE` findings; ``number`` counts pages from 1."""

    items: tuple[FindingItem, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The findings before and after one in a list, by fingerprint; ``place`` counts from 1."""

    previous: str | None
    next: str | None
    place: int


def find(
    session: Session, scope: Scope, wanted: FindingFilter, today: date, page: int = 1
) -> FindingPage:
    """Return one page of the findings that a filter lets through; the count is `summary`'s."""
    number = max(page, 1)
    query = (
        select(*_COLUMNS)
        .where(*conditions(scope, wanted, today))
        .order_by(*_order(wanted.sort))
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    rows = [_item(*row) for row in session.execute(query)]
    return FindingPage(_with_invoices(session, rows), number)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended: the sort key of its last finding as text, and its fingerprint."""

    key: str | None
    fingerprint: str


def find_after(  # noqa: PLR0913, PLR0917 (what list, and where in it)
    session: Session,
    scope: Scope,
    wanted: FindingFilter,
    today: date,
    last: Place | None,
    size: int,
) -> tuple[FindingItem, ...]:
    """Return so many findings of a list after a place, also when others were decided meanwhile.

    Raises:
        ValueError: the place is not of a list in this order.
    """
    query = select(*_COLUMNS).where(*conditions(scope, wanted, today))
    if last is not None:
        key, downwards = _sorting(wanted.sort)
        value = None if last.key is None else _READ[wanted.sort.removeprefix("-")](last.key)
        query = query.where(_beyond(key, value, last.fingerprint, downwards=downwards, back=False))
    rows = session.execute(query.order_by(*_order(wanted.sort)).limit(size))
    return _with_invoices(session, [_item(*row) for row in rows])


def place_of(item: FindingItem, sort: str) -> Place:
    """Return the place of a finding in a list of this order."""
    name = {"age": "found_on"}.get(sort.removeprefix("-"), sort.removeprefix("-"))
    value = getattr(item, name)
    return Place(None if value is None else str(value), item.fingerprint)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not fits(amount):
        raise ValueError(text)
    return amount


_READ: dict[str, Callable[[str], object]] = {
    "amount": _amount,
    "act_before": str,
    "age": date.fromisoformat,
    "code": str,
}


def every(
    session: Session, scope: Scope, wanted: FindingFilter, today: date, *, limit: int
) -> tuple[FindingItem, ...]:
    """Return the first findings of a list, for an export; ``limit`` is how many at most."""
    query = (
        select(*_COLUMNS).where(*conditions(scope, wanted, today)).order_by(*_order(wanted.sort))
    )
    return tuple(_item(*row) for row in session.execute(query.limit(limit)))


def marks(
    session: Session, scope: Scope, wanted: FindingFilter, today: date, *, limit: int
) -> tuple[str, ...]:
    """Return the fingerprints of a list, for a change of many at once."""
    query = (
        select(FINDING.fingerprint)
        .where(*conditions(scope, wanted, today))
        .order_by(*_order(wanted.sort))
    )
    return tuple(session.execute(query.limit(limit)).scalars())


def neighbours(  # noqa: PLR0913 (what list, and where in it)
    session: Session,
    scope: Scope,
    wanted: FindingFilter,
    today: date,
    fingerprint: str,
    *,
    anywhere: bool = False,
) -> Neighbours | None:
    """Return what stands beside a finding in a list; None where it does not stand there.

    ``anywhere`` asks for what would stand beside it: a finding leaves the list of the open ones
    when it is decided, and who decided goes on to the next.
    """
    where = conditions(scope, wanted, today)
    key, downwards = _sorting(wanted.sort)
    here = session.execute(
        select(key).where(*([] if anywhere else where), FINDING.fingerprint == fingerprint).limit(1)
    ).first()
    if here is None:
        return None
    after = _beyond(key, here[0], fingerprint, downwards=downwards, back=False)
    before = _beyond(key, here[0], fingerprint, downwards=downwards, back=True)
    mark = select(FINDING.fingerprint).where(*where)
    following = mark.where(after).order_by(*_order(wanted.sort)).limit(1)
    preceding = mark.where(before).order_by(*_order(wanted.sort, back=True)).limit(1)
    place = select(func.count()).select_from(FINDINGS).where(*where, before)
    return Neighbours(
        previous=session.execute(preceding).scalar(),
        next=session.execute(following).scalar(),
        place=session.execute(place).scalar_one() + 1,
    )


_COLUMNS = (
    FINDING.fingerprint,
    FINDING.code,
    FINDING.slug,
    FINDING.severity,
    FINDING.direction,
    FINDING.state,
    FINDING.contract,
    FINDING.invoice,
    FINDING.document,
    FINDING.line,
    FINDING.supplier,
    FINDING.customer,
    FINDING.amount,
    FINDING.currency,
    FINDING.message,
    FINDING.review,
    FINDING.act_before,
    FINDING.found_on,
)


def item_of(row: FindingRow) -> FindingItem:
    """Return a row as lists show it."""
    return _item(*(getattr(row, column.key) for column in _COLUMNS))


def _item(*values: object) -> FindingItem:
    *rest, act_before, found_on = values
    day = date.fromisoformat(act_before) if isinstance(act_before, str) else None
    return FindingItem(*rest, act_before=day, found_on=found_on)  # type: ignore[arg-type, misc]  # the columns' own types


def _with_invoices(session: Session, rows: list[FindingItem]) -> tuple[FindingItem, ...]:
    ids = invoice_ids(session, {(row.invoice, row.document) for row in rows})
    return tuple(replace(row, invoice_id=ids.get((row.invoice, row.document))) for row in rows)


def invoice_ids(
    session: Session, wanted: Iterable[tuple[str | None, str | None]]
) -> dict[tuple[str | None, str | None], int]:
    """Return the rows of invoices in use by their number and file; the first of two alike."""
    keys = {key for key in wanted if key[1] is not None}
    numbers = sorted({number for number, _ in keys if number is not None})
    files = sorted({file for number, file in keys if number is None and file is not None})
    query = (
        select(INVOICE.number, DOCUMENT.file, INVOICE.id)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .where(DOCUMENT.retired_at.is_(None))
        .order_by(INVOICE.id.desc())
    )
    found: dict[tuple[str | None, str | None], int] = {}
    for where in (
        INVOICE.number.in_(numbers) if numbers else None,
        and_(INVOICE.number.is_(None), DOCUMENT.file.in_(files)) if files else None,
    ):
        if where is not None:
            for number, file, row in session.execute(query.where(where)):
                if (number, file) in keys:
                    found[number, file] = row
    return found


def _sorting(sort: str) -> tuple[ColumnElement[object], bool]:
    key, downwards = _SORTED_BY[sort.removeprefix("-")]
    return key, downwards is not sort.startswith("-")


def _order(sort: str, *, back: bool = False) -> tuple[UnaryExpression[object], ...]:
    """Sort by the key, then by fingerprint; what has no key comes last (first going back).

    Both run the same way, so that an index can be read from either end.
    """
    key, downwards = _sorting(sort)
    ordered = key.desc() if downwards is not back else key.asc()
    mark = FINDING.fingerprint
    tie = mark.desc() if downwards is not back else mark.asc()
    return (ordered.nulls_first() if back else ordered.nulls_last(), tie)


def _beyond(
    key: ColumnElement[object], value: object, fingerprint: str, *, downwards: bool, back: bool
) -> ColumnElement[bool]:
    mark = FINDING.fingerprint
    beside = mark < fingerprint if downwards is not back else mark > fingerprint
    if value is None:
        lacking = and_(key.is_(None), beside)
        return or_(key.is_not(None), lacking) if back else lacking
    further = key < value if downwards is not back else key > value
    found = or_(further, and_(key == value, beside))
    return found if back else or_(found, key.is_(None))
