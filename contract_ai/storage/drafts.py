"""Drafts of invoices on file, and which charges stand in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from checks.billing.keeping import Billed
from models.errors import ErrorCode, RequestError
from models.forms import read_invoice_form
from models.invoices import Invoice, InvoiceLine
from models.tables.billing import BillDraftLineRow, BillDraftRow


class DraftState(StrEnum):
    """How far a draft has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line of a draft, by its number there; ``proofs`` as findings keep them.

    ``amount`` is net of tax, below zero for what is given back.  ``original``, ``before`` and
    ``after`` say what an adjustment changes.
    """

    line: int
    key: str
    kind: str
    amount: Decimal
    working: str
    proofs: tuple[object, ...]
    original: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft on file; ``content`` is the hash of what a person sees of it."""

    id: int
    contract: str
    currency: str
    first: date
    last: date
    state: DraftState
    content: str
    invoice: Invoice
    net: Decimal
    lines: tuple[StoredLine, ...]
    made_by: str
    made_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    number: str | None
    why: str


def drafts(
    session: Session,
    states: Iterable[DraftState] = DraftState,
    *,
    first: date | None = None,
    last: date | None = None,
) -> list[StoredDraft]:
    """Return the drafts in these states, of these days where they are given, the oldest first."""
    query = select(BillDraftRow).where(col(BillDraftRow.state).in_([one.value for one in states]))
    if first is not None:
        query = query.where(BillDraftRow.first == first)
    if last is not None:
        query = query.where(BillDraftRow.last == last)
    rows = session.exec(query.order_by(col(BillDraftRow.id))).all()
    lines = _lines(session, [row.id or 0 for row in rows])
    return [_stored(row, lines.get(row.id or 0, ())) for row in rows]


def draft(session: Session, number: int) -> StoredDraft:
    """Return a draft by the number it has on file.

    Raises:
        RequestError: there is none of this number.
    """
    row = row_of(session, number)
    return _stored(row, _lines(session, [number]).get(number, ()))


def row_of(session: Session, number: int) -> BillDraftRow:
    """Return the row of a draft.

    Raises:
        RequestError: there is none of this number.
    """
    row = session.get(BillDraftRow, number)
    if row is None:
        raise refused(number, "There is no such draft.")
    return row


def refused(number: int, what: str) -> RequestError:
    """Say why something cannot be done to a draft."""
    do = "List the drafts with contract-ai bill list."
    return RequestError(ErrorCode.DRAFT_NOT_SO, what, where=f"draft {number}", do=do)


def billed(session: Session) -> dict[str, Billed]:
    """Return the charges of approved drafts by key, each with its adjustments."""
    found: dict[str, Billed] = {}
    for one in drafts(session, [DraftState.APPROVED]):
        printed = {line.number: line for line in one.invoice.lines}
        for line in one.lines:
            if line.original:
                was = found[line.original]  # an adjustment is always kept after its charge
                amount = was.amount + line.amount
                found[line.original] = replace(was, amount=amount, adjusted=was.adjusted + 1)
            else:
                found[line.key] = _billed(one, line, printed[line.line])
    return found


def drafted(session: Session) -> dict[str, str]:
    """Say of each charge that stands in a draft, by its key, in which: by number, once it has one."""
    query = (
        select(BillDraftLineRow.charge_key, BillDraftRow.id, BillDraftRow.number)
        .join(BillDraftRow, col(BillDraftRow.id) == col(BillDraftLineRow.draft_id))
        .where(col(BillDraftLineRow.live))
    )
    return {key: number or f"draft {draft_id}" for key, draft_id, number in session.exec(query)}


def waiting_keys(session: Session, first: date, last: date) -> frozenset[str]:
    """Return the keys of charges in drafts that wait, but for those of these days."""
    others = or_(col(BillDraftRow.first) != first, col(BillDraftRow.last) != last)
    query = (
        select(BillDraftLineRow.charge_key)
        .join(BillDraftRow, col(BillDraftRow.id) == col(BillDraftLineRow.draft_id))
        .where(BillDraftRow.state == DraftState.DRAFT.value, others)
    )
    return frozenset(session.exec(query))


def _billed(one: StoredDraft, line: StoredLine, printed: InvoiceLine) -> Billed:
    return Billed(
        contract=one.contract,
        currency=one.currency,
        kind=line.kind,
        number=one.number or "",
        first=one.first,
        last=one.last,
        line=printed,
        amount=line.amount,
    )


def _lines(session: Session, numbers: list[int]) -> dict[int, tuple[StoredLine, ...]]:
    found: dict[int, list[StoredLine]] = {}
    query = select(BillDraftLineRow).where(col(BillDraftLineRow.draft_id).in_(numbers))
    for row in session.exec(query.order_by(col(BillDraftLineRow.line))):
        found.setdefault(row.draft_id, []).append(
            StoredLine(
                line=row.line,
                key=row.charge_key,
                kind=row.kind,
                amount=row.amount,
                working=row.working,
                proofs=tuple(row.proofs),
                original=row.original,
                before=row.amount_before,
                after=row.amount_after,
            )
        )
    return {number: tuple(lines) for number, lines in found.items()}


def _stored(row: BillDraftRow, lines: Iterable[StoredLine]) -> StoredDraft:
    if row.id is None:
        msg = "a row that was flushed has a number"
        raise AssertionError(msg)
    return StoredDraft(
        id=row.id,
        contract=row.contract,
        currency=row.currency,
        first=row.first,
        last=row.last,
        state=DraftState(row.state),
        content=row.content,
        invoice=read_invoice_form(row.body),
        net=row.net,
        lines=tuple(lines),
        made_by=row.made_by,
        made_at=row.made_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        number=row.number,
        why=row.why,
    )
