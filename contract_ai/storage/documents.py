"""Documents in the database: each once, by the hash of its bytes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select, update

from contract_ai.audit.trail import record
from contract_ai.names import stem
from contract_ai.storage.bulk import batched
from contract_ai.storage.terms import terms_read
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.facts import FACT_ROWS
from models.tables.invoice_lines import InvoiceLineRow
from models.tables.invoices import InvoiceRow
from models.tables.rereading import RereadRow
from models.tables.terms import TermRow
from models.tables.tests import TestedRow

CONTRACT = "contract"
INVOICE = "invoice"
FACTS = "facts"
BANK = "bank"
"""A file of a bank; what it says is on file as facts."""
Key = tuple[str, str]

_OF_KIND = sql_select(col(DocumentRow.id)).where(col(DocumentRow.kind) == bindparam("of_kind"))
_THERE = union(
    _OF_KIND.where(col(DocumentRow.sha256) == bindparam("of_bytes")),
    _OF_KIND.where(
        col(DocumentRow.path) == bindparam("at_place"), col(DocumentRow.retired_at).is_(None)
    ),
)
"""Two questions, each with its index; of one with an "or" SQLite would scan all of the kind."""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file that was read; ``stamp`` names what it was read with, ``reader`` the extractors."""

    sha256: str
    kind: str
    file: str
    path: str
    stamp: str
    detail: Mapping[str, object] = field(default_factory=dict)
    reader: str = ""


def stamps(session: Session) -> dict[Key, str]:
    """Return what every document on file was read with, by kind and hash."""
    rows = session.exec(select(DocumentRow.kind, DocumentRow.sha256, DocumentRow.stamp))
    return {(kind, sha256): stamp for kind, sha256, stamp in rows}


def touched(session: Session) -> set[Key]:
    """Return the contracts of which people confirmed, corrected, rejected or added a term."""
    query = (
        select(DocumentRow.kind, DocumentRow.sha256)
        .join(ContractRow, col(ContractRow.document_id) == col(DocumentRow.id))
        .join(TermRow, col(TermRow.contract_id) == col(ContractRow.id))
        .where(col(TermRow.known_to).is_not(None) | col(TermRow.decided_by).is_not(None))
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
    same = None
    for row in _there(session, new):
        if row.sha256 == new.sha256:
            same = row
        else:  # it lay where the new one lies
            as_it_was, row.retired_at = _form(row), at
            _record(session, "document.replaced", row, at, before=as_it_was)
    before = None if same is None else _form(same)
    if same is None:
        action = "document.added"
        row = DocumentRow(
            sha256=new.sha256,
            kind=new.kind,
            file=new.file,
            path=new.path,
            stamp=new.stamp,
            added_at=at,
        )
    else:
        action = "document.read_again" if same.retired_at is None else "document.brought_back"
        row = same
        clear(session, [_id(row.id)], at)
    row.file, row.path, row.stamp = new.file, new.path, new.stamp
    row.detail, row.retired_at, row.reader = dict(new.detail), None, new.reader
    session.add(row)
    session.flush()
    _record(session, action, row, at, before=before)
    return _id(row.id)


def _there(session: Session, new: NewDocument) -> Sequence[DocumentRow]:
    """Load what is on file of these bytes, and what is in use where they lie.

    Most of the time there is neither, and asking for numbers alone takes a fifth of the time.
    """
    session.flush()
    given = {"of_kind": new.kind, "of_bytes": new.sha256, "at_place": new.path}
    ids = [row for (row,) in session.connection().execute(_THERE, given)]
    if not ids:
        return ()
    rows = select(DocumentRow).where(col(DocumentRow.id).in_(ids))
    return session.exec(rows.order_by(col(DocumentRow.id))).all()


def keep_only(session: Session, keys: Collection[Key], at: datetime) -> None:
    """Make exactly these documents, by kind and hash, the ones in use."""
    for row in session.exec(select(DocumentRow)):
        wanted, before = (row.kind, row.sha256) in keys, _form(row)
        if wanted and row.retired_at is not None:
            row.retired_at = None
            _record(session, "document.brought_back", row, at, before=before)
        elif not wanted and row.retired_at is None:
            row.retired_at = at
            _record(session, "document.retired", row, at, before=before)


def bring_back(session: Session, paths: Mapping[Key, str], at: datetime) -> None:
    """Put documents in use again, where they lie now."""
    for row in rows_of(session, paths):
        before, path = _form(row), paths[row.kind, row.sha256]
        if row.retired_at is not None or row.path != path:
            action = "document.brought_back" if row.retired_at else "document.moved"
            row.path, row.retired_at = path, None
            _record(session, action, row, at, before=before)


def rows_of(session: Session, keys: Iterable[Key]) -> Iterator[DocumentRow]:
    """Load documents by kind and hash."""
    by_kind: dict[str, list[str]] = {}
    for kind, sha256 in keys:
        by_kind.setdefault(kind, []).append(sha256)
    for kind, hashes in by_kind.items():
        for chunk in batched(hashes):
            same = (col(DocumentRow.kind) == kind, col(DocumentRow.sha256).in_(chunk))
            yield from list(session.exec(select(DocumentRow).where(*same)))


def clear(session: Session, ids: Iterable[int], at: datetime) -> None:
    """Drop what was read from documents, and what was compared with it and nobody decided."""
    for number in ids:
        for contract in session.exec(select(ContractRow).where(ContractRow.document_id == number)):
            record(
                session,
                action="contract.dropped",
                object=f"contract of document {number}",
                contract=contract.stem,
                before=terms_read(session, contract.id or 0),
                at=at,
            )
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
        compared = delete(RereadRow).where(col(RereadRow.document_id) == number)
        session.execute(compared.where(col(RereadRow.state) == "open"))
        for fact in FACT_ROWS.values():
            session.execute(delete(fact).where(col(fact.document_id) == number))


def _record(
    session: Session,
    action: str,
    row: DocumentRow,
    at: datetime,
    *,
    before: dict[str, object] | None,
) -> None:
    record(
        session,
        action=action,
        object=f"document {row.id} ({row.kind}), {row.file}",
        contract=stem(row.file) if row.kind == CONTRACT else None,
        before=before,
        after=_form(row),
        at=at,
    )


def _form(row: DocumentRow) -> dict[str, object]:
    """Say what the trail keeps a hash of."""
    form: dict[str, object] = {
        name: getattr(row, name) for name in ("sha256", "kind", "file", "path", "stamp", "detail")
    }
    return form | {"retired": row.retired_at is not None}


def _id(number: int | None) -> int:
    if number is None:
        msg = "a row that was flushed has a number"
        raise AssertionError(msg)
    return number
