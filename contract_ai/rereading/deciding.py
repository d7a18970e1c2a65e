"""Accepting what another version reads, or keeping what counts; each in one transaction.

What a person confirmed, corrected, rejected or added stays, whatever is accepted.
"""

from datetime import datetime

from sqlmodel import Session, func, select

from contract_ai.audit.trail import record
from contract_ai.rereading.book import RereadState, decide, open_reading, say
from contract_ai.rereading.differences import Form, Pair
from contract_ai.rereading.readings import (
    contract_of,
    contract_on_file,
    flat,
    invoices_from,
    is_touched,
    pairs_of,
)
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import header_columns, save_contract
from contract_ai.storage.invoices import save_invoices
from contract_ai.storage.terms import PROPOSED, succeed, term_rows, with_state
from models.contracts import Contract
from models.tables.documents import DocumentRow
from models.tables.rereading import RereadRow
from models.tables.terms import TermRow


def accept(session: Session, number: int, at: datetime) -> None:
    """Let an open reading count, but for what a person decided.

    Raises:
        NoSuchReading: there is none, or somebody decided about it.
    """
    row, document = open_reading(session, number)
    decide(session, row, RereadState.ACCEPTED, at)
    put_in_place(session, row, document, at)
    row.derived = []  # it counts now, and need not be kept twice
    session.add(row)
    say(session, row, document, "reading.accepted", at)


def keep_as_it_was(session: Session, number: int, at: datetime) -> None:
    """Keep what counts of a document; this version is not compared with it again.

    Raises:
        NoSuchReading: there is none, or somebody decided about it.
    """
    row, document = open_reading(session, number)
    decide(session, row, RereadState.KEPT, at)
    row.derived = []
    session.add(row)
    say(session, row, document, "reading.kept", at)


def put_in_place(session: Session, row: RereadRow, document: DocumentRow, at: datetime) -> None:
    """Put a reading in the place of what counts, but for what a person decided."""
    touched = is_touched(session, document)
    if touched and document.kind == store.CONTRACT:
        _merge_terms(session, document, contract_of(row.derived), at)
    if touched:
        _note_version(session, document, row.reader, at)
        return
    new = store.NewDocument(
        sha256=document.sha256,
        kind=document.kind,
        file=document.file,
        path=document.path,
        stamp=row.stamp,
        detail=document.detail,
        reader=row.reader,
    )
    derived = list(row.derived)
    number = store.put_document(session, new, at)
    if document.kind == store.CONTRACT:
        save_contract(session, number, contract_of(derived), at)
    else:
        save_invoices(session, number, invoices_from(derived))
    session.flush()


def _merge_terms(session: Session, document: DocumentRow, new: Contract, at: datetime) -> None:
    """Replace the terms that nobody decided about, and the header unless a person confirmed it."""
    there = contract_on_file(session, document.id or 0)
    contract_id = there.row.id or 0
    last = session.exec(
        select(func.max(TermRow.position)).where(TermRow.contract_id == contract_id)
    ).one()
    nexts = -1 if last is None else last
    by_number = {one.id: one for one in there.terms}
    rows = {
        id(term): values
        for term, values in zip(new.terms, term_rows(new, contract_id, at), strict=True)
    }
    left = [(flat(term), rows[id(term)]) for term in new.terms]
    for pair in pairs_of(session, there, new):
        values = _taken(left, pair.new)
        known = None if pair.known is None else by_number[pair.known.number]
        if known is None:
            if values is not None:
                nexts += 1
                _put_new(session, values | {"position": nexts}, there.row.stem, at)
        elif pair.known is not None and not pair.known.decided:
            _read_otherwise(session, known, values, pair, at, there.row.stem)
    if not there.confirmed:
        for name, value in header_columns(new).items():
            setattr(there.row, name, value)
        session.add(there.row)
    session.flush()


def _taken(
    left: list[tuple[Form, dict[str, object]]], new: Form | None
) -> dict[str, object] | None:
    if new is None:
        return None
    place = next(n for n, (form, _) in enumerate(left) if form == new)
    return left.pop(place)[1]


def _read_otherwise(  # noqa: PLR0913, PLR0917 (one term with all that is known of it)
    session: Session,
    row: TermRow,
    values: dict[str, object] | None,
    pair: Pair,
    at: datetime,
    contract: str,
) -> None:
    if values is None:
        row.known_to = at
        session.add(row)
        thing = f"term {row.id} of {contract}, now gone"
        before = with_state(row)
        record(
            session, action="term.read_again", object=thing, contract=contract, before=before, at=at
        )
    elif pair.known is not None and pair.new != pair.known.values:
        kept = {"position": row.position, "state": PROPOSED}
        succeed(session, row, values | kept, at, action="term.read_again")


def _put_new(session: Session, values: dict[str, object], contract: str, at: datetime) -> None:
    row = TermRow.model_validate(values | {"state": PROPOSED})
    session.add(row)
    session.flush()
    thing = f"term {row.id} of {contract}"
    after = with_state(row)
    record(session, action="term.read_again", object=thing, contract=contract, after=after, at=at)


def _note_version(session: Session, document: DocumentRow, reader: str, at: datetime) -> None:
    before, document.reader = document.reader, reader
    session.add(document)
    session.flush()
    thing = f"document {document.id} ({document.kind}), {document.file}"
    record(session, action="document.compared", object=thing, before=before, after=reader, at=at)
