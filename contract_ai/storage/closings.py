"""Closed periods in the database; closing and reopening each leave their event."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from contract_ai.audit.trail import record, working
from contract_ai.reconciling.statement import Signed, Statement
from models.errors import ErrorCode, RequestError
from models.tables.closings import ClosedPeriodRow


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A closing; ``reopened_by``, ``reopened_at`` and ``reason`` where it holds no more."""

    number: int
    signed: Signed
    closed_at: datetime
    reopened_by: str | None = None
    reopened_at: datetime | None = None
    reason: str | None = None

    @property
    def month(self) -> str:
        """The month, as 2026-03."""
        return month_of(self.signed.statement.starts_on)

    @property
    def stands(self) -> bool:
        """Whether the period is closed by it."""
        return self.reopened_at is None


def closings(session: Session, *, standing: bool = False) -> tuple[ClosedPeriod, ...]:
    """List the closings, the latest month and closing first; ``standing`` leaves reopened ones out."""
    query = select(ClosedPeriodRow)
    if standing:
        query = query.where(col(ClosedPeriodRow.reopened_at).is_(None))
    query = query.order_by(col(ClosedPeriodRow.starts_on).desc(), col(ClosedPeriodRow.id).desc())
    return tuple(_closed(row) for row in session.exec(query))


def closing(session: Session, number: int) -> ClosedPeriod | None:
    """Return a closing by its number."""
    row = session.get(ClosedPeriodRow, number)
    return None if row is None else _closed(row)


def closing_of(session: Session, month: date) -> ClosedPeriod | None:
    """Return what a month is closed by, named by its first day; None where it is not closed."""
    row = session.exec(_standing(month)).first()
    return None if row is None else _closed(row)


def keep_closing(session: Session, made: Signed, at: datetime) -> int:
    """Keep a statement, which closes its period, and return its number.

    Raises:
        RequestError: the period is closed.
    """
    said = made.statement
    if session.exec(_standing(said.starts_on)).first() is not None:
        what = f"{month_of(said.starts_on)} is closed already."
        do = "Reopen it with a reason first, if it must be closed anew."
        raise not_so(said.starts_on, what, do)
    row = ClosedPeriodRow(
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        statement=said.model_dump(mode="json"),
        held=made.held,
        differences=made.differences,
        signature=made.signature,
        key=said.key,
        closed_by=said.closed_by,
        closed_at=at,
    )
    session.add(row)
    session.flush()
    record(
        session,
        action="period.closed",
        object=f"period {month_of(said.starts_on)}",
        after={"statement": row.statement, "signature": made.signature},
        reason=said.note,
        at=at,
    )
    return _number(row)


def reopen(session: Session, month: date, reason: str, at: datetime) -> None:
    """Reopen a month; its statement stays on file.

    Raises:
        RequestError: the month is not closed, or no reason is given.
    """
    if not reason.strip():
        raise not_so(month, "Nothing was reopened.", "Say why; it is kept in the audit trail.")
    found = closing_of(session, month)
    if found is None:
        raise not_so(month, f"{month_of(month)} is not closed.", "List what is: reconcile show.")
    values = {
        "reopened_by": working(session).name,
        "reopened_at": at,
        "reopen_reason": reason.strip(),
    }
    row = col(ClosedPeriodRow.id) == found.number
    session.execute(update(ClosedPeriodRow).where(row).values(**values))
    record(
        session,
        action="period.reopened",
        object=f"period {month_of(month)}",
        before={"signature": found.signed.signature},
        reason=reason.strip(),
        at=at,
    )


def month_of(day: date) -> str:
    """Name the month of a day.

    >>> month_of(date(2026, 3, 31))
    '2026-03'
    """
    return f"{day:%Y-%m}"


def not_so(month: date, what: str, do: str) -> RequestError:
    """Return the error of a period that is not in the state that this needs."""
    where = f"period {month_of(month)}"
    return RequestError(ErrorCode.PERIOD_NOT_SO, what, where=where, do=do)


def _standing(month: date) -> SelectOfScalar[ClosedPeriodRow]:
    return select(ClosedPeriodRow).where(
        ClosedPeriodRow.starts_on == month.replace(day=1),
        col(ClosedPeriodRow.reopened_at).is_(None),
    )


def _number(row: ClosedPeriodRow) -> int:
    if row.id is None:
        msg = "a row that was flushed has a number"
        raise AssertionError(msg)
    return row.id


def _closed(row: ClosedPeriodRow) -> ClosedPeriod:
    said = Statement.model_validate(row.statement)
    return ClosedPeriod(
        number=_number(row),
        signed=Signed(said, row.signature, row.held, row.differences),
        closed_at=row.closed_at,
        reopened_by=row.reopened_by,
        reopened_at=row.reopened_at,
        reason=row.reopen_reason,
    )
