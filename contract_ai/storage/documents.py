"""Documents in the database: each once, by the hash of its bytes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select, update

from contract_ai.audit.trail import record
from contract_ai.names import stem
from contract_ai.storage.bulk import batched, numbered_rows
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
    _OF_KIND.where(col(DocumentRow.sha256).in_(bindparam("of_bytes", expanding=True))),
    _OF_KIND.where(
        col(DocumentRow.path).in_(bindparam("at_places", expanding=True)),
        col(DocumentRow.retired_at).is_(None),
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
    there = _there(session, new.kind, [new])
    if not there:
        return _add(session, [new], at)[0]
    same = None
    for row in there:
        if row.sha256 == new.sha256:
            same = row
        else:  # it lay where the new one lies
            as_it_was, row.retired_at = _form(row), at
            _record(session, "document.replaced", row, at, before=as_it_was)
    if same is None:
        return _add(session, [new], at)[0]
    action = "document.read_again" if same.retired_at is None else "document.brought_back"
    before = _form(same)
    clear(session, [_id(same.id)], at)
    same.file, same.path, same.stamp = new.file, new.path, new.stamp
    same.detail, same.retired_at, same.reader = dict(new.detail), None, new.reader
    session.add(same)
    session.flush()
    _record(session, action, same, at, before=before)
    return _id(same.id)


def put_documents(session: Session, few: Sequence[NewDocument], at: datetime) -> list[int]:
    """Write a few documents of one kind as `put_document` does, new ones at once; return their ids.

    No two of them have the same bytes.
    """
    new_places = len({new.path for new in few}) == len(few)
    if new_places and not _there(session, few[0].kind, few):
        return _add(session, few, at)
    return [put_document(session, new, at) for new in few]


def _add(session: Session, few: Sequence[NewDocument], at: datetime) -> list[int]:
    rows: list[dict[str, object]] = [
        {
            "sha256": new.sha256,
            "kind": new.kind,
            "file": new.file,
            "path": new.path,
            "stamp": new.stamp,
            "reader": new.reader,
            "added_at": at,
            "retired_at": None,
            "detail": dict(new.detail),
        }
        for new in few
    ]
    numbers = numbered_rows(session, DocumentRow, rows)
    for number, new in zip(numbers, few, strict=True):
        _tell(session, "document.added", number, new, at)
    return numbers


def _there(session: Session, kind: str, few: Sequence[NewDocument]) -> Sequence[DocumentRow]:
    """Load what is on file of their bytes, and what is in use where they lie.

    Most of the time there is neither, and asking for numbers alone takes a fifth of the time.
    """
    session.flush()
    given = {
        "of_kind": kind,
        "of_bytes": [new.sha256 for new in few],
        "at_places": [new.path for new in few],
    }
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
    _tell(session, action, _id(row.id), row, at, before)


def _tell(  # noqa: PLR0913, PLR0917 (what an event says)
    session: Session,
    action: str,
    number: int,
    one: DocumentRow | NewDocument,
    at: datetime,
    before: dict[str, object] | None = None,
) -> None:
    record(
        session,
        action=action,
        object=f"document {number} ({one.kind}), {one.file}",
        contract=stem(one.file) if one.kind == CONTRACT else None,
        before=before,
        after=_form(one),
        at=at,
    )


def _form(one: DocumentRow | NewDocument) -> dict[str, object]:
    """Say what the trail keeps a hash of."""
    form: dict[str, object] = {
        name: getattr(one, name) for name in ("sha256", "kind", "file", "path", "stamp", "detail")
    }
    return form | {"retired": isinstance(one, DocumentRow) and one.retired_at is not None}


def _id(number: int | None) -> int:
    if number is None:
        msg = "a row that was flushed has a number"
        raise AssertionError(msg)
    return number
