"""Single sign-on: to the provider and back (authorization code, PKCE, nonce, state).

Only people who have an account, or an invitation for the e-mail address that the provider vouches
for, get in.  Nothing is asked of the provider while the database is locked.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, delete, select, update

from contract_ai.accounts import invitations, provider, sessions, users
from contract_ai.accounts.means import Means, Visitor, fingerprint
from contract_ai.accounts.people import refused, row_of, user_of
from contract_ai.accounts.provider import Client, Identity, Secrets, failed
from contract_ai.accounts.signing_in import VISITOR, Outcome, Result
from contract_ai.audit.trail import record
from contract_ai.storage.engine import Database
from models.accounts import User
from models.tables.accounts import SignOnRow, UserRow

WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Start:
    """Where the browser goes, and what it must bring back in a cookie (Lax, for ten minutes)."""

    url: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Return:
    """What the browser came back with: the provider's parameters, and our cookie."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    browser: str = field(repr=False)
    issuer: str | None = None


class _Kept(BaseModel):
    """What is kept, encrypted, while somebody is at the provider."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nonce: str
    verifier: str
    browser: str  # its SHA-256


def begin(
    database: Database,
    client: Client,
    means: Means,
    link: User | None = None,
    *,
    again: bool = False,
) -> Start:
    """Send somebody to the provider; ``link`` is who is signed in and joins it to their account.

    ``again`` has the provider ask who it is, also where it knows them still.

    Raises:
        AccountError: the provider cannot be reached or trusted.
    """
    metadata = provider.discover(client)
    secrets = Secrets(means.secret(), means.secret(), means.secret())
    browser = means.secret()
    kept = _Kept(nonce=secrets.nonce, verifier=secrets.verifier, browser=fingerprint(browser))
    row = SignOnRow(
        state_hash=fingerprint(secrets.state),
        sealed=means.vault.seal(kept.model_dump_json(), _purpose(secrets.state)),
        user_id=None if link is None else link.id,
        started_at=means.now,
    )
    url = provider.address_of(client, metadata, secrets, again=again)
    with database.write() as session:
        session.execute(delete(SignOnRow).where(col(SignOnRow.started_at) < means.now - WITHIN))
        session.add(row)
    return Start(url, browser)


def finish(
    database: Database, client: Client, back: Return, visitor: Visitor, means: Means
) -> Outcome:
    """Let somebody in who comes back from the provider, or join it to their account.

    Refused is who has neither an account nor an invitation, or whose account is disabled.

    Raises:
        AccountError: the answer belongs to no question of this browser, was used before, is too
            late, or the provider's token does not hold.
    """
    with database.write() as session:
        kept, link = _take(session, back, means)
    metadata = provider.discover(client)
    if metadata.authorization_response_iss_parameter_supported and back.issuer != client.issuer:
        msg = "The answer came from another provider."
        raise failed(msg)
    secrets = Secrets(back.state, kept.nonce, kept.verifier)
    person = provider.identity(client, metadata, back.code, secrets, means.now)
    with database.write(VISITOR) as session:
        if link is not None:
            _join(session, link, person, means)
        return _let_in(session, person, visitor, means)


def unlink(session: Session, user: User, means: Means) -> None:
    """Take the provider off an account.

    Raises:
        AccountError: the account has no password, so nobody could sign in any more.
    """
    row = row_of(session, user.id)
    if row.password_hash is None:
        what, do = "The account has no password.", "Set one first, through a one-time link."
        raise refused(what, f"user {user.name}", do)
    row.subject = None
    session.add(row)
    sessions.end_all(session, user.id, means.now)
    record(session, action="sign_on.unlinked", object=f"user {user.name}", at=means.now)


def _take(session: Session, back: Return, means: Means) -> tuple[_Kept, int | None]:
    """Use a question up, as only the browser that asked it can; the number is of `begin`'s link."""
    row = session.get(SignOnRow, fingerprint(back.state), with_for_update=True)
    if row is None or row.used_at is not None or means.now >= row.started_at + WITHIN:
        msg = "This sign-on was used, or began too long ago."
        raise failed(msg, "Begin again.")
    kept = _Kept.model_validate_json(means.vault.open(row.sealed, _purpose(back.state)))
    if kept.browser != fingerprint(back.browser):
        msg = "This sign-on was begun in another browser."
        raise failed(msg, "Begin again.")
    same = col(SignOnRow.state_hash) == row.state_hash
    session.execute(update(SignOnRow).where(same).values(used_at=means.now))
    return kept, row.user_id


def _let_in(session: Session, person: Identity, visitor: Visitor, means: Means) -> Outcome:
    row = _row_of_subject(session, person.subject)
    user = _invited(session, person, means) if row is None else user_of(row)
    if user is None or user.disabled_at is not None:
        thing = "single sign-on" if user is None else f"user {user.name}"
        record(session, action="sign_in.failed", object=thing, at=means.now, actor=VISITOR)
        return Outcome(Result.REFUSED)
    token = sessions.open_session(session, user, visitor, means)
    thing = f"user {user.name}"
    reason = "single sign-on"
    who = user.actor
    record(session, action="session.opened", object=thing, reason=reason, at=means.now, actor=who)
    return Outcome(Result.OPEN, user, token)


def _invited(session: Session, person: Identity, means: Means) -> User | None:
    """Make the account of somebody who was invited under a verified address."""
    if person.email is None:
        return None
    found = invitations.for_email(session, person.email, means.now)
    if found is None:
        return None
    return users.accept_by_sign_on(session, found, person.subject, person.full_name, means)


def _join(session: Session, user_id: int, person: Identity, means: Means) -> None:
    row, holder = row_of(session, user_id), _row_of_subject(session, person.subject)
    if holder is not None and holder.id != user_id:
        msg = "Another account is joined to this person already."
        raise failed(msg, "Use that one.")
    row.subject = person.subject
    session.add(row)
    session.flush()
    thing, who = f"user {row.name}", user_of(row).actor
    record(session, action="sign_on.linked", object=thing, at=means.now, actor=who)


def _row_of_subject(session: Session, subject: str) -> UserRow | None:
    return session.exec(select(UserRow).where(col(UserRow.subject) == subject)).first()


def _purpose(state: str) -> str:
    return f"sign-on {fingerprint(state)}"
