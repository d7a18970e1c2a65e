"""Tokens of the programming interface: ``cai_...``, shown once, kept as SHA-256.

A token may never do more than its person's role allows today, and holds for a year at most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import Select

from contract_ai.accounts.means import Means, fingerprint
from contract_ai.accounts.people import plain, refused, user_of
from contract_ai.audit.trail import record
from models.accounts import SCOPES, Scope, User
from models.tables.accounts import ApiTokenRow, UserRow

PREFIX = "cai_"
LONGEST = timedelta(days=365)
USED_EVERY = timedelta(minutes=1)
_LONGEST_NAME = 100
_LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is for, and how long it holds."""

    name: str
    scopes: frozenset[Scope]
    holds: timedelta


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token that holds.  ``key`` names it and opens nothing; ``scopes`` are what it may do today."""

    key: str
    name: str
    user: User
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None

    def needs_touch(self, now: datetime) -> bool:
        """Whether `touch` should be called: at most once a minute."""
        return self.last_used_at is None or now - self.last_used_at >= USED_EVERY


def issue(session: Session, user: User, grant: Grant, means: Means) -> str:
    """Make a token and return it; it is never shown again.

    Raises:
        AccountError: the name is empty, the time too long, or the role allows less.
    """
    name = plain(grant.name, _LONGEST_NAME)
    if not name:
        msg = "A token needs a name."
        raise refused(msg, "the name", "Say what it is for.")
    if not timedelta(0) < grant.holds <= LONGEST:
        msg = "A token holds for a year at most."
        raise refused(msg, "the time", "Choose 1 to 365 days.")
    if not grant.scopes or not grant.scopes <= SCOPES[user.role]:
        what = "A token may do something, and no more than your role."
        raise refused(what, "the scopes", "Choose fewer scopes.")
    token = PREFIX + means.secret()
    row = ApiTokenRow(
        token_hash=fingerprint(token),
        user_id=user.id,
        name=name,
        scopes=",".join(sorted(grant.scopes)),
        created_at=means.now,
        expires_at=means.now + grant.holds,
    )
    session.add(row)
    session.flush()
    after = {"scopes": row.scopes, "expires_at": row.expires_at.isoformat()}
    thing = _thing(user, name)
    record(session, action="token.issued", object=thing, after=after, at=means.now)
    return token


def find(session: Session, token: str, now: datetime) -> ApiToken | None:
    """Return a token that holds; None where there is none.  Nothing is written."""
    if not token.startswith(PREFIX) or len(token) > _LONGEST_TOKEN:
        return None
    both = _with_person().where(col(ApiTokenRow.token_hash) == fingerprint(token))
    found = session.exec(both).first()
    return None if found is None else _if_holds(*found, now)


def touch(session: Session, token: str, now: datetime) -> None:
    """Write down that a token was used; see `ApiToken.needs_touch`."""
    same = col(ApiTokenRow.token_hash) == fingerprint(token)
    session.execute(update(ApiTokenRow).where(same).values(last_used_at=now))


def tokens_of(session: Session, user: User, now: datetime) -> tuple[ApiToken, ...]:
    """Return a person's tokens that hold, the latest first."""
    mine = _with_person().where(col(ApiTokenRow.user_id) == user.id)
    rows = session.exec(mine.order_by(col(ApiTokenRow.created_at).desc()))
    found = (_if_holds(*pair, now) for pair in rows)
    return tuple(one for one in found if one is not None)


def all_tokens(session: Session, now: datetime) -> tuple[ApiToken, ...]:
    """Return everybody's tokens that hold, by person, the latest first."""
    order = (col(UserRow.name), col(ApiTokenRow.created_at).desc())
    found = (_if_holds(*pair, now) for pair in session.exec(_with_person().order_by(*order)))
    return tuple(one for one in found if one is not None)


def revoke(session: Session, user: User, key: str, now: datetime) -> None:
    """Take one of a person's tokens back.

    Raises:
        AccountError: it is not theirs, or does not hold any more.
    """
    found = {one.key: one for one in tokens_of(session, user, now)}.get(key)
    if found is None:
        msg = "There is no such token."
        raise refused(msg, "the token", "Choose one of the list.")
    _revoke(session, user, found.key, found.name, now)


def revoke_all(session: Session, user: User, now: datetime) -> None:
    """Take all tokens of a person back, also of one who is disabled."""
    still = (col(ApiTokenRow.user_id) == user.id) & col(ApiTokenRow.revoked_at).is_(None)
    for row in session.exec(select(ApiTokenRow).where(still)).all():
        _revoke(session, user, row.token_hash, row.name, now)


def _revoke(session: Session, user: User, key: str, name: str, now: datetime) -> None:
    same = col(ApiTokenRow.token_hash) == key
    session.execute(update(ApiTokenRow).where(same).values(revoked_at=now))
    record(session, action="token.revoked", object=_thing(user, name), at=now)


def _thing(user: User, name: str) -> str:
    return f"token {name} of user {user.name}"


def _with_person() -> Select[ApiTokenRow, UserRow]:
    return select(ApiTokenRow, UserRow).join(UserRow, col(UserRow.id) == col(ApiTokenRow.user_id))


def _if_holds(row: ApiTokenRow, person: UserRow, now: datetime) -> ApiToken | None:
    if row.revoked_at is not None or now >= row.expires_at or person.disabled_at is not None:
        return None
    user = user_of(person)
    granted = frozenset(Scope(scope) for scope in row.scopes.split(","))
    return ApiToken(
        key=row.token_hash,
        name=row.name,
        user=user,
        scopes=granted & SCOPES[user.role],
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
