"""Documents in the database: each once, by the hash of its bytes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.facts import FACT_ROWS
from models.tables.invoice_lines import InvoiceLineRow
from models.tables.invoices import InvoiceRow
from models.tables.terms import TermRow
from models.tables.tests import TestedRow

CONTRACT = "contract"
INVOICE = "invoice"
FACTS = "facts"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file that was read; ``stamp`` names what it was read with."""

    sha256: str
    kind: str
    file: str
    path: str
    stamp: str
    detail: Mapping[str, object] = field(default_factory=dict)


def stamps(session: Session) -> dict[Key, str]:
    """Return what every document on file was read with, by kind and hash."""
    rows = session.exec(select(DocumentRow.kind, DocumentRow.sha256, DocumentRow.stamp))
    return {(kind, sha256): stamp for kind, sha256, stamp in rows}


def touched(session: Session) -> set[Key]:
    """Return the contracts of which people confirmed, corrected or rejected a term."""
    query = (
        select(DocumentRow.kind, DocumentRow.sha256)
        .join(ContractRow, col(ContractRow.document_id) == col(DocumentRow.id))
        .join(TermRow, col(TermRow.contract_id) == col(ContractRow.id))
        .where(col(TermRow.known_to).is_not(None))
        .distinct()
    )
    return {(kind, sha256) for kind, sha256 in session.exec(query)}


def documents(session: Session, kind: str | None = None) -> list[DocumentRow]:
    """List the documents in use, by file name."""
    query = select(DocumentRow).where(col(DocumentRow.retired_at).is_(None))
    if kind is not None:
        query = query.where(DocumentRow.kind == kind)
    return list(session.exec(query.order_by(DocumentRow.file, DocumentRow.sha256)))


def put_document(session: Session, new: NewDocument, at: datetime) -> int:
    """Write a document and return its id; what was read from the same bytes before is dropped.

    A document of the same kind that lay at the same path is retired: it was replaced.
    """
    replaced = (
        update(DocumentRow)
        .where(col(DocumentRow.path) == new.path, col(DocumentRow.kind) == new.kind)
        .where(col(DocumentRow.sha256) != new.sha256, col(DocumentRow.retired_at).is_(None))
        .values(retired_at=at)
    )
    session.execute(replaced)
    same = (DocumentRow.kind == new.kind, DocumentRow.sha256 == new.sha256)
    row = session.exec(select(DocumentRow).where(*same)).first()
    if row is None:
        row = DocumentRow(
            sha256=new.sha256,
            kind=new.kind,
            file=new.file,
            path=new.path,
            stamp=new.stamp,
            added_at=at,
        )
    elif row.id is not None:
        clear(session, [row.id])
    row.file, row.path, row.stamp = new.file, new.path, new.stamp
    row.detail, row.retired_at = dict(new.detail), None
    session.add(row)
    session.flush()
    return _id(row.id)


def keep_only(session: Session, keys: Collection[Key], at: datetime) -> None:
    """Make exactly these documents, by kind and hash, the ones in use."""
    for row in session.exec(select(DocumentRow)):
        wanted = (row.kind, row.sha256) in keys
        if wanted:
            row.retired_at = None
        elif row.retired_at is None:
            row.retired_at = at


def bring_back(session: Session, paths: Mapping[Key, str]) -> None:
    """Put documents in use again, where they lie now."""
    for (kind, sha256), path in paths.items():
        same = (col(DocumentRow.kind) == kind, col(DocumentRow.sha256) == sha256)
        session.execute(update(DocumentRow).where(*same).values(retired_at=None, path=path))


def clear(session: Session, ids: Iterable[int]) -> None:
    """Drop what was read from documents."""
    for number in ids:
        contracts = select(ContractRow.id).where(ContractRow.document_id == number)
        session.execute(
            update(TermRow)
            .where(col(TermRow.contract_id).in_(contracts))
            .values(superseded_by=None)
        )
        session.execute(delete(TermRow).where(col(TermRow.contract_id).in_(contracts)))
        session.execute(delete(ContractRow).where(col(ContractRow.document_id) == number))
        invoices = select(InvoiceRow.id).where(InvoiceRow.document_id == number)
        # The next invoice may get the number of this one's row.
        session.execute(
            update(TestedRow)
            .where(col(TestedRow.invoice_id).in_(invoices))
            .values(invoice_id=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(delete(InvoiceLineRow).where(col(InvoiceLineRow.invoice_id).in_(invoices)))
        session.execute(delete(InvoiceRow).where(col(InvoiceRow.document_id) == number))
        for fact in FACT_ROWS.values():
            session.execute(delete(fact).where(col(fact.document_id) == number))


def _id(number: int | None) -> int:
    if number is None:
        msg = "a row that was flushed has a number"
        raise AssertionError(msg)
    return number
