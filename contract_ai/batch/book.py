"""The book of nights in the database: which one runs, how often it began, how it ended."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from contract_ai.audit.trail import newest, record, working
from models.tables.batch import NightRow


@dataclass(frozen=True, slots=True)
class Night:
    """The night that runs now.  ``day`` names the folder of its originals.

    ``still`` says that nothing changed in the database since the last night ended.
    """

    number: int
    day: date
    as_of: date
    runs: int
    seconds: float
    basis: str
    still: bool


def begin_night(  # noqa: PLR0913 (the options are given by name)
    session: Session, inbox: str, *, today: date, as_of: date, basis: str, now: datetime
) -> Night:
    """Begin a night, or go on with the one over this inbox that was cut off.

    ``basis`` names the checks and their settings: what was checked on another one, or as of
    another day, is checked again.
    """
    seq, _ = newest(session)
    last = session.exec(select(NightRow).order_by(col(NightRow.id).desc()).limit(1)).first()
    still = last is not None and (last.seq, last.as_of, last.basis) == (seq, as_of, basis)
    open_one = select(NightRow).where(NightRow.inbox == inbox, col(NightRow.ended_at).is_(None))
    row = session.exec(open_one.order_by(col(NightRow.id).desc()).limit(1)).first()
    action = "night.begun" if row is None else "night.resumed"
    if row is None:
        who = working(session).name
        row = NightRow(inbox=inbox, day=today, as_of=as_of, basis=basis, made_by=who, began_at=now)
        row.checked = still
    if (row.as_of, row.basis) != (as_of, basis):
        row.as_of, row.basis, row.checked = as_of, basis, False
    row.runs += 1
    session.add(row)
    session.flush()
    record(session, action=action, object=f"night {row.id} as of {as_of.isoformat()}", at=now)
    return Night(_id(row), row.day, row.as_of, row.runs, row.seconds, basis, still)


def note_checked(session: Session, night: int, now: datetime) -> None:
    """Say that the checks ran over what the night brought, in the transaction they end in."""
    row = session.get_one(NightRow, night)
    row.checked = True
    session.add(row)
    record(session, action="night.checked", object=f"night {night}", at=now)


def is_checked(session: Session, night: int) -> bool:
    """Whether the checks ran over all that the night brought."""
    return session.get_one(NightRow, night).checked


def note_news(session: Session, night: int) -> None:
    """Say that more came: the checks must run, also where they ran already."""
    row = session.get_one(NightRow, night)
    row.checked = False
    session.add(row)


def end_night(  # noqa: PLR0913 (the options are given by name)
    session: Session,
    night: int,
    figures: dict[str, object],
    *,
    seen: int,
    seconds: float,
    now: datetime,
) -> None:
    """End a night.  ``seen`` is the event up to which the checks know the database."""
    row = session.get_one(NightRow, night)
    before, _ = newest(session)
    row.figures, row.ended_at, row.seconds = figures, now, seconds
    row.seq = before + 1 if before == seen else 0  # the event of this end; 0 is never the newest
    session.add(row)
    record(session, action="night.ended", object=f"night {night}", after=figures, at=now)


def untold(session: Session, inbox: str) -> NightRow | None:
    """Return the last night over an inbox, if it ended and nobody was told."""
    query = select(NightRow).where(NightRow.inbox == inbox, col(NightRow.ended_at).is_not(None))
    row = session.exec(query.order_by(col(NightRow.id).desc()).limit(1)).first()
    return row if row is not None and row.told_at is None else None


def note_told(session: Session, night: int, now: datetime) -> None:
    """Note that whoever is to be told of a night was told, or could not be."""
    row = session.get_one(NightRow, night)
    row.told_at = now
    session.add(row)


def _id(row: NightRow) -> int:
    return row.id or 0
