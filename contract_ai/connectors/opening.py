"""What commands and pages open for connections: database, key, clock, and the network."""

import httpx2

from contract_ai.accounts.secrets import vault_of
from contract_ai.connectors.clock import Clock, real_clock
from contract_ai.connectors.services import Means
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database


def outside() -> tuple[Clock, httpx2.BaseTransport | None]:
    """Return the clock and the way out; None is the network itself."""
    return real_clock(), None


def means_for(settings: Settings, database: Database) -> Means:
    """Open what connections need.

    Raises:
        SettingsError: the application's key cannot be used.
    """
    clock, transport = outside()
    return Means(database, vault_of(settings, database.engine.url), clock, transport)
