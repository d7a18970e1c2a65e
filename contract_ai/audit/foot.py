"""What the foot of a report says of the audit trail: any printed report is an anchor."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from contract_ai.audit.anchors import Anchor
from contract_ai.audit.trail import newest
from models.errors import ErrorCode, SettingsError
from models.tables.audit import AuditEventRow


def foot(session: Session, anchors: Sequence[Anchor] = ()) -> str:
    """Name the newest anchor, or where there is none the newest event: its number and hash.

    Raises:
        SettingsError: ANCHORS_UNUSABLE, the newest anchor is not of this database.
    """
    if not anchors:
        seq, seal = newest(session)
        return f"Newest event of the audit trail: {seq}:{seal}"
    last = anchors[-1]
    query = select(AuditEventRow.hash).where(col(AuditEventRow.seq) == last.seq)
    if session.exec(query).first() != last.hash:
        what = f"The newest anchor, of event {last.seq}, is not of this database."
        do = "Give the file of anchors of this database, and run contract-ai audit verify."
        raise SettingsError(ErrorCode.ANCHORS_UNUSABLE, what, where="--anchors", do=do)
    return f"Newest audit anchor, {last.at[:10]}: {last.seq}:{last.hash}"
