"""Reading a file again as what a person says it is, where its content did not tell."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from contract_ai.audit.trail import record
from contract_ai.intake.batches import (
    OPEN,
    ItemState,
    NoSuchUpload,
    change_item,
    close_batch,
    end_item,
)
from contract_ai.intake.naming import already_there, free_name, same_bytes
from contract_ai.intake.receiving import Wanted
from contract_ai.storage.locks import hold
from models.errors import ErrorCode
from models.tables.intake import UploadBatchRow, UploadItemRow

_LOCK = "uploads"  # that of receiving: two files of one name, or of the same bytes, come one by one
_TELLS = frozenset({ErrorCode.KIND_UNKNOWN})


def may_be_told(state: ItemState, code: str) -> bool:
    """Whether it would help that a person says what a file is."""
    return state is ItemState.REFUSED and code in _TELLS


def read_again(session: Session, batch: int, item: int, wanted: Wanted, now: datetime) -> None:
    """Put a file that was not recognised into the queue again, as what a person says it is.

    Raises:
        NoSuchUpload: the batch has no such file, or it waits for no word of a person.
    """
    hold(session, _LOCK)
    row = session.get(UploadItemRow, item, populate_existing=True)
    if row is None or row.batch_id != batch or not row.sha256:
        raise NoSuchUpload(item)
    if not may_be_told(ItemState(row.state), row.code):
        raise NoSuchUpload(item)
    thing = f"upload {row.id} {row.sha256[:16]}"
    record(session, action="upload.read_again", object=thing, after={"as": wanted}, at=now)
    there = same_bytes(session, row.sha256, wanted)
    cleared = {"wanted": wanted, "code": "", "what": "", "do": ""}
    if there is not None:
        note = already_there(session, there, row.made_by)
        values = cleared | {"kind": there.kind, "related_id": there.id, "note": note}
        end_item(session, row, ItemState.DUPLICATE, now, **values)
        return
    if _comes_already(session, row.sha256, wanted):
        note = "The same content is being read already, as another upload."
        end_item(session, row, ItemState.DUPLICATE, now, **cleared, note=note)
        return
    filed = free_name(session, row.name)
    fresh = {"state": ItemState.WAITING, "filed": filed, "attempts": 0, "ended_at": None}
    change_item(session, row, **cleared, **fresh)
    _check_again(session, batch, now)


def _comes_already(session: Session, sha256: str, wanted: str) -> bool:
    query = select(UploadItemRow.id).where(
        UploadItemRow.sha256 == sha256,
        UploadItemRow.wanted == wanted,
        col(UploadItemRow.state).in_(OPEN),
    )
    return session.exec(query).first() is not None


def _check_again(session: Session, batch: int, now: datetime) -> None:
    """Let the checks run once more over the batch, when the file is read."""
    change = update(UploadBatchRow).where(col(UploadBatchRow.id) == batch)
    session.execute(change.values(checked_at=None, checked_by="", checking_until=None))
    close_batch(session, batch, now)
