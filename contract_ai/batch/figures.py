"""What a night comes to, in figures: kept in the database, sent and printed."""

from collections import Counter
from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from contract_ai.batch.states import UNREAD, FileState
from contract_ai.folder import TERMS
from contract_ai.rereading.saying import Reread
from models.tables.batch import InboxFileRow

_SLOWEST = 5


class Money(BaseModel):
    """Money at stake in one currency and direction; ``amount`` is a plain decimal."""

    model_config = ConfigDict(frozen=True)

    currency: str
    direction: str
    amount: str
    findings: int


class SystemRead(BaseModel):
    """A connected system: records that are new here or changed, or why it could not be read.

    ``code`` is empty where it was read; what came before it broke off stays and counts for nothing
    here.
    """

    model_config = ConfigDict(frozen=True)

    service: str
    name: str
    new: int = 0
    changed: int = 0
    code: str = ""
    what: str = ""
    do: str = ""


class Files(BaseModel):
    """Files of a night by what became of them."""

    model_config = ConfigDict(frozen=True)

    new: dict[str, int] = {}
    already_there: int = 0
    refused: dict[str, int] = {}
    quarantined: int = 0
    left: int = 0


class Figures(Files):
    """Counts of a night.  ``new`` are documents read, by kind; ``refused`` files, by error code.

    ``already_there`` are files whose content was on file before, ``unchanged`` files that were
    left where they lay and not touched since, ``left`` those that a later night looks at.
    ``changes`` are findings by what the night changed about them; ``families`` those checked
    again.  ``checked`` is false where nothing had changed, so that nothing was checked.  ``reread``
    is what newer extractors read of documents on file.  ``systems`` are the connected ones.
    """

    model_config = ConfigDict(frozen=True)

    night: int
    as_of: date
    runs: int = 1
    seconds: float = 0.0
    unchanged: int = 0
    checked: bool = False
    families: int = 0
    findings: int = 0
    changes: dict[str, int] = {}
    money: tuple[Money, ...] = ()
    reread: Reread = Reread()
    systems: tuple[SystemRead, ...] = ()


class Unread(BaseModel):
    """A file that was not read, and why; ``state`` is refused or quarantined."""

    model_config = ConfigDict(frozen=True)

    file: str
    state: str
    code: str
    what: str
    do: str


class Slow(BaseModel):
    """A file that took long to read."""

    model_config = ConfigDict(frozen=True)

    file: str
    seconds: float


def files_of(session: Session, night: int) -> Files:
    """Count the files of a night by what became of them."""
    rows = session.exec(select(InboxFileRow).where(InboxFileRow.night_id == night)).all()
    done = (row for row in rows if row.state == FileState.DONE)
    refused = (row.code for row in rows if row.state == FileState.REFUSED)
    states = Counter(row.state for row in rows)
    return Files(
        new=_sorted(Counter(TERMS if row.wanted == TERMS else row.kind for row in done)),
        already_there=states[FileState.DUPLICATE],
        refused=_sorted(Counter(refused)),
        quarantined=states[FileState.QUARANTINED],
        left=states[FileState.LEFT],
    )


def unread(session: Session, night: int) -> tuple[Unread, ...]:
    """Name the files of a night that were not read, by path."""
    query = select(InboxFileRow).where(
        InboxFileRow.night_id == night, col(InboxFileRow.state).in_(UNREAD)
    )
    return tuple(
        Unread(file=row.path, state=row.state, code=row.code, what=row.what, do=row.do)
        for row in session.exec(query.order_by(InboxFileRow.path, col(InboxFileRow.id)))
    )


def slowest(session: Session, night: int) -> tuple[Slow, ...]:
    """Name the files of a night that took longest to read."""
    query = select(InboxFileRow).where(
        InboxFileRow.night_id == night, col(InboxFileRow.seconds) > 0
    )
    order = (col(InboxFileRow.seconds).desc(), col(InboxFileRow.id))
    rows = session.exec(query.order_by(*order).limit(_SLOWEST))
    return tuple(Slow(file=row.path, seconds=row.seconds) for row in rows)


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
