"""The two readings of a document on file: what counts now, and what another version reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlmodel import Session, col, select

from contract_ai.rereading.differences import (
    Difference,
    Form,
    Known,
    Pair,
    flat_term,
    header_differences,
    invoice_differences,
    paired,
    term_differences,
)
from contract_ai.storage import documents as store
from contract_ai.storage.invoices import invoices_of
from contract_ai.storage.matching import corrections_of
from contract_ai.storage.terms import PROPOSED, REJECTED, values_of
from models.contracts import Contract
from models.forms import contract_form, invoice_form, read_contract_form, read_invoice_form
from models.invoices import Invoice, as_credit
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.invoices import InvoiceRow
from models.tables.lessons import LessonRow
from models.tables.terms import TermRow
from models.terms import Term


@dataclass(frozen=True, slots=True)
class OnFile:
    """What counts of a contract now: its row, its terms, and whether a person decided anything."""

    row: ContractRow
    terms: tuple[TermRow, ...]
    touched: bool

    @property
    def confirmed(self) -> bool:
        """Whether its terms came from a file that a person confirmed."""
        return bool(self.row.body.get("confirmed"))


def contract_on_file(session: Session, document: int) -> OnFile:
    """Load a contract with all terms in use, also those that were rejected."""
    row = session.exec(select(ContractRow).where(ContractRow.document_id == document)).one()
    every = list(session.exec(select(TermRow).where(TermRow.contract_id == row.id)))
    touched = any(one.known_to is not None or is_decided(one) for one in every)
    terms = sorted(
        (one for one in every if one.known_to is None), key=lambda one: (one.position, one.id or 0)
    )
    return OnFile(row, tuple(terms), touched or bool(row.body.get("confirmed")))


def is_decided(row: TermRow) -> bool:
    """Whether a person confirmed, corrected, rejected or added a term."""
    return row.state != PROPOSED or row.decided_by is not None


def invoices_on_file(session: Session, document: int) -> list[Invoice]:
    """Load the invoices of one document, in its order."""
    query = select(InvoiceRow.id).where(InvoiceRow.document_id == document)
    return invoices_of(session, list(session.exec(query.order_by(col(InvoiceRow.position)))))


def is_touched(session: Session, document: DocumentRow) -> bool:
    """Whether a person decided anything about a document that reading it again could undo.

    About a contract: a term.  About invoices: fields that were taught from this file, and matches.
    """
    number = document.id or 0
    if document.kind == store.CONTRACT:
        return contract_on_file(session, number).touched
    taught = select(LessonRow.id).where(LessonRow.file == document.file)
    if session.exec(taught).first() is not None:
        return True
    return any(corrections_of(session, one) for one in invoices_on_file(session, number))


def pairs_of(session: Session, there: OnFile, new: Contract) -> list[Pair]:
    """Find for each term on file the one that is read now."""
    return paired([_known(session, one) for one in there.terms], [flat(term) for term in new.terms])


def flat(term: Term) -> Form:
    """Write a term that was read as what is compared."""
    values = values_of(term, term.evidence.file)
    inner = cast("Form", values["values"])
    at = term.evidence
    return flat_term(term.kind, inner, at.quote, at.page, at.section)


def differences_of(
    session: Session, document: DocumentRow, derived: Sequence[object]
) -> tuple[Difference, ...]:
    """Compare a new reading, as forms, with what counts of a document."""
    number = document.id or 0
    if document.kind == store.CONTRACT:
        new = contract_of(derived)
        there = contract_on_file(session, number)
        return (
            *header_differences(
                _header(there.row.body), _header(contract_form(new)), decided=there.confirmed
            ),
            *term_differences(pairs_of(session, there, new)),
        )
    before = [invoice_form(one) for one in invoices_on_file(session, number)]
    after = [invoice_form(as_credit(one)) for one in invoices_from(derived)]
    decided = is_touched(session, document)
    return tuple(invoice_differences(before, after, decided=decided))


def contract_of(derived: Sequence[object]) -> Contract:
    """Read the contract that is kept as a form."""
    return read_contract_form(cast("Form", derived[0]))


def invoices_from(derived: Sequence[object]) -> list[Invoice]:
    """Read the invoices that are kept as forms."""
    return [read_invoice_form(cast("Form", one)) for one in derived]


def _header(body: Form) -> Form:
    """Leave out what follows from the terms; what is on file counts it by those confirmed."""
    return {key: value for key, value in body.items() if key not in {"terms", "coverage"}}


def _known(session: Session, row: TermRow) -> Known:
    first = row
    while first.decided_over is not None:
        before = session.get(TermRow, first.decided_over)
        if before is None:
            break
        first = before
    added = is_decided(row) and row.decided_over is None and row.decided_by is not None
    decided, rejected = is_decided(row), row.state == REJECTED
    return Known(row.id or 0, _row(row), decided, rejected, None if added else _row(first))


def _row(row: TermRow) -> Form:
    return flat_term(row.kind, row.values, row.quote, row.page, row.section)
