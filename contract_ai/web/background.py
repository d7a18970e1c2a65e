"""Work that a page begins and does not wait for: one at a time of each name, in a thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread

from contract_ai.logs import log
from models.errors import ContractAIError

_FAULT = "A fault of ours stopped it. It is written down; ask an administrator."


@dataclass(frozen=True, slots=True)
class WorkState:
    """How the last work of a name stands: ``said`` is its result, ``trouble`` why it has none."""

    running: bool = False
    since: datetime | None = None
    said: str = ""
    trouble: str = ""


@dataclass
class Background:
    """The work of one process of the server."""

    _states: dict[str, WorkState] = field(default_factory=dict)
    _threads: dict[str, Thread] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def state(self, name: str) -> WorkState:
        """How it stands now."""
        with self._lock:
            return self._states.get(name, WorkState())

    def start(self, name: str, work: Callable[[], str], now: datetime) -> bool:
        """Begin; False where work of this name is on its way.  ``work`` returns what it says."""
        with self._lock:
            if not self._begin(name, now):
                return False
            thread = Thread(target=self._run, args=(name, work, now), name=name, daemon=True)
            self._threads[name] = thread
            thread.start()
        return True

    def do(self, name: str, work: Callable[[], str], now: datetime) -> WorkState | None:
        """Do it here and now; None where work of this name is on its way."""
        with self._lock:
            if not self._begin(name, now):
                return None
        self._run(name, work, now)
        return self.state(name)

    def _begin(self, name: str, now: datetime) -> bool:
        if self._states.get(name, WorkState()).running:
            return False
        self._states[name] = WorkState(running=True, since=now)
        return True

    def wait(self, name: str, seconds: float) -> WorkState:
        """Wait for the work of a name so long at most, and say how it stands."""
        with self._lock:
            thread = self._threads.get(name)
        if thread is not None:
            thread.join(seconds)
        return self.state(name)

    def _run(self, name: str, work: Callable[[], str], now: datetime) -> None:
        try:
            done = WorkState(since=now, said=work())
        except ContractAIError as error:
            done = WorkState(since=now, trouble=f"{error.what} {error.do}")
        except Exception as error:  # noqa: BLE001 (the last resort of a thread: nobody else would hear of it)
            log().error("fault", route=name, kind=type(error).__name__)
            done = WorkState(since=now, trouble=_FAULT)
        with self._lock:
            self._states[name] = done
