"""Several processes that answer at one address: a parent that starts them, and starts them again.

All of them take connections from the socket that the parent opened.  What they must agree on is
in the database; lists and pages held in memory follow its audit trail in each of them.
"""

import os
import signal
import time
from collections.abc import Callable
from socket import socket
from types import FrameType

from contract_ai.logs import log
from contract_ai.sandbox.limits import die_with_parent

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_SOON = 5.0
"""A process that ended within so many seconds of its start is started again after a pause."""
_PAUSE = 1.0


class Processes:
    """So many processes that do the same work on one socket, until the parent is told to end."""

    def __init__(self, count: int, listening: socket, work: Callable[[socket], None]) -> None:
        self._count, self._listening, self._work = count, listening, work
        self._began: dict[int, float] = {}  # by process
        self._ended_by: int | None = None

    def run(self) -> None:
        """Start them, replace what dies, and return when all ended.

        SIGTERM and SIGINT end them: each finishes what it answers.  The signal is raised again
        when they are gone, so that the program ends as it does with one process.
        """
        before = {number: signal.signal(number, self._end) for number in _ENDINGS}
        try:
            for _ in range(self._count):
                self._start()
            while self._began:
                self._wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if self._ended_by is not None:
            signal.raise_signal(self._ended_by)

    def _start(self) -> None:
        # No signal comes between the fork and the note of it: it would miss the new process.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
        parent = os.getpid()
        pid = 0 if self._ended_by is not None else os.fork()
        if pid == 0 and os.getpid() != parent:
            self._serve(parent)
        if pid:
            self._began[pid] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)

    def _serve(self, parent: int) -> None:
        """Do the work in a process of its own; never returns."""
        status = 1
        try:
            die_with_parent(parent)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
            self._work(self._listening)
            status = 0
        except KeyboardInterrupt:
            status = 0
        except Exception as error:  # noqa: BLE001 (a process ends here; its parent starts another)
            log().error("server process failed", kind=type(error).__name__)
        finally:
            os._exit(status)

    def _wait(self) -> None:
        """Wait until one ends, and start another in its place."""
        pid, _ = os.waitpid(-1, 0)
        began = self._began.pop(pid, None)
        if began is None or self._ended_by is not None:
            return
        log().error("server process ended", process=pid)
        if time.monotonic() - began < _SOON:
            time.sleep(_PAUSE)
        self._start()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self._ended_by = number
        for pid in self._began:
            os.kill(pid, signal.SIGTERM)
