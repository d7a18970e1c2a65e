"""Running the checks that programs ordered: one thread in each process of the server.

The orders are in the database (`contract_ai.storage.check_orders`), so what was ordered before a
server was stopped or killed is run by the next one that looks, or by another at work now.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from contract_ai import pipeline
from contract_ai.auditing import Checked
from contract_ai.logs import log
from contract_ai.storage import check_orders
from contract_ai.storage.check_orders import LEASE, Counts, Taken
from contract_ai.web.site import Site
from models.errors import ContractAIError, ErrorCode, SettingsError

PAUSE = 2.0
"""Seconds after which it is looked for what was ordered from another server."""
_TROUBLE = 5.0  # seconds before the next try when the database could not be used


def _name() -> str:
    return f"{os.uname().nodename[:40]}:{os.getpid()}:{secrets.token_hex(8)}"


@dataclass
class OrderedChecks:
    """The orders of a site as one process sees them.

    ``turn`` is held while checks run, ``worker`` is a name that no other process has, and ``run``
    is what checks.
    """

    site: Site
    turn: Lock
    run: Callable[..., Checked] = pipeline.check
    worker: str = field(default_factory=_name)
    _stopping: Event = field(default_factory=Event, repr=False)
    _wake: Event = field(default_factory=Event, repr=False)
    _thread: Thread | None = None
    _held: int | None = None

    def start(self) -> None:
        """Run what is ordered in a thread, until `stop`."""
        self._thread = Thread(target=self._go_on, name="ordered checks", daemon=True)
        self._thread.start()

    def stop(self, patience: float = 30.0) -> None:
        """Begin nothing new; what does not end within so many seconds is put back."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(patience)
        held = self._held
        if held is not None:
            with self.site.database.write() as session:
                check_orders.release(session, held, self.worker)

    def look(self) -> None:
        """Say that there is something new."""
        self._wake.set()

    def work(self) -> int:
        """Run all that waits or was lost; return how many orders this process ended.

        Raises:
            SettingsError: the database cannot be used.
        """
        ended = 0
        while not self._stopping.is_set():
            with self.turn:
                taken = self._take()
                if taken is None:
                    break
                ended += self._do(taken)
        return ended

    def _take(self) -> Taken | None:
        with self.site.database.write() as session:
            today, now = self.site.today(), self.site.clock()
            taken = check_orders.take_order(session, self.worker, today, now)
        self._held = taken.number if taken else None
        return taken

    def _do(self, taken: Taken) -> bool:
        """Run one order and say how it ended; False where another process has it by now."""
        try:
            with self._holding(taken):
                made = self._checked(taken)
            if isinstance(made, ContractAIError):
                return self._failed(taken, made)
            return self._done(taken, made)
        finally:
            self._held = None

    def _checked(self, taken: Taken) -> Checked | ContractAIError:
        try:
            return self.run(
                self.site.database.acting(taken.actor),
                as_of=taken.as_of,
                now=self.site.clock(),
                settings=self.site.settings.for_checks,
                only=taken.contract,
            )
        except ContractAIError as error:
            return error
        except Exception as error:  # noqa: BLE001 (who ordered must hear of it, and the thread go on)
            log().error("fault", route="ordered checks", kind=type(error).__name__)
            return _fault(taken.number)

    def _done(self, taken: Taken, made: Checked) -> bool:
        with self.site.database.write(taken.actor) as session:
            findings, tests = made.findings, made.tests
            if taken.contract:
                findings, tests = check_orders.counts_of(session, taken.contract)
            counts = Counts(made.again, findings, tests, len(made.crashes))
            return check_orders.finish_order(
                session, taken.number, self.worker, counts, self.site.clock()
            )

    def _failed(self, taken: Taken, error: ContractAIError) -> bool:
        with self.site.database.write(taken.actor) as session:
            return check_orders.fail_order(
                session, taken.number, self.worker, error, self.site.clock()
            )

    @contextmanager
    def _holding(self, taken: Taken) -> Iterator[None]:
        """Renew the lease for as long as it takes."""
        over = Event()

        def beat() -> None:
            while not over.wait(LEASE.total_seconds() / 4):
                try:
                    with self.site.database.write() as session:
                        check_orders.renew(session, taken.number, self.worker, self.site.clock())
                except ContractAIError as error:
                    log().error("ordered checks cannot renew", code=error.code.value)

        thread = Thread(target=beat, name="ordered checks lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.work()
            except ContractAIError as error:
                log().error("ordered checks wait", code=error.code.value)
                self._stopping.wait(_TROUBLE)
            except Exception as error:  # noqa: BLE001 (the thread must go on; the lease ends what it held)
                log().error("ordered checks failed", kind=type(error).__name__)
                self._stopping.wait(_TROUBLE)
            self._wake.wait(PAUSE)


def _fault(number: int) -> ContractAIError:
    what, do = "A fault of ours stopped the checks.", "It is in the log; ask an administrator."
    return SettingsError(ErrorCode.FAULT, what, where=f"check order {number}", do=do)
