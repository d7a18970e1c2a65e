"""Runs of the checks that programs ordered, in the database: what is ordered survives a kill.

Servers take one order at a time, whichever of them comes first: an order is claimed by the one
statement that changes its state, and held by a lease that is renewed.  A server that was killed
lets its lease run out, and the order is run again.  It is ended by who holds it, so once.
Clocks of servers on one database may differ by less than a lease.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Update, and_, func, or_
from sqlmodel import Session, col, select, update

from contract_ai.audit.trail import record, working
from contract_ai.storage.locks import hold
from models.accounts import Actor
from models.errors import ContractAIError, ErrorCode, SettingsError
from models.tables.check_orders import CheckOrderRow
from models.tables.findings import FindingRow
from models.tables.tests import TestedRow, TestRow

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
"""An order whose server was killed so often is not run again: it may be what killed it."""
_LOCK = "check orders"
_LARGEST = 2**31 - 1  # what a column of numbers holds


class OrderState(StrEnum):
    """How far an order is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN = (OrderState.WAITING, OrderState.RUNNING)


@dataclass(frozen=True, slots=True)
class Taken:
    """An order that this process runs now; ``contract`` is "" where it is not narrowed."""

    number: int
    actor: Actor
    contract: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run came to: families checked again, findings, tests and checks that crashed."""

    again: int
    findings: int
    tests: int
    crashes: int


def order_checks(session: Session, contract: str, as_of: date, at: datetime) -> CheckOrderRow:
    """Order a run, narrowed to a contract by its stem or "" for all that changed.

    The same order of the same person that nobody has begun is not made again: it will see what
    was changed before this moment.
    """
    hold(session, _LOCK)
    actor = working(session)
    query = select(CheckOrderRow).where(
        CheckOrderRow.state == OrderState.WAITING,
        CheckOrderRow.made_by == actor.name,
        CheckOrderRow.role == actor.role,
        CheckOrderRow.contract == contract,
    )
    known = session.exec(query.order_by(col(CheckOrderRow.id)).limit(1)).first()
    if known is not None:
        return known
    row = CheckOrderRow(
        made_by=actor.name,
        role=actor.role,
        made_at=at,
        contract=contract,
        as_of=as_of,
        state=OrderState.WAITING,
    )
    session.add(row)
    session.flush()
    record(
        session,
        action="checks.ordered",
        object=f"check order {row.id}",
        contract=contract or None,
        after=_form(row),
        at=at,
    )
    return row


def find(session: Session, number: int) -> CheckOrderRow | None:
    """Return an order; None where there is none."""
    return session.get(CheckOrderRow, number) if 0 < number <= _LARGEST else None


def open_orders(session: Session) -> int:
    """Count the orders that wait or run."""
    query = select(func.count()).select_from(CheckOrderRow)
    return session.exec(query.where(col(CheckOrderRow.state).in_(OPEN))).one()


def take_order(session: Session, worker: str, today: date, at: datetime) -> Taken | None:
    """Claim the oldest order that waits or was lost; None where there is none, or one is run.

    An order of an earlier day takes ``today`` for today.
    """
    hold(session, _LOCK)
    held = and_(_running(), col(CheckOrderRow.lease_until) >= at)
    if session.exec(select(CheckOrderRow.id).where(held).limit(1)).first() is not None:
        return None
    open_now = or_(_waiting(), _lost(at))
    while True:
        query = select(CheckOrderRow.id).where(open_now).order_by(col(CheckOrderRow.id)).limit(1)
        number = session.exec(query).first()
        if number is None:
            return None
        claim = update(CheckOrderRow).where(col(CheckOrderRow.id) == number, open_now)
        claim = claim.values(
            state=OrderState.RUNNING,
            worker=worker,
            lease_until=at + LEASE,
            began_at=at,
            attempts=CheckOrderRow.attempts + 1,
        )
        if session.execute(claim.returning(col(CheckOrderRow.id))).first() is None:
            continue
        row = session.get_one(CheckOrderRow, number, populate_existing=True)
        if row.attempts > MOST_ATTEMPTS:
            fail_order(session, number, worker, _killer(number), at)
            continue
        row.as_of = max(row.as_of, today)
        session.add(row)
        return Taken(number, Actor(row.made_by, row.role), row.contract, row.as_of)


def renew(session: Session, number: int, worker: str, at: datetime) -> bool:
    """Go on holding an order; False where another process has it by now."""
    change = _mine(number, worker).values(lease_until=at + LEASE)
    return session.execute(change.returning(col(CheckOrderRow.id))).first() is not None


def release(session: Session, number: int, worker: str) -> None:
    """Put an order back that this process cannot end, as if it had not begun it."""
    values = {"state": OrderState.WAITING, "worker": "", "lease_until": None, "began_at": None}
    session.execute(_mine(number, worker).values(values | {"attempts": _one_less()}))


def finish_order(session: Session, number: int, worker: str, counts: Counts, at: datetime) -> bool:
    """Say what a run came to; False where another process has it by now, and nothing is said."""
    values: dict[str, object] = {
        "state": OrderState.DONE,
        "again": counts.again,
        "findings": counts.findings,
        "tests": counts.tests,
        "crashes": counts.crashes,
    }
    return _end_order(session, number, worker, values, at)


def fail_order(
    session: Session, number: int, worker: str, error: ContractAIError, at: datetime
) -> bool:
    """Say why a run came to nothing; False where another process has it by now."""
    values: dict[str, object] = {
        "state": OrderState.FAILED,
        "code": error.code.value,
        "what": error.what,
        "do": error.do,
    }
    return _end_order(session, number, worker, values, at)


def counts_of(session: Session, contract: str) -> tuple[int, int]:
    """Count the findings and tests of a contract and of the invoices found for it."""
    findings = select(func.count()).select_from(FindingRow)
    tests = select(func.count()).select_from(TestRow)
    tested = tests.join(TestedRow, col(TestedRow.id) == col(TestRow.tested_id))
    return (
        session.exec(findings.where(FindingRow.contract == contract)).one(),
        session.exec(tested.where(TestedRow.contract == contract)).one(),
    )


def _end_order(
    session: Session, number: int, worker: str, values: dict[str, object], at: datetime
) -> bool:
    ended = _mine(number, worker).values(values | {"ended_at": at, "lease_until": None})
    if session.execute(ended.returning(col(CheckOrderRow.id))).first() is None:
        return False
    row = session.get_one(CheckOrderRow, number, populate_existing=True)
    record(
        session,
        action=f"checks.order_{row.state}",
        object=f"check order {number}",
        contract=row.contract or None,
        after=_form(row),
        reason=row.code,
        at=at,
    )
    return True


def _mine(number: int, worker: str) -> Update:
    return update(CheckOrderRow).where(
        col(CheckOrderRow.id) == number, col(CheckOrderRow.worker) == worker, _running()
    )


def _waiting() -> ColumnElement[bool]:
    return col(CheckOrderRow.state) == OrderState.WAITING


def _running() -> ColumnElement[bool]:
    return col(CheckOrderRow.state) == OrderState.RUNNING


def _lost(at: datetime) -> ColumnElement[bool]:
    return and_(_running(), col(CheckOrderRow.lease_until) < at)


def _one_less() -> ColumnElement[int]:
    return col(CheckOrderRow.attempts) - 1


def _killer(number: int) -> SettingsError:
    what = f"The server was stopped {MOST_ATTEMPTS} times while it ran these checks."
    do = "Ask an administrator to look at the log of the server and its memory, then order again."
    return SettingsError(ErrorCode.CHECKS_KILLED, what, where=f"check order {number}", do=do)


def _form(row: CheckOrderRow) -> dict[str, object]:
    """Return what the audit trail keeps the hash of."""
    return {
        "contract": row.contract,
        "as_of": row.as_of.isoformat(),
        "state": str(row.state),
        "again": row.again,
        "findings": row.findings,
        "tests": row.tests,
        "crashes": row.crashes,
        "code": row.code,
    }
