"""Who is told when a night ended: another program, or people."""

from dataclasses import dataclass
from typing import Literal

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Mailer:
    """The server mail is given to, from whom and to whom; ``timeout`` is in seconds."""

    host: str
    port: int
    sender: str
    receivers: tuple[str, ...]
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to, and how often; ``secret`` signs, ``timeout`` is in seconds for one try."""

    url: str
    secret: bytes
    timeout: float = 10.0
    retries: int = 2
