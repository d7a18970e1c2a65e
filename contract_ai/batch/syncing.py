"""Reading the systems that are connected, at the beginning of a night.

A night without connections does not load this, nor the connectors behind it.
"""

from collections.abc import Callable

from contract_ai.batch.figures import SystemRead
from contract_ai.connectors.connections import connections
from contract_ai.connectors.opening import means_for
from contract_ai.connectors.running import Ended, run
from contract_ai.connectors.services import Means
from contract_ai.connectors.trouble import NAMES
from contract_ai.intake.vault import Vault
from contract_ai.logs import log
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from models.errors import ContractAIError, ErrorCode, ServiceError
from models.ledgers import Service

_TRIES, _PAUSE = 10, 30.0  # seconds; for a sync of the server that is at work
_FAULT = "A fault of ours stopped it.", "It is in the log; ask an administrator."


def read_systems(
    database: Database, vault: Vault, settings: Settings, sleep: Callable[[float], None]
) -> tuple[SystemRead, ...]:
    """Read what changed in each connected system; what cannot be read says why and stops nothing.

    Raises:
        SettingsError: the database cannot be used.
    """
    with database.read() as session:
        known = [Service(one.service) for one in connections(session)]
    return tuple(_read(one, database, vault, settings, sleep) for one in known)


def _read(
    service: Service,
    database: Database,
    vault: Vault,
    settings: Settings,
    sleep: Callable[[float], None],
) -> SystemRead:
    name = NAMES[service]
    try:
        ended = _run(service, means_for(settings, database), vault, sleep)
    except ContractAIError as error:
        code, what, do = error.code.value, error.what, error.do
    except Exception as error:  # noqa: BLE001 (whatever is wrong with one system, the night goes on)
        log().error("fault", route=f"sync {service}", kind=type(error).__name__)
        code, (what, do) = ErrorCode.FAULT.value, _FAULT
    else:
        return SystemRead(service=service.value, name=name, new=ended.new, changed=ended.changed)
    return SystemRead(service=service.value, name=name, code=code, what=what, do=do)


def _run(service: Service, means: Means, vault: Vault, sleep: Callable[[float], None]) -> Ended:
    """Read it, after whoever reads it now.

    Raises:
        ServiceError: it cannot be read.
        SettingsError: its secrets cannot be opened.
    """
    for _ in range(_TRIES):
        try:
            return run(service, means, vault)
        except ServiceError as error:
            if error.code is not ErrorCode.SYNC_RUNNING:
                raise
        sleep(_PAUSE)
    return run(service, means, vault)
