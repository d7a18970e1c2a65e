"""Findings as a list: one page of it, how many there are of each kind, and the next and the previous one."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session

from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, FINDING, INVOICE
from contract_ai.desk.finding_conditions import let_through
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.held.columns import Mask, Rows
from contract_ai.desk.held.shelf import held
from contract_ai.desk.held.table import Table
from contract_ai.desk.scope import Scope
from contract_ai.storage.bulk import batched
from models.tables.columns import fits, unscaled
from models.tables.findings import FindingRow

PAGE = 50
_SORTED_BY: dict[str, tuple[str, bool]] = {
    "amount": ("amount", True),
    "act_before": ("act_before", False),
    "age": ("found_on", False),
    "code": ("code", False),
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
    table, rows = _listed(session, scope, wanted, today)
    shown = _read(session, scope, table, rows[(number - 1) * PAGE : number * PAGE])
    return FindingPage(_with_invoices(session, shown), number)


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
    table, rows = _listed(session, scope, wanted, today)
    first = 0 if last is None else _beyond(table, rows, wanted.sort, last)
    shown = _read(session, scope, table, rows[first : first + size])
    return _with_invoices(session, shown)


def _beyond(table: Table, rows: Rows, sort: str, last: Place) -> int:
    """Return where the rows of a list begin that come after a place, be it still in it or not."""
    key, downwards = _order_of(sort)
    value = None if last.key is None else _READ[sort.removeprefix("-")](last.key)

    def is_beyond(place: int) -> bool:
        own, mark = _value(table, key, rows[place]), str(table.marks[rows[place]])
        if own == value:
            return mark < last.fingerprint if downwards else mark > last.fingerprint
        if own is None or value is None:
            return own is None
        return bool(own < value if downwards else own > value)

    return bisect_left(range(len(rows)), x=True, key=is_beyond)


def _value(table: Table, key: str, row: np.intp) -> Any:  # noqa: ANN401 (of whatever column)
    if key in table.amounts:
        column = table.amounts[key]
        return unscaled(int(column.values[row])) if column.there[row] else None
    return table.coded[key].values[table.coded[key].codes[row]]


def place_of(item: FindingItem, sort: str) -> Place:
    """Return the place of a finding in a list of this order."""
    key, _ = _order_of(sort)
    value = getattr(item, key)
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
    table, rows = _listed(session, scope, wanted, today)
    return tuple(_read(session, scope, table, rows[:limit]))


def marks(
    session: Session, scope: Scope, wanted: FindingFilter, today: date, *, limit: int
) -> tuple[str, ...]:
    """Return the fingerprints of a list, for a change of many at once."""
    table, rows = _listed(session, scope, wanted, today)
    return tuple(table.marks[rows[:limit]].tolist())


def neighbours(  # noqa: PLR0913 (what list, and where in it)
    session: Session,
    scope: Scope,
    wanted: FindingFilter,
    today: date,
    fingerprint: str,
    *,
    anywhere: bool = False,
) -> Neighbours | None:
    """Return what stands beside a finding in a list; None where it does not stand there or is not seen.

    ``anywhere`` asks for what would stand beside it: a finding leaves the list of the open ones
    when it is decided, and who decided goes on to the next.
    """
    table = held(session).findings
    found = let_through(table, scope, wanted, today)
    own = table.at([fingerprint])[:1]
    may_be_asked = table.seen(scope) if anywhere else found
    if not own.size or not may_be_asked[own[0]]:
        return None
    found = found.copy()  # it may be what others are given
    found[own] = True
    listed = table.marks[_in_order(table, found, wanted)]
    place = int(np.flatnonzero(listed == fingerprint)[0])
    return Neighbours(
        previous=str(listed[place - 1]) if place else None,
        next=str(listed[place + 1]) if place + 1 < len(listed) else None,
        place=place + 1,
    )


def _listed(
    session: Session, scope: Scope, wanted: FindingFilter, today: date
) -> tuple[Table, Rows]:
    table = held(session).findings
    return table, _in_order(table, let_through(table, scope, wanted, today), wanted)


def _in_order(table: Table, found: Mask, wanted: FindingFilter) -> Rows:
    key, downwards = _order_of(wanted.sort)
    return table.found(found, key, downwards=downwards)


def _order_of(sort: str) -> tuple[str, bool]:
    """Return the column of an order and whether it runs downwards."""
    key, downwards = _SORTED_BY[sort.removeprefix("-")]
    return key, downwards is not sort.startswith("-")


def _read(session: Session, scope: Scope, table: Table, rows: Rows) -> list[FindingItem]:
    """Read rows in their order.

    While checks run a row may be gone and its number another finding's: only what is still the
    same, and seen, is shown.
    """
    found: dict[tuple[int, str], FindingItem] = {}
    wanted = list(zip(table.ids[rows].tolist(), table.marks[rows].tolist(), strict=True))
    for chunk in batched(number for number, _ in wanted):
        for number, *values in session.execute(_BY_NUMBER, {"numbers": chunk}):
            item = _item(*values)
            if scope.sees(item.contract):
                found[number, item.fingerprint] = item
    return [found[key] for key in wanted if key in found]


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

# Built once, as every list asks for it.
_BY_NUMBER = select(FINDING.id, *_COLUMNS).where(
    FINDING.id.in_(bindparam("numbers", expanding=True))
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
    found: dict[tuple[str | None, str | None], int] = {}
    for query, names in ((_BY_INVOICE, numbers), (_BY_FILE, files)):
        if names:
            for number, file, row in session.execute(query, {"names": names}):
                if (number, file) in keys:
                    found[number, file] = row
    return found


_INVOICES = (
    select(INVOICE.number, DOCUMENT.file, INVOICE.id)
    .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
    .where(DOCUMENT.retired_at.is_(None))
    .order_by(INVOICE.id.desc())
)
_NAMES: BindParameter[str] = bindparam("names", expanding=True)
_BY_INVOICE = _INVOICES.where(INVOICE.number.in_(_NAMES))
_BY_FILE = _INVOICES.where(INVOICE.number.is_(None), DOCUMENT.file.in_(_NAMES))
