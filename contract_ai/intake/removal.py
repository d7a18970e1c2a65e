"""Taking a document out of use, putting it back, and letting a newer one take its place.

Nothing is lost by any of these: the original and what was read of it stay.  `erasure` deletes.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from contract_ai.intake.batches import ItemState, NoSuchUpload, change_item
from contract_ai.names import stem
from contract_ai.storage.locks import hold
from models.errors import DocumentError, ErrorCode
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.intake import UploadBatchRow, UploadItemRow

ERASED = "erased"
"""The stamp of a document whose content was deleted for good."""


class NoSuchDocument(LookupError):
    """There is no document of this number, or not in this state."""


def retire(session: Session, document_id: int, reason: str, now: datetime) -> None:
    """Take a document out of use: from the next check on it does not count.

    Raises:
        NoSuchDocument: no document in use has this number.
    """
    row = _document(session, document_id)
    if row.retired_at is not None:
        raise NoSuchDocument(document_id)
    row.retired_at = now
    session.add(row)
    _note(session, "document.retired", row, reason, now)


def restore(session: Session, document_id: int, reason: str, now: datetime) -> None:
    """Put a document in use again.

    Raises:
        NoSuchDocument: no document out of use has this number, or its content was erased.
        DocumentError: NAME_TAKEN, another document in use has its name.
    """
    row = _document(session, document_id)
    if row.retired_at is None or row.stamp == ERASED:
        raise NoSuchDocument(document_id)
    others = select(DocumentRow.file).where(
        col(DocumentRow.retired_at).is_(None), DocumentRow.id != row.id
    )
    name = stem(row.file).casefold()
    if any(stem(file).casefold() == name for file in session.exec(others)):
        what = "Another document of this name is in use."
        do = "Take that one out of use first."
        raise DocumentError(ErrorCode.NAME_TAKEN, what, where=row.file, do=do)
    row.retired_at = None
    session.add(row)
    _note(session, "document.restored", row, reason, now)


def replace_older(session: Session, item: int, reason: str, now: datetime, *, batch: int) -> None:
    """Let an upload take the place and the name of the document that it is a new version of.

    The older one is taken out of use, and the upload is read again under the older one's name,
    so that findings go on under it; terms that people confirmed in it meanwhile stay as they are.

    Raises:
        NoSuchUpload: the batch has no such file, or it is not read, or no older one has its name.
        NoSuchDocument: the older one is not in use any more.
    """
    hold(session, "uploads")
    row = session.get(UploadItemRow, item)
    if row is None or row.batch_id != batch or row.related_id is None:
        raise NoSuchUpload(item)
    if row.state != ItemState.DONE:
        raise NoSuchUpload(item)
    older = _document(session, row.related_id)
    retire(session, row.related_id, reason, now)
    whole = session.get_one(UploadBatchRow, batch)
    whole.checked_at, whole.checked_by = None, ""
    session.add(whole)
    change_item(
        session,
        row,
        state=ItemState.WAITING,
        filed=older.file,
        attempts=0,
        ended_at=None,
        related_id=None,
        note=f"Takes the place of {older.file} of {older.added_at.date().isoformat()}.",
    )


def _document(session: Session, number: int) -> DocumentRow:
    row = session.get(DocumentRow, number)
    if row is None:
        raise NoSuchDocument(number)
    return row


def _note(session: Session, action: str, row: DocumentRow, reason: str, now: datetime) -> None:
    query = select(ContractRow.stem).where(ContractRow.document_id == row.id)
    contract = session.exec(query).first()
    thing = f"{row.kind} document {row.id} {row.sha256[:16]}"
    record(session, action=action, object=thing, contract=contract, reason=reason, at=now)
