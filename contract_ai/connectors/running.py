"""A sync as a command or the night runs it: alone, with its secrets, and with a word how it ended."""

from dataclasses import dataclass, replace
from secrets import token_hex

from contract_ai.connectors.connections import connection, end_hold, hint, hold
from contract_ai.connectors.notices import Notice, verify
from contract_ai.connectors.services import Means, connector_for
from contract_ai.connectors.syncing import Places, sync
from contract_ai.intake.vault import Vault
from contract_ai.storage.ledgers import Kept
from models.errors import ServiceError
from models.ledgers import RecordKind, Service

_LONG = 5.0  # seconds
_INTERRUPTED = "It was interrupted; the next sync goes on where it stopped."


@dataclass(frozen=True, slots=True)
class Ended:
    """What a sync brought, by what was read."""

    service: Service
    kept: dict[RecordKind, Kept]


def run(service: Service, means: Means, originals: Vault, *, whole: bool = False) -> Ended:
    """Read what changed at a service; ``whole`` reads everything again.

    Raises:
        ServiceError: it is not connected, is being read already, or cannot be read.  What was
            read before it stays, and the connection says why.
        SettingsError: the secrets cannot be opened, or nothing can be kept.
    """
    database, clock, holder = means.database, means.clock, token_hex(16)
    with database.read() as session:
        known = connection(session, means.vault, service)

    def alive() -> None:
        hold(database, service, holder, clock.now())

    def sleep(seconds: float) -> None:
        """Wait; before a long wait the hold is renewed, which lasts longer than any."""
        if seconds >= _LONG:
            alive()
        clock.sleep(seconds)

    alive()
    began = clock.now()
    problem = _INTERRUPTED
    try:
        connector = connector_for(known, replace(means, clock=replace(clock, sleep=sleep)))
        kept = sync(connector, Places(database, originals, alive), whole=whole)
        problem = ""
    except ServiceError as error:
        problem = f"[{error.code}] {error.what} {error.do}"
        raise
    finally:
        end_hold(database, service, holder, problem, (began, clock.now()))
    return Ended(service, kept)


def take(service: Service, notice: Notice, means: Means) -> None:
    """Take a service's word that something changed there: a sync is due.

    Raises:
        ServiceError: the notice was not signed by the service, or that is not connected.
    """
    now = means.clock.now()
    with means.database.write() as session:
        secrets = connection(session, means.vault, service).secrets
        verify(service, notice, secrets.notices.get_secret_value(), now)
        hint(session, service, now)
