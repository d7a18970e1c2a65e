"""One-time links: to make an account, or to set a new password.

A link holds for 48 hours, opens once, and can be taken back.  Only the SHA-256 of its token is
kept.  A new link for the same person takes the place of the one before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from contract_ai.accounts.means import Means, fingerprint
from contract_ai.accounts.people import checked_contracts, checked_name, folded, refused, row_named
from contract_ai.audit.trail import ACTOR, record
from models.accounts import SYSTEM, Actor, Role, User
from models.errors import AccountError, ErrorCode
from models.tables.accounts import NAME, InvitationRow

HOLDS = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a new account will be.

    ``name`` None leaves the choice to the person.  ``email``, in any case, lets its owner in by
    single sign-on, where that is set up.
    """

    role: Role
    contracts: tuple[str, ...]
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that is open.  ``key`` names it to administrators; ``user_id`` is set for resets."""

    key: str
    offer: Offer
    made_by: str
    made_at: datetime
    expires_at: datetime
    user_id: int | None

    @property
    def thing(self) -> str:
        """What the audit trail calls it."""
        return f"invitation of {self.offer.name or self.offer.email or 'anybody'}"


def invite(session: Session, offer: Offer, means: Means) -> str:
    """Make a link for a new account and return its token, which is shown once.

    Raises:
        AccountError: the name is taken or unusable, or a pattern of contracts is.
    """
    name = None if offer.name is None else checked_name(offer.name)
    if name is not None and row_named(session, name) is not None:
        msg = "The name is taken."
        raise refused(msg, f"user {name}", "Choose another name.")
    email = None if offer.email is None else _checked_email(offer.email)
    column, value = (InvitationRow.name, name) if name else (InvitationRow.email, email)
    if value is not None:
        _withdraw(session, means.now, col(column) == value, col(InvitationRow.user_id).is_(None))
    row = InvitationRow(
        token_hash="",
        name=name,
        email=email,
        role=offer.role,
        contracts=checked_contracts(offer.contracts),
        made_by=_worker(session).name,
        made_at=means.now,
        expires_at=means.now + HOLDS,
    )
    token = _save(session, row, means)
    after = {"role": row.role, "contracts": row.contracts}
    made = _invitation(row)
    record(session, action="user.invited", object=made.thing, after=after, at=means.now)
    return token


def offer_reset(session: Session, user: User, means: Means) -> str:
    """Make a link with which a person sets a new password, and return its token."""
    _withdraw(session, means.now, col(InvitationRow.user_id) == user.id)
    row = InvitationRow(
        token_hash="",
        user_id=user.id,
        name=user.name,
        role=user.role,
        contracts=",".join(user.contracts),
        made_by=_worker(session).name,
        made_at=means.now,
        expires_at=means.now + HOLDS,
    )
    token = _save(session, row, means)
    record(session, action="password.reset_offered", object=f"user {user.name}", at=means.now)
    return token


def look(session: Session, token: str, now: datetime) -> Invitation:
    """Return what a link offers, without using it.

    Raises:
        AccountError: there is no such link, or it was used, taken back, or has expired.
    """
    row = session.get(InvitationRow, fingerprint(token), populate_existing=True)
    if row is None or row.used_at or row.revoked_at or now >= row.expires_at:
        msg = "The link is wrong, was used, or has expired."
        raise useless(msg)
    return _invitation(row)


def useless(what: str) -> AccountError:
    """Say that a link cannot be used."""
    return AccountError(ErrorCode.LINK_INVALID, what, where="the link", do="Ask for a new one.")


def take(session: Session, token: str, now: datetime) -> Invitation:
    """Use a link up.

    Raises:
        AccountError: there is no such link, or it was used, taken back, or has expired.
    """
    found = look(session, token, now)
    mine = (col(InvitationRow.token_hash) == found.key) & col(InvitationRow.used_at).is_(None)
    done = session.execute(update(InvitationRow).where(mine).values(used_at=now))
    if not done.rowcount:  # type: ignore[attr-defined]  # an update has one
        return look(session, token, now)  # somebody was quicker: raises
    return found


def open_invitations(session: Session, now: datetime) -> tuple[Invitation, ...]:
    """Return the links that can still be used, the latest first."""
    rows = session.exec(
        select(InvitationRow)
        .where(
            col(InvitationRow.used_at).is_(None),
            col(InvitationRow.revoked_at).is_(None),
            col(InvitationRow.expires_at) > now,
        )
        .order_by(col(InvitationRow.made_at).desc())
    )
    return tuple(_invitation(row) for row in rows)


def for_email(session: Session, email: str, now: datetime) -> Invitation | None:
    """Return the open link that was made for an e-mail address; None where there is none."""
    wanted = folded(email)
    found = (one for one in open_invitations(session, now) if one.offer.email == wanted)
    return next(found, None)


def take_for_email(session: Session, found: Invitation, now: datetime) -> None:
    """Use up the link of somebody who came in by single sign-on instead."""
    same = col(InvitationRow.token_hash) == found.key
    session.execute(update(InvitationRow).where(same).values(used_at=now))


def revoke(session: Session, key: str, now: datetime) -> None:
    """Take a link back.

    Raises:
        AccountError: no open link has this key.
    """
    found = {one.key: one for one in open_invitations(session, now)}.get(key)
    if found is None:
        msg = "There is no such open link."
        raise refused(msg, "the link", "Choose one of the list.")
    _withdraw(session, now, col(InvitationRow.token_hash) == key)
    record(session, action="invitation.revoked", object=found.thing, at=now)


def withdraw_of(session: Session, user_id: int, now: datetime) -> None:
    """Take back every link with which a person could set a password."""
    _withdraw(session, now, col(InvitationRow.user_id) == user_id)


def withdraw_first(session: Session, now: datetime) -> None:
    """Take back links for a first administrator."""
    first = (col(InvitationRow.name).is_(None), col(InvitationRow.email).is_(None))
    ours = col(InvitationRow.made_by) == SYSTEM.name
    role = col(InvitationRow.role) == Role.ADMINISTRATOR.value
    _withdraw(session, now, ours, role, *first, col(InvitationRow.user_id).is_(None))


def _withdraw(session: Session, now: datetime, *which: object) -> None:
    unused = (col(InvitationRow.used_at).is_(None), col(InvitationRow.revoked_at).is_(None))
    session.execute(
        update(InvitationRow).where(*which, *unused).values(revoked_at=now)  # type: ignore[arg-type]  # conditions of SQL
    )


def _save(session: Session, row: InvitationRow, means: Means) -> str:
    token = means.secret()
    row.token_hash = fingerprint(token)
    session.add(row)
    session.flush()
    return token


def _checked_email(email: str) -> str:
    plain = folded(email)
    before, sign, after = plain.partition("@")
    if not (before and sign and after) or len(plain) > NAME or not plain.isprintable():
        msg = "This is no e-mail address."
        raise refused(msg, "the e-mail address", "Correct it.")
    return plain


def _worker(session: Session) -> Actor:
    found = session.info.get(ACTOR, SYSTEM)
    assert isinstance(found, Actor)  # noqa: S101 (Database.write sets it)
    return found


def _invitation(row: InvitationRow) -> Invitation:
    contracts = tuple(filter(None, row.contracts.split(",")))
    return Invitation(
        key=row.token_hash,
        offer=Offer(Role(row.role), contracts, row.name, row.email),
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        user_id=row.user_id,
    )
