"""Drafts of invoices for the page of billing, within what a user may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from contract_ai.desk.scope import Scope
from contract_ai.storage.drafts import StoredDraft, StoredLine, draft
from contract_ai.storage.findings import read_proof
from models.findings import EvidenceRole
from models.invoices import InvoiceLine
from models.tables import METADATA
from models.tables.billing import BillDraftRow

_DRAFT = METADATA.tables["bill_draft"].c
_QUOTES = 3
"""So many passages of a contract are shown for a line."""


@dataclass(frozen=True, slots=True)
class DraftLineView:
    """A line of a draft as it is shown; ``quotes`` are clauses with the file of each."""

    text: str
    first: date | None
    last: date | None
    amount: Decimal
    working: str
    quotes: tuple[tuple[str, str], ...]


def bill_months(session: Session, scope: Scope) -> list[date]:
    """Return the first days of the periods that have drafts, the latest first."""
    query = select(_DRAFT.first).where(scope.narrow(_DRAFT.contract)).distinct()
    return list(session.execute(query.order_by(_DRAFT.first.desc())).scalars())


def count_bill_drafts(session: Session, scope: Scope, day: date) -> int:
    """Return how many drafts there are of the period that begins on a day."""
    query = select(func.count(_DRAFT.id)).where(*_of(scope, day))
    return int(session.execute(query).scalar_one())


def bill_drafts(
    session: Session, scope: Scope, day: date, page: int, size: int
) -> list[StoredDraft]:
    """Return a page of the drafts of the period that begins on a day, by contract."""
    query = (
        select(_DRAFT.id)
        .where(*_of(scope, day))
        .order_by(_DRAFT.contract, _DRAFT.id)
        .offset((page - 1) * size)
        .limit(size)
    )
    return [draft(session, number) for number in session.execute(query).scalars().all()]


def _of(scope: Scope, day: date) -> tuple[ColumnElement[bool], ...]:
    return scope.narrow(_DRAFT.contract), _DRAFT.first == day


def bill_draft(session: Session, scope: Scope, number: int) -> StoredDraft | None:
    """Return a draft; None where there is none, or it is not for this user."""
    row = session.get(BillDraftRow, number)
    return draft(session, number) if row is not None and scope.sees(row.contract) else None


def lines_of(told: StoredDraft) -> Iterator[DraftLineView]:
    """Yield the lines of a draft with the clauses they rest on."""
    printed: Mapping[int, InvoiceLine] = {line.number: line for line in told.invoice.lines}
    for one in told.lines:
        line = printed[one.line]
        yield DraftLineView(
            text=line.description or "",
            first=line.period_start,
            last=line.period_end,
            amount=one.amount,
            working=one.working,
            quotes=_quotes(one),
        )


def _quotes(line: StoredLine) -> tuple[tuple[str, str], ...]:
    proofs = map(read_proof, line.proofs)
    clauses = (one.evidence for one in proofs if one.role is EvidenceRole.CONTRACT)
    found = dict.fromkeys((one.quote, one.file) for one in clauses if one.quote)
    return tuple(found)[:_QUOTES]
