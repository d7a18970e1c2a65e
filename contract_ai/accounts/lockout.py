"""Guessing is stopped: 5 failures in 15 minutes a name, 20 an address.

Names that nobody has are counted and locked the same way.  An attempt that is turned away is not
counted, so a lock ends by itself; a success forgets the failures of its name, not its address's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlmodel import Session, col, delete, func, select

from contract_ai.accounts.means import Means, Visitor
from contract_ai.accounts.people import folded, plain
from contract_ai.storage.locks import hold
from models.tables.accounts import LoginAttemptRow

WINDOW = timedelta(minutes=15)
FAILURES_OF_NAME = 5
FAILURES_OF_ADDRESS = 20
KEPT = timedelta(days=90)
_IPV6_NETWORK = 64
_LONGEST_ADDRESS = 64


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries: a keyed hash of the name, and a network."""

    name: str
    address: str


def attempt_of(name: str, visitor: Visitor, means: Means) -> Attempt:
    """Say what an attempt is counted under."""
    return Attempt(means.vault.sign(folded(name), "name"), network(visitor.address))


def network(address: str) -> str:
    """Return what an address is counted under: who has one IPv6 address has 2^64 of them.

    >>> network("192.0.2.7"), network("2001:db8::7"), network("::ffff:192.0.2.7"), network("testclient")
    ('192.0.2.7', '2001:db8::/64', '192.0.2.7', 'testclient')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return plain(address, _LONGEST_ADDRESS)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found, _IPV6_NETWORK), strict=False))
    return str(found)


def locked_until(session: Session, attempt: Attempt, now: datetime) -> datetime | None:
    """Return when the next attempt is heard; None where it is now.

    Holds other attempts of the same name or address back until this transaction ends, so that
    guesses made at once are counted one after the other.
    """
    hold(session, f"sign-in address {attempt.address}")
    hold(session, f"sign-in name {attempt.name}")
    row = LoginAttemptRow
    good = select(func.max(row.id)).where(col(row.name) == attempt.name, col(row.succeeded))
    last_good = session.exec(good).one() or 0
    ends = [
        _nth_last(
            session, FAILURES_OF_NAME, now, row.name == attempt.name, col(row.id) > last_good
        ),
        _nth_last(session, FAILURES_OF_ADDRESS, now, row.address == attempt.address),
    ]
    return max((end for end in ends if end is not None), default=None)


def note(session: Session, attempt: Attempt, now: datetime, *, succeeded: bool) -> None:
    """Write an attempt down, and forget those that nothing counts any more."""
    session.execute(delete(LoginAttemptRow).where(col(LoginAttemptRow.at) < now - KEPT))
    session.add(
        LoginAttemptRow(name=attempt.name, address=attempt.address, at=now, succeeded=succeeded)
    )
    session.flush()


def _nth_last(session: Session, nth: int, now: datetime, *where: object) -> datetime | None:
    """Return when the nth last failure of the window stops counting; None where there are fewer."""
    row = LoginAttemptRow
    failures = (
        select(row.at)
        .where(*where, ~col(row.succeeded), col(row.at) > now - WINDOW)  # type: ignore[arg-type]  # conditions of SQL
        .order_by(col(row.at).desc())
        .offset(nth - 1)
        .limit(1)
    )
    found = session.exec(failures).first()
    return None if found is None else found + WINDOW
