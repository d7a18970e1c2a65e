"""Keeping, approving and withdrawing drafts of invoices; each change with its event.

A charge stands in one draft at most that waits or is approved: the database has no second row.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, delete, func, select, update

from checks.billing.drafts import Head
from checks.billing.keeping import DraftLine
from contract_ai.audit.trail import record, working
from contract_ai.storage.drafts import DraftState, StoredDraft, draft, refused, row_of
from contract_ai.storage.findings import proof_form
from contract_ai.storage.locks import hold
from models.accounts import SYSTEM
from models.errors import ErrorCode, RequestError
from models.forms import Form, invoice_form
from models.invoices import Invoice
from models.tables.billing import BillDraftLineRow, BillDraftRow
from models.tables.columns import for_column
from models.tables.documents import DocumentRow
from models.tables.invoices import InvoiceRow

LEAST_SEEN = 12
"""How many characters of the hash a person must send along at least."""
_LOCK = "drafts of invoices"


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval: ``seen`` is the beginning of the hash of what the person saw.

    ``series`` is what the number begins with, such as ``2026-``; ``on`` is the day of the invoice.
    """

    seen: str
    series: str
    on: date
    at: datetime


def hold_drafts(session: Session) -> None:
    """Keep other processes from changing drafts until the transaction ends."""
    hold(session, _LOCK)


def put_draft(
    session: Session, head: Head, made: tuple[Invoice, Sequence[DraftLine]], at: datetime
) -> tuple[int, bool]:
    """Keep a draft in the place of the one that waits; return its number, and whether it changed.

    A draft that would say the same is left as it is.
    """
    invoice, lines = made
    form = invoice_form(invoice)
    content = content_of(form, lines)
    row = session.exec(
        select(BillDraftRow).where(
            BillDraftRow.contract == head.contract,
            BillDraftRow.currency == head.currency,
            BillDraftRow.first == head.first,
            BillDraftRow.last == head.last,
            BillDraftRow.state == DraftState.DRAFT.value,
        )
    ).first()
    before = None if row is None else row.content
    if row is not None and before == content:
        again = update(BillDraftLineRow).where(col(BillDraftLineRow.draft_id) == row.id)
        session.execute(again.values(live=True))
        return row.id or 0, False
    net = sum((line.line.amount or Decimal(0) for line in lines), Decimal(0))
    values = {"content": content, "body": form, "net": _exact(net), "made_at": at}
    values["made_by"] = working(session).name
    if row is None:
        row = BillDraftRow.model_validate(
            values
            | {
                "contract": head.contract,
                "currency": head.currency,
                "first": head.first,
                "last": head.last,
                "state": DraftState.DRAFT.value,
            }
        )
        session.add(row)
        session.flush()
    else:
        session.execute(update(BillDraftRow).where(col(BillDraftRow.id) == row.id).values(values))
        session.execute(delete(BillDraftLineRow).where(col(BillDraftLineRow.draft_id) == row.id))
    number = row.id or 0
    session.add_all(_line(number, place, line) for place, line in enumerate(lines, 1))
    session.flush()
    session.expire_all()
    _tell(session, "drafted" if before is None else "redrafted", number, at, before=before)
    return number, True


def free_lines(session: Session, numbers: Iterable[int]) -> None:
    """Let the charges of drafts go, which `put_draft` keeps anew in the same transaction."""
    lines = update(BillDraftLineRow).where(col(BillDraftLineRow.draft_id).in_(list(numbers)))
    session.execute(lines.values(live=False))


def withdraw(session: Session, number: int, why: str, at: datetime) -> None:
    """Take a draft back that was not approved: its charges are free for other drafts.

    Raises:
        RequestError: there is no such draft, or it does not wait.
    """
    hold_drafts(session)
    before = draft(session, number).content
    _move(session, number, state=DraftState.WITHDRAWN.value, why=why)
    lines = update(BillDraftLineRow).where(col(BillDraftLineRow.draft_id) == number)
    session.execute(lines.values(live=False))
    session.expire_all()
    _tell(session, "withdrawn", number, at, before=before, why=why)


