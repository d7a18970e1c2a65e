"""Signing in: a name, a password, and a code where the person has switched TOTP on.

Whatever is wrong, the answer is one and the same, and so is the work it takes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from contract_ai.accounts import lockout, passwords, sessions, totp
from contract_ai.accounts.means import Means, Visitor
from contract_ai.accounts.people import row_named, row_of, user_of
from contract_ai.audit.trail import record
from contract_ai.logs import log
from models.accounts import Actor, User
from models.tables.accounts import UserRow

VISITOR = Actor("visitor", "visitor")
"""Who acts before anybody has signed in."""


class Result(StrEnum):
    """How an attempt to sign in ended."""

    OPEN = "open"
    CODE_NEEDED = "code needed"
    REFUSED = "refused"
    LOCKED = "locked"


MESSAGES = {
    Result.OPEN: "You are signed in.",
    Result.CODE_NEEDED: "Enter the code of your authenticator.",
    Result.REFUSED: "Name, password or code is wrong, or the account is disabled.",
    Result.LOCKED: "Too many attempts failed. Wait 15 minutes, then try again.",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person gives; ``code`` is of the authenticator or a recovery code, None where none."""

    name: str = field(repr=False)
    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended.  The session's ``token`` is set when open, or while the code is awaited."""

    result: Result
    user: User | None = None
    token: str | None = field(default=None, repr=False)
    locked_until: datetime | None = None

    @property
    def message(self) -> str:
        """What to tell the person."""
        return MESSAGES[self.result]


def sign_in(session: Session, given: Credentials, visitor: Visitor, means: Means) -> Outcome:
    """Check a name and a password (and code), count the attempt, and open a session.

    The caller commits whatever the outcome: failures must be counted.  Where a code is needed and
    none was given, ``token`` is of a session that is good for `give_code` alone.
    """
    attempt = lockout.attempt_of(given.name, visitor, means)
    until = lockout.locked_until(session, attempt, means.now)
    if until is not None:
        return Outcome(Result.LOCKED, locked_until=until)
    row = row_named(session, given.name)
    kept = row.password_hash if row is not None and row.disabled_at is None else None
    if not passwords.matches(kept, given.password) or row is None or kept is None:
        return _failed(session, attempt, row, means)
    if row.totp_since is not None and not given.code:
        token = sessions.open_session(session, user_of(row), visitor, means, mfa=False)
        return Outcome(Result.CODE_NEEDED, token=token)
    if row.totp_since is not None and not totp.accept(session, row, given.code or "", means):
        return _failed(session, attempt, row, means)
    if passwords.outdated(kept):
        row.password_hash = passwords.hashed(given.password)
    return _succeeded(session, attempt, row, visitor, means)


def give_code(session: Session, token: str, code: str, visitor: Visitor, means: Means) -> Outcome:
    """Give the code that `sign_in` asked for; a wrong one counts like a wrong password."""
    half = sessions.awaiting_code(session, token, means.now)
    if half is None:
        return Outcome(Result.REFUSED)
    attempt = lockout.attempt_of(half.user.name, visitor, means)
    until = lockout.locked_until(session, attempt, means.now)
    if until is not None:
        return Outcome(Result.LOCKED, locked_until=until)
    row = row_of(session, half.user.id)
    if not totp.accept(session, row, code, means):
        return _failed(session, attempt, row, means)
    sessions.close(session, token, means.now)
    return _succeeded(session, attempt, row, visitor, means)


def proven(session: Session, user: User, password: str, visitor: Visitor, means: Means) -> Outcome:
    """Check the password of somebody who is signed in, before a change of what protects them.

    Counted and locked like signing in, so that an unattended browser is no way to guess.
    """
    attempt = lockout.attempt_of(user.name, visitor, means)
    until = lockout.locked_until(session, attempt, means.now)
    if until is not None:
        return Outcome(Result.LOCKED, locked_until=until)
    row = row_of(session, user.id)
    if not passwords.matches(row.password_hash, password):
        return _failed(session, attempt, row, means)
    return Outcome(Result.OPEN, user=user)


def _failed(
    session: Session, attempt: lockout.Attempt, row: UserRow | None, means: Means
) -> Outcome:
    """Count a failure.  The trail names people who exist only: others may be mistyped passwords."""
    lockout.note(session, attempt, means.now, succeeded=False)
    locked = lockout.locked_until(session, attempt, means.now) is not None
    thing = f"address {attempt.address}" if row is None else f"user {row.name}"
    action = "sign_in.locked" if locked else "sign_in.failed"
    if row is None:
        log().warning("security", action=action)
    if row is not None or locked:
        record(session, action=action, object=thing, at=means.now, actor=VISITOR)
    return Outcome(Result.REFUSED)


def _succeeded(
    session: Session, attempt: lockout.Attempt, row: UserRow, visitor: Visitor, means: Means
) -> Outcome:
    user = user_of(row)
    lockout.note(session, attempt, means.now, succeeded=True)
    token = sessions.open_session(session, user, visitor, means)
    thing = f"user {user.name}"
    record(session, action="session.opened", object=thing, at=means.now, actor=user.actor)
    return Outcome(Result.OPEN, user, token)
