"""What is asked of movements of banks without loading them all."""

from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.tables.payments import AllocationRow, BankFileRow, BankLineRow
from reports.wording import count

_SHOWN = 3


def is_waiting(session: Session) -> bool:
    """Whether money came in that nothing was applied of, and that nobody set aside."""
    applied = select(AllocationRow.line_id).where(AllocationRow.state == "applied")
    waiting = select(BankLineRow.id).where(
        BankLineRow.amount > Decimal(0),
        col(BankLineRow.aside).is_(None),
        col(BankLineRow.on_account).is_(None),
        col(BankLineRow.id).not_in(applied),
    )
    return session.exec(waiting.limit(1)).first() is not None


def bank_file_note(session: Session, sha256: str) -> str:
    """Say what came of a bank's file, for the person who gave it; "" where it is none."""
    file = session.exec(select(BankFileRow).where(BankFileRow.sha256 == sha256)).first()
    if file is None:
        return ""
    lines = select(func.count()).select_from(BankLineRow).where(BankLineRow.file_id == file.id)
    new = session.exec(lines).one()
    said = f"{count(new, 'new movement')}." if new else "All of its movements were on file already."
    troubles = [*file.warnings, *(f"Not taken: {one}" for one in file.refused)]
    more = [f"And {len(troubles) - _SHOWN} more like this."] if len(troubles) > _SHOWN else []
    return " ".join([said, *troubles[:_SHOWN], *more])
