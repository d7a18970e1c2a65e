"""Running the checks in the background: one run at a time, whoever asked for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock, Thread
from time import monotonic

from contract_ai import pipeline
from contract_ai.auditing import Checked
from contract_ai.logs import log
from contract_ai.web.site import Site
from models.accounts import Actor
from models.errors import ContractAIError
from reports.wording import count

_FAULT = "A fault of ours stopped the checks. It is written down; ask an administrator."


@dataclass(frozen=True, slots=True)
class CheckState:
    """How the last run stands: ``said`` is its result in words, ``trouble`` why it has none."""

    running: bool = False
    since: datetime | None = None
    said: str = ""
    trouble: str = ""


@dataclass
class Checking:
    """The checks of one site; ``run`` is what checks, a pipeline's step.

    ``turn`` is held by whoever checks in this process: what pages ask for, and what is ordered.
    """

    site: Site
    run: Callable[..., Checked] = pipeline.check
    turn: Lock = field(default_factory=Lock, repr=False)
    _state: CheckState = CheckState()
    _next: tuple[Actor, datetime] | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)
    _thread: Thread | None = None

    @property
    def state(self) -> CheckState:
        """How it stands now."""
        with self._lock:
            return self._state

    def start(self, actor: Actor, now: datetime, *, queue: bool = False) -> bool:
        """Begin to check what changed; False where a run is on its way already.

        ``queue`` has that run followed by another one, as it may have passed what changed since.
        """
        with self._lock:
            if self._state.running:
                self._next = (actor, now) if queue else self._next
                return False
            self._state = CheckState(running=True, since=now)
            arguments = (actor, self.site.today(), now)
            self._thread = Thread(target=self._work, args=arguments, name="checks", daemon=True)
            self._thread.start()
        return True

    def finish(self, actor: Actor, now: datetime, patience: float) -> CheckState:
        """Check what changed, after a run that is on its way, and wait for it so many seconds.

        The state says whether it is done; where it is not, it goes on by itself.
        """
        end = monotonic() + patience
        while not self.start(actor, now):
            if not self._wait(end):
                return self.state
        self._wait(end)
        return self.state

    def _wait(self, end: float) -> bool:
        """Wait for the run that is on its way; False where the time is over first."""
        thread = self._thread
        if thread is not None:
            thread.join(max(end - monotonic(), 0))
        return thread is None or not thread.is_alive()

    def _work(self, actor: Actor, today: date, now: datetime) -> None:
        try:
            with self.turn:
                made = self.run(
                    self.site.database.acting(actor),
                    as_of=today,
                    now=now,
                    settings=self.site.settings.for_checks,
                )
            done = CheckState(since=now, said=_said(made))
        except ContractAIError as error:
            done = CheckState(since=now, trouble=f"{error.what} {error.do}")
        except Exception as error:  # noqa: BLE001 (the last resort of a thread: nobody else would hear of it)
            log().error("fault", route="checks", kind=type(error).__name__)
            done = CheckState(since=now, trouble=_FAULT)
        with self._lock:
            self._state, following, self._next = done, self._next, None
        if following is not None:
            self.start(*following)


def _said(made: Checked) -> str:
    return f"Checked: {count(made.again, 'part')} of {made.parts} again, {count(made.findings, 'finding')} in all."
