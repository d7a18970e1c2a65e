"""People's accounts, their sessions, and the one-time links and tokens that stand for them.

No secret is kept that opens anything: tokens as SHA-256, passwords as Argon2id, TOTP secrets
encrypted under the application's key.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import UtcDateTime

HASH = 64  # hexadecimal digits of a SHA-256
NAME = 254  # the longest e-mail address
SCOPES = 300  # all scopes of a token, and room for more


class UserRow(SQLModel, table=True):
    """One account.  ``name`` is folded; ``contracts`` are patterns separated by commas.

    ``totp_secret`` counts from ``totp_since`` on; before, it waits for its first code.
    ``totp_last_step`` is the last period of 30 seconds whose code was used.
    ``subject`` is "ISSUER SUB" of OpenID Connect.
    """

    __tablename__ = "account"  # "user" is a reserved word of PostgreSQL

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=NAME)
    full_name: str = Field(max_length=200)
    role: str = Field(max_length=20)
    contracts: str
    password_hash: str | None = None
    totp_secret: str | None = None
    totp_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    totp_last_step: int | None = None
    subject: str | None = Field(default=None, unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    password_changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCodeRow(SQLModel, table=True):
    """One code that stands in for a lost TOTP device, once."""

    __tablename__ = "recovery_code"

    code_hash: str = Field(primary_key=True, max_length=HASH)
    user_id: int = Field(foreign_key="account.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebSessionRow(SQLModel, table=True):
    """One signed-in browser.  ``mfa`` False: the password was right, the code is awaited."""

    __tablename__ = "web_session"

    token_hash: str = Field(primary_key=True, max_length=HASH)
    user_id: int = Field(foreign_key="account.id", index=True)
    csrf: str = Field(max_length=HASH)
    mfa: bool
    address: str = Field(max_length=64)
    agent: str = Field(max_length=200)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LoginAttemptRow(SQLModel, table=True):
    """One attempt to sign in.

    ``name`` is a keyed hash, since people type passwords into the wrong field; ``address`` is
    a network: an IPv4 address or the first half of an IPv6 address.
    """

    __tablename__ = "login_attempt"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=HASH, index=True)
    address: str = Field(max_length=64, index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    succeeded: bool


class InvitationRow(SQLModel, table=True):
    """A one-time link: to make an account, or (``user_id``) to set a new password.

    ``name`` None leaves the choice to the person.  ``email`` lets them in by single sign-on.
    """

    __tablename__ = "invitation"

    token_hash: str = Field(primary_key=True, max_length=HASH)
    user_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    name: str | None = Field(default=None, max_length=NAME)
    email: str | None = Field(default=None, max_length=NAME, index=True)
    role: str = Field(max_length=20)
    contracts: str
    made_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApiTokenRow(SQLModel, table=True):
    """One token of the programming interface; ``scopes`` are separated by commas."""

    __tablename__ = "api_token"

    token_hash: str = Field(primary_key=True, max_length=HASH)
    user_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=100)
    scopes: str = Field(max_length=SCOPES)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignOnRow(SQLModel, table=True):
    """One way to the provider of OpenID Connect and back; ``state`` is kept as its SHA-256.

    ``verifier`` and ``nonce`` are encrypted.  ``user_id`` is set where an account is linked.
    """

    __tablename__ = "sign_on"

    state_hash: str = Field(primary_key=True, max_length=HASH)
    sealed: str
    user_id: int | None = Field(default=None, foreign_key="account.id")
    started_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
