"""What the application stands on: the database, the settings, the clock, the readers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from contract_ai.accounts.secrets import Vault
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database

_HERE = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Site:
    """One running application.

    ``clock`` gives the moment in UTC; ``today`` the day that checks take for today.  ``data`` is
    the folder of originals and pictures; ``vault`` seals and signs with the application's key.
    ``address`` is how people reach it, such as https://contracts.example.com: cookies are sent
    over https only where it says so.
    """

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    today: Callable[[], date]
    data: Path
    vault: Vault
    address: str
    open_reader: Callable[[], Reader]

    @property
    def hosts(self) -> list[str]:
        """By which names it may be called: its own address, and this machine."""
        return [host for host in (urlsplit(self.address).hostname, *_HERE) if host]

    @property
    def secure(self) -> bool:
        """Whether people reach it over https."""
        return self.address.startswith("https://")
