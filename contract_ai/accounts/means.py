"""What the services of accounts take from the world: the moment, randomness, the key."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from contract_ai.accounts.secrets import Vault

RANDOM_BYTES = 32  # 256 bits
Secret = Callable[[], str]


def new_secret() -> str:
    """Return a random secret of 256 bits, safe in links and cookies."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def fingerprint(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256.  It has 256 bits, so no salt is needed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Means:
    """The moment, what encrypts and signs, and the source of randomness."""

    now: datetime
    vault: Vault
    secret: Secret = field(default=new_secret, repr=False)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from: its address, and what its browser calls itself."""

    address: str
    agent: str = ""
