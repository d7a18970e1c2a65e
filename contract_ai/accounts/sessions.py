"""Sessions of browsers: a random token in a cookie, of which only the SHA-256 is kept.

A session ends after 30 minutes without a request, after 12 hours in any case, and at once when
its person signs out, changes the password, gets another role or is disabled.  Of more than ten of
one person the oldest ends.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select, update

from contract_ai.accounts.means import Means, Visitor, fingerprint
from contract_ai.accounts.people import plain, user_of
from contract_ai.audit.trail import record
from models.accounts import User
from models.tables.accounts import UserRow, WebSessionRow

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
CODE_WITHIN = timedelta(minutes=5)  # after the password
SEEN_EVERY = timedelta(minutes=1)
LATELY = timedelta(minutes=15)  # so long after signing in sensitive changes are taken
MOST = 10  # open sessions of one person
_PURGED = 100  # at each session that opens
_LONGEST_TOKEN = 100
_LONGEST_AGENT = 200
_LONGEST_ADDRESS = 64
_BOTH = (  # built once, as every request asks for it
    select(WebSessionRow, UserRow)
    .join(UserRow, col(UserRow.id) == col(WebSessionRow.user_id))
    .where(col(WebSessionRow.token_hash) == bindparam("key"))
)


@dataclass(frozen=True, slots=True)
class WebSession:
    """A session that is open.

    ``key`` names it to its person and opens nothing.  ``mfa`` False: the code is still awaited.
    ``seen_at`` is exact to a minute.
    """

    key: str
    user: User
    csrf: str = field(repr=False)
    mfa: bool
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime

    def needs_touch(self, now: datetime) -> bool:
        """Whether `touch` should be called: at most once a minute."""
        return now - self.seen_at >= SEEN_EVERY

    def signed_in_lately(self, now: datetime) -> bool:
        """Whether its person proved who they are a short while ago, with all that they have."""
        return self.mfa and now - self.created_at <= LATELY

    def ends_at(self) -> datetime:
        """When it ends if nothing more is asked for."""
        return min(self.seen_at + IDLE, self.created_at + (LONGEST if self.mfa else CODE_WITHIN))


def open_session(
    session: Session, user: User, visitor: Visitor, means: Means, *, mfa: bool = True
) -> str:
    """Open a session and return its token, which is shown to nobody but the browser."""
    _purge(session, means.now)
    if mfa:
        _make_room(session, user, means.now)
    token = means.secret()
    row = WebSessionRow(
        token_hash=fingerprint(token),
        user_id=user.id,
        csrf=means.secret(),
        mfa=mfa,
        address=plain(visitor.address, _LONGEST_ADDRESS),
        agent=plain(visitor.agent, _LONGEST_AGENT),
        created_at=means.now,
        last_seen_at=means.now,
    )
    session.add(row)
    session.flush()
    return token


def find(session: Session, token: str, now: datetime) -> WebSession | None:
    """Return the open session of a token; None where there is none.  Nothing is written."""
    found = _find(session, token, now)
    return found if found is not None and found.mfa else None


def awaiting_code(session: Session, token: str, now: datetime) -> WebSession | None:
    """Return a session whose password was right and whose code is awaited; it may do no more."""
    found = _find(session, token, now)
    return None if found is None or found.mfa else found


def _find(session: Session, token: str, now: datetime) -> WebSession | None:
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    found = session.execute(_BOTH, {"key": fingerprint(token)}).first()
    return None if found is None else _if_open(found[0], found[1], now)


def touch(session: Session, token: str, now: datetime) -> None:
    """Write down that a session is in use; see `WebSession.needs_touch`."""
    found = find(session, token, now)
    if found is not None:
        same = col(WebSessionRow.token_hash) == found.key
        session.execute(update(WebSessionRow).where(same).values(last_seen_at=now))


def renew(session: Session, token: str, visitor: Visitor, means: Means) -> str | None:
    """Put a new session in the place of an old one, at each change of what it may do.

    Returns None where the old one is not open.
    """
    old = find(session, token, means.now)
    if old is None:
        return None
    close(session, token, means.now)
    return open_session(session, old.user, visitor, means)


def end(session: Session, token: str, now: datetime) -> None:
    """Sign out; a token without a session is no error."""
    found = _find(session, token, now)
    if found is not None:
        _end(session, now, col(WebSessionRow.token_hash) == found.key)
        _ended(session, found.user, now)


def close(session: Session, token: str, now: datetime) -> None:
    """End a session that another one takes the place of; nobody signs out, so none is recorded."""
    _end(session, now, col(WebSessionRow.token_hash) == fingerprint(token))


def open_sessions(session: Session, user: User, now: datetime) -> tuple[WebSession, ...]:
    """Return a person's open sessions, the latest first."""
    both = (
        select(WebSessionRow, UserRow)
        .join(UserRow, col(UserRow.id) == col(WebSessionRow.user_id))
        .where(col(WebSessionRow.user_id) == user.id)
        .order_by(col(WebSessionRow.created_at).desc())
    )
    found = (_if_open(*pair, now) for pair in session.exec(both))
    return tuple(one for one in found if one is not None and one.mfa)


def end_one(session: Session, user: User, key: str, now: datetime) -> bool:
    """End one of a person's own sessions; False where it is not theirs or not open."""
    if key not in {one.key for one in open_sessions(session, user, now)}:
        return False
    _end(session, now, col(WebSessionRow.token_hash) == key)
    _ended(session, user, now)
    return True


def end_all(session: Session, user_id: int, now: datetime) -> int:
    """End all sessions of a person and return how many; the cause is for the caller to record."""
    return _end(session, now, col(WebSessionRow.user_id) == user_id)


def _make_room(session: Session, user: User, now: datetime) -> None:
    """End the oldest sessions of a person who has as many as there may be."""
    for one in open_sessions(session, user, now)[MOST - 1 :]:
        end_one(session, user, one.key, now)


def _purge(session: Session, now: datetime) -> None:
    """Delete sessions that are over for good, few at a time; the trail tells of them.

    A person's latest one stays: it says when they signed in last.
    """
    later = aliased(WebSessionRow)
    signed_in_since = (
        select(later.token_hash)
        .where(
            col(later.user_id) == col(WebSessionRow.user_id),
            col(later.created_at) > col(WebSessionRow.created_at),
            col(later.mfa).is_(True),
        )
        .exists()
    )
    over = (
        select(WebSessionRow.token_hash)
        .where(col(WebSessionRow.created_at) <= now - LONGEST, signed_in_since)
        .limit(_PURGED)
        .with_for_update(skip_locked=True)  # another one who signs in deletes the same
    )
    session.execute(delete(WebSessionRow).where(col(WebSessionRow.token_hash).in_(over)))


def _ended(session: Session, user: User, now: datetime) -> None:
    record(session, action="session.ended", object=f"user {user.name}", at=now, actor=user.actor)


def _end(session: Session, now: datetime, which: object) -> int:
    still = col(WebSessionRow.ended_at).is_(None)
    ended = session.execute(
        update(WebSessionRow).where(which, still).values(ended_at=now)  # type: ignore[arg-type]  # a condition of SQL
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]  # an update has one


def _if_open(row: WebSessionRow, person: UserRow, now: datetime) -> WebSession | None:
    found = WebSession(
        key=row.token_hash,
        user=user_of(person),
        csrf=row.csrf,
        mfa=row.mfa,
        address=row.address,
        agent=row.agent,
        created_at=row.created_at,
        seen_at=row.last_seen_at,
    )
    is_open = row.ended_at is None and now < found.ends_at() and person.disabled_at is None
    return found if is_open else None