def approve(
    session: Session,
    number: int,
    given: Approval,
    finish: Callable[[Invoice], Invoice] = lambda one: one,
) -> StoredDraft:
    """Approve a draft as a person saw it, and give it the next number of the series.

    ``finish`` adds what an invoice says that has a date: its terms of payment.

    Raises:
        RequestError: there is no such draft, it does not wait, it changed since it was seen, an
            invoice on file has the number already, or no person approves.
    """
    who = working(session)
    if who.role == SYSTEM.role:
        raise refused(number, "A person approves a draft, never the program.")
    hold_drafts(session)
    found = draft(session, number)
    if found.state is not DraftState.DRAFT:
        raise _not_waiting(found)
    if len(given.seen) < LEAST_SEEN or not found.content.startswith(given.seen.lower()):
        what = "It changed since it was seen, or the text that was sent along is not of it."
        do = f"Look at it again with contract-ai bill show {number}."
        raise RequestError(ErrorCode.DRAFT_CHANGED, what, where=f"draft {number}", do=do)
    last = select(func.max(BillDraftRow.place)).where(BillDraftRow.series == given.series)
    place = (session.exec(last).one() or 0) + 1
    name = f"{given.series}{place:04d}"
    _refuse_taken(session, name)
    invoice = found.invoice.model_copy(update={"number": name, "issue_date": given.on})
    _move(
        session,
        number,
        state=DraftState.APPROVED.value,
        body=invoice_form(finish(invoice)),
        series=given.series,
        place=place,
        number=name,
        approved_by=who.name,
        approved_at=given.at,
    )
    _tell(session, "approved", number, given.at, before=found.content)
    return draft(session, number)


def content_of(form: Form, lines: Sequence[DraftLine]) -> str:
    """Return the hash of what a person sees of a draft: the invoice, and how it was worked out."""
    seen = [
        [line.key, line.working, line.original, str(line.before), str(line.after)] for line in lines
    ]
    text = json.dumps([form, seen], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _move(session: Session, draft_id: int, **values: object) -> None:
    """Change a draft that waits; one that does not is left."""
    waits = col(BillDraftRow.state) == DraftState.DRAFT.value
    changing = update(BillDraftRow).where(col(BillDraftRow.id) == draft_id, waits)
    changed = session.execute(changing.values(**values))
    session.expire_all()
    if not changed.rowcount:  # type: ignore[attr-defined]  # an update has one
        raise _not_waiting(draft(session, draft_id))


def _not_waiting(found: StoredDraft) -> RequestError:
    named = f" as {found.number}" if found.number else ""
    return refused(found.id, f"It is {found.state.value}{named}; only a draft that waits changes.")


def _refuse_taken(session: Session, name: str) -> None:
    query = (
        select(InvoiceRow.id)
        .join(DocumentRow, col(DocumentRow.id) == col(InvoiceRow.document_id))
        .where(InvoiceRow.number == name, col(DocumentRow.retired_at).is_(None))
    )
    if session.exec(query).first() is not None:
        what = f"An invoice on file has the number {name} already, and no draft of ours."
        do = "Set CONTRACT_AI_INVOICE_NUMBERS to a series that no other system uses."
        raise RequestError(ErrorCode.NUMBER_TAKEN, what, where=name, do=do)


def _line(number: int, place: int, line: DraftLine) -> BillDraftLineRow:
    return BillDraftLineRow(
        draft_id=number,
        line=place,
        charge_key=line.key,
        live=True,
        kind=line.kind,
        amount=_exact(line.line.amount or Decimal(0)),
        working=line.working,
        proofs=[proof_form(proof) for proof in line.proofs],
        original=line.original,
        amount_before=for_column(line.before),
        amount_after=for_column(line.after),
    )


def _exact(amount: Decimal) -> Decimal:
    kept = for_column(amount)
    if kept is None:
        msg = f"no column holds an amount of {amount}"
        raise ValueError(msg)
    return kept


def _tell(  # noqa: PLR0913 (what an event says)
    session: Session,
    what: str,
    number: int,
    at: datetime,
    *,
    before: str | None = None,
    why: str = "",
) -> None:
    """Write the event; its hashes cover the state and all that a person sees of the draft."""
    row = row_of(session, number)
    after = {"state": row.state, "content": row.content, "number": row.number}
    named = f" as {row.number}" if row.number else ""
    record(
        session,
        action=f"bill.{what}",
        object=f"draft {number} of {row.contract}, {row.first} to {row.last}{named}",
        contract=row.contract,
        before=None if before is None else {"state": DraftState.DRAFT.value, "content": before},
        after=after,
        reason=why,
        at=at,
    )
