"""A clock that tests move, secrets that can be foreseen, and people with accounts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pyotp import TOTP
from sqlmodel import Session

from contract_ai.accounts import invitations, totp, users
from contract_ai.accounts.means import Means, Visitor
from contract_ai.accounts.secrets import Vault
from contract_ai.accounts.signing_in import Credentials, Outcome, sign_in
from models.accounts import EVERY_CONTRACT, Role, User

PASSWORD = "seven purple umbrellas"
OTHER_PASSWORD = "a quiet harbour in november"
WRONG = "seven purple umbrella"
HOME = Visitor("192.0.2.7", "Firefox")


@dataclass
class World:
    """What services take from the world.  ``given`` are the secrets that were handed out."""

    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    given: list[str] = field(default_factory=list)
    vault: Vault = field(default_factory=lambda: Vault(bytes(range(32))))

    def secret(self) -> str:
        self.given.append(f"secret-{len(self.given):036}")
        return self.given[-1]

    @property
    def means(self) -> Means:
        return Means(self.now, self.vault, self.secret)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def person(
        self,
        session: Session,
        name: str = "anna",
        role: Role = Role.FINANCE,
        password: str = PASSWORD,
    ) -> User:
        """Invite somebody, who accepts."""
        link = invitations.invite(
            session, invitations.Offer(role, EVERY_CONTRACT, name), self.means
        )
        newcomer = users.Newcomer("", f"{name.title()} Example", password)
        return users.accept(session, link, newcomer, self.means)

    def sign_in(
        self,
        session: Session,
        name: str = "anna",
        password: str = PASSWORD,
        code: str | None = None,
        visitor: Visitor = HOME,
    ) -> Outcome:
        return sign_in(session, Credentials(name, password, code), visitor, self.means)

    def authenticator(self, session: Session, user: User) -> tuple[TOTP, tuple[str, ...]]:
        """Set up a device, and return it with the recovery codes."""
        device = TOTP(totp.begin(session, user, self.means).secret)
        codes = totp.confirm(session, user, device.at(self.now), self.means)
        return device, codes


def token(outcome: Outcome) -> str:
    """Return the session's token of somebody who got in."""
    assert outcome.token is not None
    return outcome.token
