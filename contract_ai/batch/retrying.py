"""Reading once more what lies in quarantine, when someone asks for it."""

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from contract_ai.batch.inbox import QUARANTINE, look
from contract_ai.batch.moving import Move, Mover, note_beside
from contract_ai.batch.states import ENDED, FileState
from contract_ai.storage.engine import Database
from models.tables.batch import InboxFileRow, NightRow


def retry(session: Session, inbox: str, night: int, now: datetime) -> None:
    """Put what earlier nights put aside into the queue of this one; its bytes are in the vault."""
    query = select(InboxFileRow).join(NightRow).where(NightRow.inbox == inbox)
    aside = (InboxFileRow.state == FileState.QUARANTINED, InboxFileRow.night_id != night)
    for row in session.exec(query.where(*aside)).all():
        row.night_id, row.state = night, FileState.WAITING
        row.tries = row.deaths = 0
        row.code = row.what = row.do = ""
        session.add(row)
        thing = f"inbox file {row.id} {row.sha256[:16]}"
        record(session, action="inbox.read_again", object=thing, at=now)


def release(database: Database, inbox: Path, night: int, mover: Mover) -> None:
    """Move files out of the folder of the quarantine that were read after all, or refused."""
    folder = inbox / QUARANTINE
    if not folder.is_dir() or folder.is_symlink():
        return
    with database.read() as session:
        ended = select(InboxFileRow).where(
            InboxFileRow.night_id == night, col(InboxFileRow.state).in_(ENDED)
        )
        rows = {row.sha256: row for row in session.exec(ended)}
    for found in look(folder).found:
        with found.path.open("rb") as file:
            row = rows.get(hashlib.file_digest(file, "sha256").hexdigest())
        if row is None or row.state == FileState.QUARANTINED:
            continue
        note = note_beside(found.path)
        inside = Path(*found.inside.parts[1:]) if len(found.inside.parts) > 1 else found.inside
        why = (row.code, row.what, row.do)
        if mover.move(Move(replace(found, inside=inside), FileState(row.state), *why)):
            note.unlink(missing_ok=True)
