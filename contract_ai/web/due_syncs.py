"""Reading systems that gave notice of a change: one at a time, some time after the first notice.

What is due is in the database, so what a server did not come to is read by the next one.  Several
servers may work on one database: each system is read by one of them at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Thread

from contract_ai.connectors.connections import due
from contract_ai.connectors.running import Stopped, run
from contract_ai.connectors.services import Means
from contract_ai.intake.vault import Vault
from contract_ai.logs import log
from contract_ai.web.background import Background
from contract_ai.web.notices import means_of
from contract_ai.web.originals import originals_of
from contract_ai.web.site import Site
from contract_ai.web.syncs import ended_words, work_name
from models.errors import ContractAIError
from models.ledgers import Service

PAUSE = timedelta(seconds=30)
"""From the first notice to its sync: what else is told meanwhile needs no other one."""
AGAIN = timedelta(minutes=15)
"""After a sync that failed; the night and people may try before."""
_LOOK = 5.0  # seconds
_SLICE = 1.0  # seconds of a longer wait, after which it may be told to stop


@dataclass
class DueSyncs:
    """The due syncs of a site as one process sees them; ``open_means`` reaches the systems."""

    background: Background
    originals: Vault
    open_means: Callable[[], Means]
    _not_before: dict[Service, datetime] = field(default_factory=dict)
    _stopping: Event = field(default_factory=Event, repr=False)
    _thread: Thread | None = None

    def start(self) -> None:
        """Look and read in a thread, until `stop`."""
        self._thread = Thread(target=self._go_on, name="due syncs", daemon=True)
        self._thread.start()

    def stop(self, patience: float = 30.0) -> None:
        """Begin nothing new; a sync at work ends after its page, and is gone on with later."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(patience)

    def work(self) -> list[Service]:
        """Read what is due, and return what was read or tried.

        Raises:
            SettingsError: the database cannot be used.
        """
        means = self.open_means()
        now = means.clock.now()
        with means.database.read() as session:
            told = due(session, now, PAUSE)
        tried = []
        for service in told:
            if self._stopping.is_set():
                break
            if self._not_before.get(service, now) <= now:
                tried.append(service)
                self._read(service, means)
        return tried

    def _read(self, service: Service, means: Means) -> None:
        clock = replace(means.clock, sleep=lambda seconds: self._sleep(means, seconds))
        mine = replace(means, clock=clock)

        def work() -> str:
            try:
                ended = run(service, mine, self.originals, may_go_on=self._may_go_on)
            except Stopped:
                return "The server ended; the next one goes on."
            return ended_words(ended)

        state = self.background.do(work_name(service), work, clock.now())
        if state is not None and state.trouble:
            self._not_before[service] = clock.now() + AGAIN
        else:
            self._not_before.pop(service, None)

    def _sleep(self, means: Means, seconds: float) -> None:
        while seconds > 0 and self._may_go_on():
            means.clock.sleep(min(seconds, _SLICE))
            seconds -= _SLICE

    def _may_go_on(self) -> bool:
        return not self._stopping.is_set()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            try:
                self.work()
            except ContractAIError as error:
                log().error("due syncs wait", code=error.code.value)
            except Exception as error:  # noqa: BLE001 (the thread must go on: later notices count as well)
                log().error("due syncs failed", kind=type(error).__name__)
            self._stopping.wait(_LOOK)


def due_syncs_of(site: Site, background: Background) -> DueSyncs:
    """Return what reads the systems of a site that gave notice."""
    return DueSyncs(background, originals_of(site), lambda: means_of(site))
