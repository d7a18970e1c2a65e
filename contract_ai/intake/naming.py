"""What an upload is called on file, and what a person should know of others like it.

Findings name a contract by its file's name without the ending, so two documents in use must not
share one.  A second ``MSA.pdf`` is filed as ``MSA (2).pdf``: both count until a person says that
one replaces the other.  Nothing is replaced because of its name alone: suppliers call what they
send "invoice.pdf".
"""

from collections.abc import Container, Iterable
from pathlib import PurePath

from sqlmodel import Session, col, or_, select

from contract_ai.batch.states import FileState
from contract_ai.intake.batches import OPEN
from contract_ai.names import stem
from contract_ai.storage.documents import BANK, CONTRACT, FACTS, INVOICE
from models.tables.batch import InboxFileRow
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.intake import UploadItemRow


def same_bytes(session: Session, sha256: str, wanted: str) -> DocumentRow | None:
    """Return the document in use that holds these bytes, as the kind wanted if there is one."""
    query = select(DocumentRow).where(
        DocumentRow.sha256 == sha256, col(DocumentRow.retired_at).is_(None)
    )
    if wanted:
        # What a bank's file says is known to the checks as facts.
        query = query.where(DocumentRow.kind == (FACTS if wanted == BANK else wanted))
    return session.exec(query.order_by(col(DocumentRow.id))).first()


def hashes_in_use(session: Session, hashes: Iterable[str]) -> set[str]:
    """Return those of some hashes of which `same_bytes` may find a document."""
    query = select(DocumentRow.sha256).where(
        col(DocumentRow.kind).in_((CONTRACT, INVOICE, FACTS)),  # the index begins with it
        col(DocumentRow.sha256).in_(sorted(set(hashes))),
        col(DocumentRow.retired_at).is_(None),
    )
    return set(session.exec(query))


def already_there(session: Session, document: DocumentRow, user: str) -> str:
    """Say that the same bytes are on file; under which name only to who may see the document."""
    named = f" as {document.file}" if may_see(session, document, user) else ""
    return f"Already there{named} since {document.added_at.date().isoformat()}."


def may_see(session: Session, document: DocumentRow, user: str) -> bool:
    """Whether who uploads may see a document; who has no account works on the command line."""
    from contract_ai.accounts.people import row_named  # noqa: PLC0415 (only who uploads pays for it)
    from contract_ai.desk import documents  # noqa: PLC0415
    from contract_ai.desk.scope import Scope  # noqa: PLC0415

    row = row_named(session, user)
    if row is None:
        return True
    return documents.document(session, Scope.of(row.contracts), document.sha256) is not None


def same_name(session: Session, name: str) -> DocumentRow | None:
    """Return the newest document in use of this name."""
    query = select(DocumentRow).where(
        DocumentRow.file == name, col(DocumentRow.retired_at).is_(None)
    )
    return session.exec(query.order_by(col(DocumentRow.id).desc())).first()


def perhaps_newer(document: DocumentRow, filed: str) -> str:
    """Say that another document has this name."""
    since = document.added_at.date().isoformat()
    return (
        f"Another document named {document.file} is on file since {since}, with other content. "
        f"Both count; this one is filed as {filed}. If it is a new version, replace the older one."
    )


def free_name(session: Session, name: str) -> str:
    """Return the name itself, or with the first number that makes it unlike all in use."""
    return next_free(name, {one.casefold() for one in _stems(session, stem(name))})


def next_free(name: str, taken: Container[str]) -> str:
    """Return the name itself, or with the first number that makes its stem unlike those taken.

    >>> next_free("MSA.pdf", {"msa", "msa (2)"})
    'MSA (3).pdf'
    """
    start, ending = stem(name), PurePath(name).suffix
    number, free = 2, start
    while free.casefold() in taken:
        free, number = f"{start} ({number})", number + 1
    return free + ending if free != start else name


def stems_in_use(session: Session) -> set[str]:
    """Return all names in use, without ending and case."""
    return {one.casefold() for one in _stems(session, "")}


def _stems(session: Session, start: str) -> list[str]:
    """List the names in use, without ending, that begin like this one.

    What is coming is asked for first: a file that is read meanwhile is seen among the documents.
    """
    on_file = select(DocumentRow.file).where(
        col(DocumentRow.file).istartswith(start, autoescape=True),
        col(DocumentRow.retired_at).is_(None),
    )
    contracts = (
        select(ContractRow.stem)
        .join(DocumentRow, col(DocumentRow.id) == col(ContractRow.document_id))
        .where(
            col(ContractRow.stem).istartswith(start, autoescape=True),
            col(DocumentRow.retired_at).is_(None),
        )
    )
    coming = select(UploadItemRow.filed).where(
        col(UploadItemRow.filed).istartswith(start, autoescape=True),
        or_(*(UploadItemRow.state == state for state in OPEN)),
    )
    nightly = select(InboxFileRow.filed).where(
        col(InboxFileRow.filed).istartswith(start, autoescape=True),
        InboxFileRow.state == FileState.WAITING,
    )
    queries = (coming, nightly, on_file)
    found = [stem(file) for query in queries for file in session.exec(query)]
    return found + list(session.exec(contracts))
