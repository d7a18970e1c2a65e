"""Invoices as a list, and one invoice in full.

The contract of an invoice is the one that the last run found for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.agreed import AgreedLine
from contract_ai.desk.columns import (
    DOCUMENT,
    FINDING,
    INVOICE,
    TESTED_ON,
)
from contract_ai.desk.contract_rows import contract_id, same
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.finding_detail import tests_of
from contract_ai.desk.findings import FindingItem, item_of
from contract_ai.desk.held.columns import Mask, Rows
from contract_ai.desk.held.invoices import HEAD, MATCH, joined
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.held.rows import shown
from contract_ai.desk.held.shelf import held_invoices, once_a_state
from contract_ai.desk.held.table import Table
from contract_ai.desk.invoice_match import Match, match_of
from contract_ai.desk.scope import Scope
from contract_ai.storage.invoices import invoices_of
from contract_ai.storage.matching import corrections_of, load_corrections
from models.findings import Test
from models.invoices import Invoice, InvoiceKind, as_credit
from models.matching import Correction, Told
from models.tables.findings import FindingRow

PAGE = 50
SORTS = ("issued", "total", "number", "due")
"""Latest issued, largest total, first number, soonest due."""


class Way(StrEnum):
    """How the contract of an invoice was found."""

    HAND = "hand"
    LEARNED = "learned"
    COMPUTED = "computed"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class InvoiceFilter(Filter):
    """``q`` are words of number, party or file; the contract "" is an invoice without one."""

    READERS: ClassVar[Mapping[str, Reader]] = {
        "q": filters.text,
        "kind": filters.many_of(tuple(InvoiceKind)),
        "contract": filters.many,
        "supplier": filters.many,
        "customer": filters.many,
        "currency": filters.many,
        "issued_from": filters.day,
        "issued_to": filters.day,
        "findings": filters.yes_no,
        "match": filters.many_of(tuple(Way)),
        "sort": filters.one_of(SORTS, turned=True),
    }

    q: str = ""
    kind: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    supplier: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    issued_from: date | None = None
    issued_to: date | None = None
    findings: bool | None = None
    match: tuple[str, ...] = ()
    sort: str = "issued"


@dataclass(frozen=True, slots=True)
class InvoiceItem:
    """One row of the list; ``tested`` is false where no run has looked at it yet.

    ``told`` is the number of the correction that told its contract, ``learned`` says that it was
    made on another invoice.
    """

    id: int
    number: str | None
    kind: str
    issue_date: date | None
    due_date: date | None
    supplier: str | None
    customer: str | None
    currency: str | None
    net_amount: Decimal | None
    total: Decimal | None
    file: str
    sha256: str
    contract: str | None
    tested: bool
    told: int | None
    learned: bool
    findings: int = 0

    @property
    def way(self) -> Way:
        """How its contract was found; a person may also have said that there is none."""
        if self.told is not None:
            return Way.LEARNED if self.learned else Way.HAND
        return Way.UNMATCHED if self.contract is None else Way.COMPUTED


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of invoices; ``count`` is of all that the filter lets through."""

    items: tuple[InvoiceItem, ...]
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """One invoice: its row, its lines, its contract and why, what was tested and what was found.

    ``match`` is None where no contract was found; terms of documents that this user may not see
    are left out of it.  ``said`` is what people said of the invoice and its lines and counts;
    ``decided_on_file`` says that the contract which they named is on file.
    """

    item: InvoiceItem
    invoice: Invoice
    contract_id: int | None
    match: Match | None
    tests: tuple[Test, ...]
    findings: tuple[FindingItem, ...]
    said: tuple[Correction, ...] = ()
    decided_on_file: bool = False


def find(
    session: Session, scope: Scope, wanted: InvoiceFilter, page: int = 1, size: int = PAGE
) -> InvoicePage:
    """Return one page of the invoices that a filter lets through."""
    number = max(page, 1)
    table = held_invoices(session)
    found = table.seen(scope) & _let_through(session, table, wanted)
    order = _ordered(table, wanted.sort)
    rows = order[found[order]]
    asked = shown(table, rows[(number - 1) * size : number * size], _NAMES)
    return InvoicePage(_items(session, asked), number, len(rows))


def _let_through(session: Session, table: Table, wanted: InvoiceFilter) -> Mask:
    """Mark the rows that all of a filter lets through."""
    found = table.having(wanted.q)
    for key in ("kind", "contract", "supplier", "customer", "currency"):
        if values := getattr(wanted, key):
            found &= table.coded[key].one_of(value or None for value in values)
    if wanted.match:
        found &= np.logical_or.reduce([_matched(table, Way(way)) for way in wanted.match])
    days = table.coded["issue_date"]
    if wanted.issued_from is not None:
        found &= ~days.before(wanted.issued_from) & ~days.lacking
    if wanted.issued_to is not None:
        found &= days.until(wanted.issued_to)
    if wanted.findings is not None:
        there = once_a_state(
            session, "invoices with findings", lambda: _with_findings(session, table)
        )
        found &= there if wanted.findings else ~there
    return found


def _matched(table: Table, way: Way) -> Mask:
    """Mark the rows whose contract was found in a way."""
    by_hand = ~table.coded["told"].lacking
    if way in {Way.HAND, Way.LEARNED}:
        return by_hand & table.coded["learned"].one_of([way is Way.LEARNED])
    lacking = table.coded["contract"].lacking
    return ~by_hand & (lacking if way is Way.UNMATCHED else ~lacking)


