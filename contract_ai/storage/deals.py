"""Deals as facts: those of the systems that are read, and those of files.

A deal that a system has goes before a file's row of the same number, as a file is an export of
some day.  What was deleted in the system is no deal any more.
"""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from contract_ai.storage.ledgers import records
from models.evidence import Evidence
from models.facts import Deal
from models.ledgers import Deal as LedgerDeal
from models.ledgers import RecordKind
from models.tables.ledgers import LedgerRecordRow, SyncPositionRow

_OWN = ("contract", "customer", "start", "end", "type")
"""Names that `connect --map` may give to a service's own fields and that deals make use of."""


def synced_deals(session: Session) -> tuple[Deal, ...] | None:
    """Return the deals of the systems that are read; None where none was ever read."""
    kept = SyncPositionRow.kind == RecordKind.DEAL
    if session.exec(select(SyncPositionRow.id).where(kept)).first() is None:
        return None
    answers = {
        (service, key): answer
        for service, key, answer in session.exec(
            select(
                LedgerRecordRow.service, LedgerRecordRow.external_id, LedgerRecordRow.answer
            ).where(LedgerRecordRow.kind == RecordKind.DEAL, ~col(LedgerRecordRow.deleted))
        )
    }
    return tuple(
        fact_of(one, answers[str(one.service), one.id])
        for one in records(session, RecordKind.DEAL)
        if isinstance(one, LedgerDeal) and not one.deleted
    )


def together(read: Iterable[Deal] | None, filed: Iterable[Deal] | None) -> tuple[Deal, ...] | None:
    """Put the deals of systems and of files together; None where there are neither."""
    if read is None and filed is None:
        return None
    first = tuple(read or ())
    known = {deal.deal for deal in first}
    return (*first, *(deal for deal in filed or () if deal.deal not in known))


def fact_of(read: LedgerDeal, answer: str) -> Deal:
    """Turn a record into a fact; its evidence is the answer that it came in, by its hash."""
    own = read.custom
    deal = Deal(
        deal=read.id,
        name=read.name,
        customer=own.get("customer") or read.customer,
        amount=read.amount,
        currency=read.currency,
        closed_on=read.closed_on,
        starts_on=_day(own.get("start")),
        ends_on=_day(own.get("end")),
        contract=own.get("contract"),
        kind=own.get("type"),
        status={None: "open", True: "won", False: "lost"}[read.won],
    )
    said = deal.model_dump(exclude={"evidence"}, exclude_none=True, mode="json")
    said |= {name: own[name] for name in _OWN if name in own and name not in said}
    quote = "; ".join(f"{name}: {value}" for name, value in said.items())
    place = Evidence(quote, f"{read.service} deals", answer, anchor=f"deal {read.id}")
    return deal.model_copy(update={"evidence": place})


def _day(text: str | None) -> date | None:
    """Read the day of a date or moment in ISO form; other forms are left to the quote."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
