"""What a person may still upload today: told before anything is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from contract_ai.settings import MEGABYTE, Settings
from models.tables.intake import UploadItemRow

_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many files, and bytes, a person may still upload within 24 hours."""

    files: int
    size: int  # bytes

    def refuses(self, files: int, size: int) -> str:
        """Say why so many files of so many bytes together are too many; empty where they are not.

        >>> Allowance(2, 3 << 20).refuses(3, 10)
        'You may upload 2 more files within 24 hours, and these are 3. Choose fewer, or ask an \
administrator to raise the limit.'
        """
        do = "Choose fewer, or ask an administrator to raise the limit."
        if files > self.files:
            return f"You may upload {self.files:,} more files within 24 hours, and these are {files:,}. {do}"
        if size > self.size:
            return (
                f"You may upload {self.size / MEGABYTE:,.0f} MB more within 24 hours, "
                f"and these are {size / MEGABYTE:,.0f} MB. {do}"
            )
        return ""


def allowance(session: Session, name: str, settings: Settings, now: datetime) -> Allowance:
    """Count what a person uploaded in the last 24 hours against the limits."""
    sums = select(func.count(), func.coalesce(func.sum(UploadItemRow.size), 0)).where(
        UploadItemRow.made_by == name, col(UploadItemRow.received_at) > now - _DAY
    )
    files, size = session.exec(sums).one()
    return Allowance(
        max(settings.uploads_per_day - files, 0),
        max(settings.upload_bytes_per_day - int(size), 0),
    )