def _with_findings(session: Session, table: Table) -> Mask:
    """Mark the invoices that have unsettled findings, whatever contract those are under."""
    there = select(FINDING.id).where(
        FINDING.invoice == INVOICE.number,
        FINDING.document == DOCUMENT.file,
        FINDING.state.in_(UNSETTLED),
    )
    query = joined(select(INVOICE.id)).where(there.exists())
    return np.isin(table.ids, list(session.execute(query).scalars()))


def _ordered(table: Table, sort: str) -> Rows:
    """Return all rows in an order; the mark of a row is its number."""
    key, downwards = _SORTED_BY[sort.removeprefix("-")]
    downwards = downwards is not sort.startswith("-")
    return table.placed_by(key, downwards=downwards)


_SORTED_BY = {
    "issued": ("issue_date", True),
    "total": ("total", True),
    "number": ("number", False),
    "due": ("due_date", False),
}
"""The column of each order, and whether its usual direction is downwards."""


def invoice(session: Session, scope: Scope, row: int) -> InvoiceDetail | None:
    """Return one invoice; None where there is none that this user sees."""
    query = joined(select(*_COLUMNS)).where(INVOICE.id == row, scope.narrow(TESTED_ON.contract))
    items = _items(session, session.execute(query).all())
    if not items:
        return None
    item = items[0]
    found = select(FindingRow).where(
        same(FINDING.invoice, item.number),
        same(FINDING.document, item.file),
        same(FINDING.contract, item.contract),
    )
    order = FINDING.code, FINDING.line, FINDING.fingerprint
    tests = tests_of(session, item.contract, item.number, item.file) if item.tested else ()
    read = invoices_of(session, [row])[0]
    said = tuple(_named(scope, one) for one in corrections_of(session, as_credit(read)))
    stem = next((one.contract for one in said if one.line is None), None)
    return InvoiceDetail(
        item=item,
        invoice=read,
        match=_for(scope, match_of(session, read, item.contract)),
        contract_id=contract_id(session, item.contract),
        tests=tests,
        findings=tuple(item_of(one) for one in session.execute(found.order_by(*order)).scalars()),
        said=said,
        decided_on_file=contract_id(session, stem) is not None,
    )


def told_of(session: Session, scope: Scope, row: int, place: int | None = None) -> tuple[Told, ...]:
    """Return the corrections that told the contract of an invoice, and what a line of it bills.

    ``place`` is the number of the line; None leaves it out.
    """
    query = joined(select(TESTED_ON.told, TESTED_ON.learned)).where(
        INVOICE.id == row, scope.narrow(TESTED_ON.contract)
    )
    tested = session.execute(query).first()
    if tested is None:
        return ()
    own = corrections_of(session, as_credit(invoices_of(session, [row])[0]))
    told = [Told(one) for one in own if one.line is not None and one.line == place]
    if tested.told is not None:
        said = next((one for one in load_corrections(session) if one.number == tested.told), None)
        told[:0] = [Told(said, learned=tested.learned)] if said else []
    return tuple(replace(one, correction=_named(scope, one.correction)) for one in told)


def is_seen(session: Session, scope: Scope, row: int) -> bool:
    """Whether there is such an invoice for this user."""
    query = joined(select(INVOICE.id)).where(INVOICE.id == row, scope.narrow(TESTED_ON.contract))
    return session.execute(query).first() is not None


def _for(scope: Scope, match: Match | None) -> Match | None:
    """Leave out of a match the documents that this user may not see."""
    if match is None:
        return None
    lines = (
        one if scope.sees(one.contract) or one.contract is None else _without_terms(one)
        for one in match.lines
    )
    return replace(match, lines=tuple(lines))


def _without_terms(line: AgreedLine) -> AgreedLine:
    told = line.told and replace(line.told, correction=_unnamed(line.told.correction))
    return replace(line, terms=(), contract=None, told=told)


def _named(scope: Scope, one: Correction) -> Correction:
    """Leave out of a correction what this user may not see."""
    home = one.term.contract if one.term else one.contract
    return one if home is None or scope.sees(home) else _unnamed(one)


def _unnamed(one: Correction) -> Correction:
    return replace(one, contract=None, term=None)


_NAMES = tuple(field.name for field in fields(InvoiceItem))[:-1]
"""What the list has of an invoice; ``learned``, the last, is None of one that no run has seen."""
_COLUMNS = (*HEAD, INVOICE.net_amount, INVOICE.total, *MATCH)


def _items(session: Session, rows: Iterable[Sequence[Any]]) -> tuple[InvoiceItem, ...]:
    """Add the findings of each to rows of what the list has."""
    given = list(rows)
    place = _NAMES.index("number"), _NAMES.index("file"), _NAMES.index("contract")
    subjects = [tuple(values[one] for one in place) for values in given]
    counts = _unsettled(session, [one[0] for one in subjects if one[0] is not None])
    return tuple(
        InvoiceItem(*[*values[:-1], bool(values[-1]), counts.get(subject, 0)])
        for values, subject in zip(given, subjects, strict=True)
    )


def _unsettled(session: Session, numbers: list[str]) -> dict[tuple[object, ...], int]:
    subject = FINDING.invoice, FINDING.document, FINDING.contract
    query = (
        select(*subject, func.count())
        .where(FINDING.invoice.in_(numbers), FINDING.state.in_(UNSETTLED))
        .group_by(*subject)
    )
    return {tuple(key): many for *key, many in session.execute(query)}
