"""Taking usage events in: a batch is stored and counted in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from contract_ai.metering.publishing import publish
from contract_ai.storage.engine import Database
from contract_ai.storage.usage import Batch, Origin, add_events
from extractors.usage.events import RefusedLine, events_in
from models.errors import DocumentError, ErrorCode
from models.usage import UsageEvent


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of a file: its batch, and the lines that are no events."""

    batch: Batch
    refused: tuple[RefusedLine, ...]


def take_file(database: Database, file: Path, source: str, now: datetime) -> TakenFile:
    """Take a CSV of events in, all of it or, where it cannot be read, nothing.

    Raises:
        DocumentError: the file cannot be read.
        SettingsError: the database cannot be used.
    """
    refused: list[RefusedLine] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines, database.write() as session:
            events = _events(events_in(lines, file.name), refused)
            origin = Origin(source, file.name)
            batch = take(session, origin, events, now, refused)
    except FileNotFoundError as error:
        what, do = "there is no such file.", "Check the path."
        raise DocumentError(ErrorCode.FILE_NOT_FOUND, what, where=str(file), do=do) from error
    except OSError as error:
        what, do = f"it cannot be read: {error.strerror}.", "Check its permissions."
        raise DocumentError(ErrorCode.FILE_UNREADABLE, what, where=str(file), do=do) from error
    except UnicodeDecodeError as error:
        what, do = "its text is not UTF-8.", "Save it as CSV UTF-8; nothing of it was taken."
        raise DocumentError(ErrorCode.TABLE_DAMAGED, what, where=str(file), do=do) from error
    return TakenFile(batch, tuple(refused))


def take(
    session: Session,
    origin: Origin,
    events: Iterable[UsageEvent],
    now: datetime,
    refused: int | Sequence[RefusedLine] = 0,
) -> Batch:
    """Store what is new of a batch and count the months it lies in again.

    ``refused`` is how many were no events, or a list that holds them when all events are taken.
    """

    def left() -> int:
        return refused if isinstance(refused, int) else len(refused)

    batch = add_events(session, origin, events, now, left)
    if batch.days:
        publish(session, batch.days, now)
    return batch


def _events(
    found: Iterable[UsageEvent | RefusedLine], refused: list[RefusedLine]
) -> Iterator[UsageEvent]:
    for one in found:
        if isinstance(one, RefusedLine):
            refused.append(one)
        else:
            yield one
