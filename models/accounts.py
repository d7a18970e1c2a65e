"""Who works with the program: people with a role, and the program itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person of the web application may do."""

    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something; ``role`` is one of `Role`, or says which way in was used."""

    name: str
    role: str


SYSTEM = Actor("program", "system")
"""Who acts where no person does."""

EVERY_CONTRACT = ("*",)
"""The patterns of who may see all contracts."""


class Scope(StrEnum):
    """What a token of the programming interface may be used for."""

    CONTRACTS_READ = "contracts:read"
    TERMS_WRITE = "terms:write"
    INVOICES_READ = "invoices:read"
    INVOICES_WRITE = "invoices:write"
    FINDINGS_READ = "findings:read"
    FINDINGS_COMMENT = "findings:comment"
    FINDINGS_WRITE = "findings:write"
    UPLOADS_WRITE = "uploads:write"
    CHECKS_RUN = "checks:run"
    REPORT_READ = "report:read"
    AUDIT_READ = "audit:read"
    SAMPLES_READ = "samples:read"
    SAMPLES_WRITE = "samples:write"
    HOLDS_READ = "holds:read"
    HOLDS_WRITE = "holds:write"
    USAGE_READ = "usage:read"
    USAGE_WRITE = "usage:write"
    DRAFTS_READ = "drafts:read"


READING = frozenset(
    {
        Scope.CONTRACTS_READ,
        Scope.INVOICES_READ,
        Scope.FINDINGS_READ,
        Scope.REPORT_READ,
        Scope.USAGE_READ,
        Scope.DRAFTS_READ,
    }
)
"""What lets a program read, and change nothing."""

_AUDITING = frozenset({Scope.AUDIT_READ, Scope.SAMPLES_READ, Scope.SAMPLES_WRITE})
_RETAINING = frozenset({Scope.HOLDS_READ, Scope.HOLDS_WRITE})
_BILLING = frozenset({Scope.DRAFTS_READ})
"""What administrators leave to finance and auditors: who makes accounts bills nobody."""

SCOPES = {
    Role.FINANCE: frozenset(Scope) - _AUDITING - _RETAINING,
    Role.AUDITOR: READING | _AUDITING | {Scope.FINDINGS_COMMENT},
    Role.ADMINISTRATOR: frozenset(Scope) - _BILLING,
}
"""The most that a token of each role may do."""


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account.

    ``contracts`` are patterns of contract stems (``*`` and ``?``) that the person may see.
    ``has_password`` is False for people who only come in through single sign-on.
    """

    id: int
    name: str
    full_name: str
    role: Role
    contracts: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None = None
    has_password: bool = True
    has_totp: bool = False

    @property
    def actor(self) -> Actor:
        """The person as the audit trail names them."""
        return Actor(self.name, self.role)
