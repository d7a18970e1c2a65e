"""Invoices as a list, and one invoice in full.

The contract of an invoice is the one that the last run found for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session

from contract_ai.desk import filters
from contract_ai.desk.agreed import AgreedLine
from contract_ai.desk.columns import (
    DOCUMENT,
    DOCUMENTS,
    FINDING,
    INVOICE,
    INVOICES,
    TESTED,
    TESTED_ON,
)
from contract_ai.desk.contract_rows import contract_id, has_words, same
from contract_ai.desk.contracts import UNSETTLED
from contract_ai.desk.filters import Filter, Reader
from contract_ai.desk.finding_detail import tests_of
from contract_ai.desk.findings import FindingItem, item_of
from contract_ai.desk.held.shelf import in_order
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
    start = (number - 1) * size
    where = list(_conditions(scope, wanted))
    numbers = _joined(select(INVOICE.id)).where(*where).order_by(*_order(wanted.sort))
    if wanted.findings is None:  # decisions about findings move none of these
        order = in_order(session, ("invoices", scope, wanted), numbers)
        shown, count = order[start : start + size].tolist(), len(order)
    else:
        shown = list(session.execute(numbers.limit(size).offset(start)).scalars())
        count = session.execute(_joined(select(func.count())).where(*where)).scalar_one()
    query = _joined(select(*_COLUMNS)).where(INVOICE.id.in_(shown))
    rows = {row.id: row for row in session.execute(query)}
    return InvoicePage(tuple(_items(session, [rows[one] for one in shown])), number, count)


def invoice(session: Session, scope: Scope, row: int) -> InvoiceDetail | None:
    """Return one invoice; None where there is none that this user sees."""
    query = _joined(select(*_COLUMNS)).where(INVOICE.id == row, scope.narrow(TESTED_ON.contract))
    item = next(_items(session, session.execute(query).all()), None)
    if item is None:
        return None
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
    query = _joined(select(TESTED_ON.told, TESTED_ON.learned)).where(
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
    query = _joined(select(INVOICE.id)).where(INVOICE.id == row, scope.narrow(TESTED_ON.contract))
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


_COLUMNS = (
    INVOICE.id,
    INVOICE.number,
    INVOICE.kind,
    INVOICE.issue_date,
    INVOICE.due_date,
    INVOICE.supplier,
    INVOICE.customer,
    INVOICE.currency,
    INVOICE.net_amount,
    INVOICE.total,
    DOCUMENT.file,
    DOCUMENT.sha256,
    TESTED_ON.contract,
    TESTED_ON.id.label("tested"),
    TESTED_ON.told,
    TESTED_ON.learned,
)


_BY_HAND = and_(TESTED_ON.told.is_not(None), TESTED_ON.learned.is_(False))
_WAYS: Mapping[Way, ColumnElement[bool]] = {
    Way.HAND: _BY_HAND,
    Way.LEARNED: TESTED_ON.learned.is_(True),
    Way.COMPUTED: and_(TESTED_ON.told.is_(None), TESTED_ON.contract.is_not(None)),
    Way.UNMATCHED: and_(TESTED_ON.told.is_(None), TESTED_ON.contract.is_(None)),
}


def _joined(query: Select[Any]) -> Select[Any]:
    """Choose from the invoices in use, each with the contract that was found for it."""
    return (
        query.select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None))
    )


def _items(session: Session, rows: Iterable[Any]) -> Iterator[InvoiceItem]:
    given = list(rows)
    counts = _unsettled(session, [row.number for row in given if row.number is not None])
    for row in given:
        values = row._asdict()
        values["tested"] = values["tested"] is not None
        values["learned"] = bool(values["learned"])
        found = counts.get((row.number, row.file, row.contract), 0)
        yield InvoiceItem(**values, findings=found)


def _unsettled(session: Session, numbers: list[str]) -> dict[tuple[object, ...], int]:
    subject = FINDING.invoice, FINDING.document, FINDING.contract
    query = (
        select(*subject, func.count())
        .where(FINDING.invoice.in_(numbers), FINDING.state.in_(UNSETTLED))
        .group_by(*subject)
    )
    return {tuple(key): many for *key, many in session.execute(query)}


def _conditions(scope: Scope, wanted: InvoiceFilter) -> Iterator[ColumnElement[bool]]:
    yield scope.narrow(TESTED_ON.contract)
    yield from has_words(
        wanted.q, INVOICE.number, INVOICE.supplier, INVOICE.customer, DOCUMENT.file
    )
    for values, column in (
        (wanted.kind, INVOICE.kind),
        (wanted.contract, TESTED_ON.contract),
        (wanted.supplier, INVOICE.supplier),
        (wanted.customer, INVOICE.customer),
        (wanted.currency, INVOICE.currency),
    ):
        if values:
            named = column.in_([value for value in values if value])
            yield or_(named, column.is_(None)) if "" in values else named
    if wanted.match:
        yield or_(*(_WAYS[Way(way)] for way in wanted.match))
    if wanted.issued_from is not None:
        yield INVOICE.issue_date >= wanted.issued_from
    if wanted.issued_to is not None:
        yield INVOICE.issue_date <= wanted.issued_to
    if wanted.findings is not None:
        there = (
            select(FINDING.id)
            .where(
                FINDING.invoice == INVOICE.number,
                FINDING.document == DOCUMENT.file,
                FINDING.state.in_(UNSETTLED),
            )
            .exists()
        )
        yield there if wanted.findings else ~there


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    key, downwards = {
        "issued": (INVOICE.issue_date, True),
        "total": (INVOICE.total, True),
        "number": (INVOICE.number, False),
        "due": (INVOICE.due_date, False),
    }[sort.removeprefix("-")]
    turned = downwards is not sort.startswith("-")
    return (key.desc() if turned else key.asc()).nulls_last(), INVOICE.number, INVOICE.id
