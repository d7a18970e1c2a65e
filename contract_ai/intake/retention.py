"""The rule of how long contracts are kept, and legal holds, which stand above it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record, working
from contract_ai.storage.locks import hold
from models.tables.contracts import ContractRow
from models.tables.retention import HoldRow, RetentionRow

SHORTEST, LONGEST = 1, 1200  # months
_LOCK = "retention"


class NotPossible(ValueError):
    """A rule or a hold cannot be set so; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many months after its end a contract is kept, who said so, and when."""

    months: int
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """A contract that is kept whatever the rule says, and why."""

    contract: str
    reason: str
    set_by: str
    set_at: datetime


def rule(session: Session) -> Rule | None:
    """Return the rule; None where contracts are kept for ever."""
    row = session.exec(select(RetentionRow)).first()
    return None if row is None else Rule(row.months, row.set_by, row.set_at)


def set_rule(session: Session, months: int | None, reason: str, now: datetime) -> None:
    """Set the rule; None keeps contracts for ever.  Nothing is erased by this.

    Raises:
        NotPossible: the number of months makes no sense, or no reason is given.
    """
    if months is not None and not SHORTEST <= months <= LONGEST:
        msg = f"Give {SHORTEST} to {LONGEST:,} months."
        raise NotPossible(msg)
    _must_say_why(reason)
    hold(session, _LOCK)
    row = session.exec(select(RetentionRow)).first()
    before = None if row is None else {"months": row.months}
    if row is not None:
        session.delete(row)
        session.flush()
    if months is not None:
        session.add(RetentionRow(months=months, set_by=working(session).name, set_at=now))
    after = None if months is None else {"months": months}
    words = "retention of contracts"
    record(
        session,
        action="retention.rule",
        object=words,
        before=before,
        after=after,
        reason=reason,
        at=now,
    )


def holds(session: Session) -> tuple[Hold, ...]:
    """List the holds, by contract."""
    query = select(HoldRow).where(col(HoldRow.lifted_at).is_(None)).order_by(HoldRow.contract)
    return tuple(
        Hold(row.contract, row.reason, row.set_by, row.set_at) for row in session.exec(query)
    )


def is_held(session: Session, contract: str) -> bool:
    """Whether a contract is on hold itself."""
    return _open(session, contract) is not None


def is_known(session: Session, contract: str) -> bool:
    """Whether a contract of this name is or was on file: one out of use can be on hold as well."""
    known = select(ContractRow.id).where(ContractRow.stem == contract).limit(1)
    return session.exec(known).first() is not None


def put_on_hold(session: Session, contract: str, reason: str, now: datetime) -> None:
    """Put a contract on hold, by its stem.

    Raises:
        NotPossible: there is no such contract, it is on hold, or no reason is given.
    """
    _must_say_why(reason)
    hold(session, _LOCK)
    if not is_known(session, contract):
        msg = f"No contract on file is named {contract}."
        raise NotPossible(msg)
    if is_held(session, contract):
        msg = f"{contract} is on hold already."
        raise NotPossible(msg)
    by = working(session).name
    session.add(HoldRow(contract=contract, reason=reason, set_by=by, set_at=now))
    thing = f"contract {contract}"
    record(session, action="hold.set", object=thing, contract=contract, reason=reason, at=now)


def lift_hold(session: Session, contract: str, reason: str, now: datetime) -> None:
    """Lift the hold of a contract.

    Raises:
        NotPossible: it is not on hold, or no reason is given.
    """
    _must_say_why(reason)
    hold(session, _LOCK)
    row = _open(session, contract)
    if row is None:
        msg = f"{contract} is not on hold any more."
        raise NotPossible(msg)
    row.lifted_by, row.lifted_at = working(session).name, now
    session.add(row)
    thing = f"contract {contract}"
    record(session, action="hold.lifted", object=thing, contract=contract, reason=reason, at=now)


def _open(session: Session, contract: str) -> HoldRow | None:
    query = select(HoldRow).where(HoldRow.contract == contract, col(HoldRow.lifted_at).is_(None))
    return session.exec(query).first()


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        msg = "Say why; it is kept in the audit trail."
        raise NotPossible(msg)
