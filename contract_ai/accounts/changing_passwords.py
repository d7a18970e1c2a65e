"""A new password: by its owner, or through a one-time link that an administrator made."""

from dataclasses import dataclass, field

from sqlmodel import Session

from contract_ai.accounts import invitations, passwords, sessions
from contract_ai.accounts.means import Means, Visitor
from contract_ai.accounts.people import row_of, user_of
from contract_ai.accounts.signing_in import Outcome, Result, proven
from contract_ai.audit.trail import record
from models.accounts import User
from models.tables.accounts import UserRow


@dataclass(frozen=True, slots=True)
class Change:
    """The password so far, and the one to be."""

    old: str = field(repr=False)
    new: str = field(repr=False)


def change_password(
    session: Session, user: User, change: Change, visitor: Visitor, means: Means
) -> Outcome:
    """Set a new password; every session ends, and the outcome has the token of a new one.

    A wrong old password is counted like a failure to sign in: the caller commits it.

    Raises:
        AccountError: the new password is refused; nothing has changed.
    """
    passwords.check_new(change.new, user.name, user.full_name)
    outcome = proven(session, user, change.old, visitor, means)
    if outcome.result is not Result.OPEN:
        return outcome
    row = row_of(session, user.id)
    _set(session, row, change.new, means)
    record(session, action="password.changed", object=f"user {user.name}", at=means.now)
    token = sessions.open_session(session, user_of(row), visitor, means)
    return Outcome(Result.OPEN, user_of(row), token)


def reset_password(session: Session, token: str, new: str, means: Means) -> User:
    """Set a new password through a link; every session ends, and a code is still asked for.

    Raises:
        AccountError: the link or the password cannot be used; the link stays open.
    """
    found = invitations.look(session, token, means.now)
    if found.user_id is None:
        msg = "This link makes an account, and sets no password."
        raise invitations.useless(msg)
    row = row_of(session, found.user_id)
    passwords.check_new(new, row.name, row.full_name)
    invitations.take(session, token, means.now)
    _set(session, row, new, means)
    user = user_of(row)
    thing, who = f"user {user.name}", user.actor
    record(session, action="password.reset", object=thing, at=means.now, actor=who)
    return user


def _set(session: Session, row: UserRow, new: str, means: Means) -> None:
    assert row.id is not None  # noqa: S101 (rows come from the database)
    row.password_hash, row.password_changed_at = passwords.hashed(new), means.now
    session.add(row)
    sessions.end_all(session, row.id, means.now)
    invitations.withdraw_of(session, row.id, means.now)
    session.flush()
