"""A sync as a command or the night runs it: alone, with its secrets, and with a word how it ended."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from secrets import token_hex

from contract_ai.connectors.connections import connection, end_hold, hint, hold, is_told
from contract_ai.connectors.services import Means, connector_for
from contract_ai.connectors.syncing import Places, sync
from contract_ai.intake.vault import Vault
from contract_ai.storage.ledgers import Kept
from models.errors import ServiceError
from models.ledgers import RecordKind, Service

_LONG = 5.0  # seconds
_INTERRUPTED = "It was interrupted; the next sync goes on where it stopped."


class Stopped(Exception):
    """A sync was asked to stop; the next one goes on there."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a sync brought, by what was read."""

    service: Service
    kept: dict[RecordKind, Kept]

    @property
    def new(self) -> int:
        """How many records were not here before."""
        return sum(one.new for one in self.kept.values())

    @property
    def changed(self) -> int:
        """How many were here and are another now."""
        return sum(one.changed for one in self.kept.values())


def run(
    service: Service,
    means: Means,
    originals: Vault,
    *,
    whole: bool = False,
    may_go_on: Callable[[], bool] = lambda: True,
) -> Ended:
    """Read what changed at a service; ``whole`` reads everything again.

    ``may_go_on`` is asked after each page and each wait.

    Raises:
        Stopped: it may not go on.
        ServiceError: it is not connected, is being read already, or cannot be read.  What was
            read before it stays, and the connection says why.
        SettingsError: the secrets cannot be opened, or nothing can be kept.
    """
    database, clock, holder = means.database, means.clock, token_hex(16)
    with database.read() as session:
        known = connection(session, means.vault, service)

    def alive() -> None:
        hold(database, service, holder, clock.now())
        if not may_go_on():
            raise Stopped

    def sleep(seconds: float) -> None:
        """Wait; before a long wait the hold is renewed, which lasts longer than any."""
        if seconds >= _LONG:
            alive()
        clock.sleep(seconds)
        if not may_go_on():
            raise Stopped

    hold(database, service, holder, clock.now())
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


def note(service: Service, means: Means) -> None:
    """Note that a sync is due; where that stands already, nothing is written: a storm costs little.

    Raises:
        ServiceError: the service is not connected.
    """
    now = means.clock.now()
    with means.database.read() as session:
        if is_told(session, service, now):
            return
    with means.database.write() as session:
        hint(session, service, now)
