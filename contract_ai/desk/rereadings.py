"""Documents that newer extractors read in another way: the list, and one beside what counts.

A contract is seen by who sees its name, an invoice by who sees the contract that was found for
it; of the findings that would change those are shown whose contract is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlmodel import Session, col

from contract_ai.desk.columns import (
    CONTRACT,
    DOCUMENT,
    DOCUMENTS,
    INVOICE,
    INVOICES,
    TESTED,
    TESTED_ON,
)
from contract_ai.desk.scope import Scope
from contract_ai.names import stem
from contract_ai.rereading.book import RereadState
from contract_ai.rereading.differences import DIFFERENCES, Difference
from contract_ai.rereading.readings import is_touched
from contract_ai.rereading.weighing import FindingChange
from contract_ai.storage.documents import CONTRACT as CONTRACT_FILE
from models.tables.documents import DocumentRow
from models.tables.rereading import RereadRow
from models.tables.terms import TermRow

ROWS = 50
"""Readings on one page of the list."""

_FINDINGS: TypeAdapter[tuple[FindingChange, ...]] = TypeAdapter(tuple[FindingChange, ...])
_PLACE = frozenset({"quote", "page", "section"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What newer extractors read in one document.

    ``stem`` is the contract's, "" for invoices.  ``findings`` would open, close or change; None
    where that is not known yet.  ``touched`` says that a person decided something that reading it
    again could undo.  ``what`` and ``do`` say why it could not be read, else "".
    """

    number: int
    file: str
    sha256: str
    stem: str
    differences: tuple[Difference, ...]
    findings: tuple[FindingChange, ...] | None
    touched: bool
    what: str = ""
    do: str = ""


@dataclass(frozen=True, slots=True)
class Readings:
    """One page of the list; ``count`` are all that differ, on ``pages`` pages."""

    items: tuple[Reading, ...]
    failed: tuple[Reading, ...]
    count: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Side:
    """A quote on one side of a difference, and the page it stands on; None without pages."""

    quote: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference with the place of its quotes: as it counts, and as it is read now.

    ``item`` is what a term's price is for, "" where it has none.
    """

    said: Difference
    item: str
    before: Side
    after: Side

    @property
    def values(self) -> Sequence[tuple[str, str, str]]:
        """The fields that differ, but for where they stand: name, before, after."""
        fields = self.said.fields
        return [(one.name, one.before, one.after) for one in fields if one.name not in _PLACE]


def rereadings(session: Session, scope: Scope, page: int) -> Readings:
    """List documents that are read in another way, by file; and those that could not be read."""
    count = count_rereadings(session, scope)
    pages = max(-(-count // ROWS), 1)
    number = min(page, pages)
    query = _in_state(scope, RereadState.OPEN).order_by(DOCUMENT.file, col(RereadRow.id))
    failed = _in_state(scope, RereadState.FAILED).order_by(DOCUMENT.file, col(RereadRow.id))
    return Readings(
        _readings(session, scope, query.offset((number - 1) * ROWS).limit(ROWS)),
        _readings(session, scope, failed.limit(ROWS)),
        count,
        number,
        pages,
    )


def count_rereadings(session: Session, scope: Scope) -> int:
    """Count the documents that are read in another way and wait for a person."""
    query = _in_state(scope, RereadState.OPEN).subquery()
    number: int = session.execute(select(func.count()).select_from(query)).scalar_one()
    return number


def rereading(session: Session, scope: Scope, number: int) -> Reading | None:
    """Return what waits for a person about one document; None where nothing does, or not for them."""
    query = _in_state(scope, RereadState.OPEN).where(col(RereadRow.id) == number)
    return next(iter(_readings(session, scope, query)), None)


def untouched_rereadings(session: Session, scope: Scope, limit: int) -> tuple[int, ...]:
    """Return the numbers of readings of documents about which nobody decided anything."""
    query = _in_state(scope, RereadState.OPEN).order_by(col(RereadRow.id))
    free = (
        number or 0
        for number, document in session.execute(query).all()
        if not is_touched(session, session.get_one(DocumentRow, document))
    )
    return tuple(islice(free, limit))


def compared_rereading(session: Session, scope: Scope, number: int) -> tuple[Compared, ...]:
    """Return what differs in one document, each with the pages of its quotes."""
    found = rereading(session, scope, number)
    if found is None:
        return ()
    terms = [one.term for one in found.differences if one.term is not None]
    query = select(TermRow).where(col(TermRow.id).in_(terms))
    on_file = {row.id: row for row in session.scalars(query)}
    return tuple(_compared(one, on_file.get(one.term)) for one in found.differences)


def _compared(said: Difference, row: TermRow | None) -> Compared:
    """Say where both quotes stand; what is not among the differences is as on file."""
    page, item = (
        next((one for one in said.fields if one.name == name), None) for name in ("page", "item")
    )
    there = row.page if row else None
    before, after = (_number(page.before), _number(page.after)) if page else (there, there)
    named = (item.before or item.after) if item else row.values.get("item") if row else None
    quotes = Side(said.quote_before, before), Side(said.quote_after, after)
    return Compared(said, str(named or ""), *quotes)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _readings(
    session: Session, scope: Scope, query: Select[int | None, int]
) -> tuple[Reading, ...]:
    return tuple(
        _reading(
            session, scope, session.get_one(RereadRow, row), session.get_one(DocumentRow, document)
        )
        for row, document in session.execute(query).all()
    )


def _reading(session: Session, scope: Scope, row: RereadRow, document: DocumentRow) -> Reading:
    seen = (one for one in _FINDINGS.validate_python(row.findings) if _sees(scope, one))
    return Reading(
        number=row.id or 0,
        file=document.file,
        sha256=document.sha256,
        stem=stem(document.file) if document.kind == CONTRACT_FILE else "",
        differences=DIFFERENCES.validate_python(row.differences),
        findings=tuple(seen) if row.weighed else None,
        touched=is_touched(session, document),
        what=row.what,
        do=row.do,
    )


def _sees(scope: Scope, one: FindingChange) -> bool:
    return scope.sees(one.contract or None)


def _in_state(scope: Scope, state: RereadState) -> Select[int | None, int]:
    query: Select[int | None, int] = select(col(RereadRow.id), col(RereadRow.document_id)).join(
        DOCUMENTS, DOCUMENT.id == col(RereadRow.document_id)
    )
    return query.where(
        col(RereadRow.state) == state, DOCUMENT.retired_at.is_(None), _is_seen(scope)
    )


def _is_seen(scope: Scope) -> ColumnElement[bool]:
    """Say in SQL that a document is a contract that is seen, or holds an invoice of one."""
    of_contract = exists().where(CONTRACT.document_id == DOCUMENT.id, scope.narrow(CONTRACT.stem))
    own = select(INVOICE.id).select_from(INVOICES).where(INVOICE.document_id == DOCUMENT.id)
    if not scope.is_all:
        own = own.join(TESTED, TESTED_ON.invoice_id == INVOICE.id).where(
            scope.narrow(TESTED_ON.contract)
        )
    return or_(of_contract, own.exists())
