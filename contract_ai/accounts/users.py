"""Accounts come, change and end; one administrator who can sign in is always left."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from contract_ai.accounts import invitations, passwords, sessions, tokens, totp
from contract_ai.accounts.means import Means
from contract_ai.accounts.people import (
    all_people,
    checked_contracts,
    checked_name,
    plain,
    refused,
    row_named,
    row_of,
    user_of,
)
from contract_ai.audit.trail import record
from contract_ai.storage.locks import hold
from models.accounts import EVERY_CONTRACT, Role, User
from models.tables.accounts import UserRow

_LONGEST_FULL_NAME = 200


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a person who was invited gives; ``name`` counts where the invitation has none."""

    name: str
    full_name: str
    password: str = field(repr=False)


def first_administrator(session: Session, means: Means) -> str | None:
    """Return the token of a link for the first administrator; None where there is any account.

    Links given out before are taken back, so that the one printed last is the one that works.
    """
    hold(session, "accounts")
    if session.exec(select(func.count(col(UserRow.id)))).one():
        return None
    invitations.withdraw_first(session, means.now)
    offer = invitations.Offer(Role.ADMINISTRATOR, EVERY_CONTRACT)
    return invitations.invite(session, offer, means)


def accept(session: Session, token: str, newcomer: Newcomer, means: Means) -> User:
    """Make the account that a link offers.

    Raises:
        AccountError: the link, the name or the password cannot be used; the link stays open.
    """
    found = invitations.look(session, token, means.now)
    if found.user_id is not None:
        msg = "This link sets a new password, and makes no account."
        raise invitations.useless(msg)
    offer = found.offer
    name = checked_name(offer.name or newcomer.name)
    passwords.check_new(newcomer.password, name, newcomer.full_name)
    kept = passwords.hashed(newcomer.password)
    row = _new_row(session, name, newcomer.full_name, offer, means)
    row.password_hash, row.password_changed_at = kept, means.now
    invitations.take(session, token, means.now)
    return _created(session, row, means)


def accept_by_sign_on(
    session: Session, found: invitations.Invitation, subject: str, full_name: str, means: Means
) -> User:
    """Make the account of an invitation whose e-mail address a provider has vouched for.

    Raises:
        AccountError: the name is taken.
    """
    name = checked_name(found.offer.name or found.offer.email or "")
    row = _new_row(session, name, full_name or name, found.offer, means)
    row.subject = subject
    invitations.take_for_email(session, found, means.now)
    return _created(session, row, means)


def set_role(session: Session, user: User, role: Role, means: Means) -> User:
    """Give a person another role; their sessions end.

    Raises:
        AccountError: they are the last administrator.
    """
    row = row_of(session, user.id)
    before = row.role
    if before == role:
        return user_of(row)
    _keep_one_administrator(session, row)
    row.role = role
    sessions.end_all(session, user.id, means.now)
    return _changed(session, row, means, action="user.role", before=before, after=row.role)


def set_contracts(session: Session, user: User, contracts: tuple[str, ...], means: Means) -> User:
    """Say which contracts a person sees; their sessions end, as with a role.

    Raises:
        AccountError: a pattern cannot be used.
    """
    row = row_of(session, user.id)
    before, row.contracts = row.contracts, checked_contracts(contracts)
    sessions.end_all(session, user.id, means.now)
    return _changed(
        session, row, means, action="user.contracts", before=before, after=row.contracts
    )


def disable(session: Session, user: User, means: Means, reason: str = "") -> User:
    """Shut an account: sessions, tokens and links end, and its events stay.

    Raises:
        AccountError: it is the last administrator's.
    """
    row = row_of(session, user.id)
    if row.disabled_at is not None:
        return user_of(row)
    _keep_one_administrator(session, row)
    row.disabled_at = means.now
    sessions.end_all(session, user.id, means.now)
    tokens.revoke_all(session, user, means.now)
    invitations.withdraw_of(session, user.id, means.now)
    return _changed(
        session,
        row,
        means,
        action="user.disabled",
        before="enabled",
        after="disabled",
        reason=reason,
    )


def enable(session: Session, user: User, means: Means) -> User:
    """Open an account again; tokens that were revoked stay so."""
    row = row_of(session, user.id)
    if row.disabled_at is None:
        return user_of(row)
    row.disabled_at = None
    return _changed(session, row, means, action="user.enabled", before="disabled", after="enabled")


def sign_out(session: Session, user: User, means: Means, reason: str = "") -> int:
    """End all sessions of somebody, as an administrator does, and return how many there were."""
    ended = sessions.end_all(session, user.id, means.now)
    thing = f"user {user.name}"
    record(session, action="user.signed_out", object=thing, reason=reason, at=means.now)
    return ended


def sign_out_others(session: Session, user: User, means: Means, reason: str = "") -> int:
    """End the sessions of everybody else who has any, and return of how many people."""
    others = (one for one in all_people(session) if one.id != user.id)
    found = [one for one in others if sessions.open_sessions(session, one, means.now)]
    for one in found:
        sign_out(session, one, means, reason)
    return len(found)


def remove_totp(session: Session, user: User, means: Means, reason: str = "") -> None:
    """Take the authenticator off somebody else's account, who has lost it; their sessions end."""
    totp.remove(session, user, means, reason)
    sessions.end_all(session, user.id, means.now)


def _keep_one_administrator(session: Session, row: UserRow) -> None:
    """Refuse to take the last administrator who can sign in away, also by two at once."""
    hold(session, "accounts")
    others = select(func.count(col(UserRow.id))).where(
        col(UserRow.id) != row.id,
        col(UserRow.role) == Role.ADMINISTRATOR.value,
        col(UserRow.disabled_at).is_(None),
        col(UserRow.password_hash).is_not(None) | col(UserRow.subject).is_not(None),
    )
    is_one = row.role == Role.ADMINISTRATOR and row.disabled_at is None
    if is_one and not session.exec(others).one():
        what = "This is the last administrator."
        raise refused(what, f"user {row.name}", "Make another person an administrator first.")


def _new_row(
    session: Session, name: str, full_name: str, offer: invitations.Offer, means: Means
) -> UserRow:
    hold(session, "accounts")
    if row_named(session, name) is not None:
        msg = "The name is taken."
        raise refused(msg, f"user {name}", "Choose another name.")
    return UserRow(
        name=name,
        full_name=plain(full_name, _LONGEST_FULL_NAME) or name,
        role=offer.role,
        contracts=",".join(offer.contracts),
        created_at=means.now,
    )


def _created(session: Session, row: UserRow, means: Means) -> User:
    session.add(row)
    session.flush()
    user = user_of(row)
    invitations.withdraw_first(session, means.now)
    after = {"role": row.role, "contracts": row.contracts}
    thing, who = f"user {user.name}", user.actor
    record(session, action="user.created", object=thing, after=after, at=means.now, actor=who)
    return user


def _changed(  # noqa: PLR0913 (what an event tells of)
    session: Session,
    row: UserRow,
    means: Means,
    *,
    action: str,
    before: str,
    after: str,
    reason: str = "",
) -> User:
    session.add(row)
    session.flush()
    thing = f"user {row.name}"
    record(
        session,
        action=action,
        object=thing,
        before=before,
        after=after,
        reason=reason or f"{before} to {after}",
        at=means.now,
    )
    return user_of(row)
