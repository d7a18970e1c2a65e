"""Running a server in a child process that is killed at a step of its work."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine


class Bomb:
    """Kills this process at the Nth step: before and after each commit, and around each file call."""

    def __init__(self, at: int) -> None:
        self._left = at

    def tick(self, *_given: object) -> None:
        """Come one step nearer."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def plant(self, engine: Engine) -> None:
        """Lie in wait at every step that leaves a trace on disk."""
        event.listen(engine, "commit", self.tick)
        event.listen(engine, "begin", self.tick)
        for name in ("fsync", "replace", "unlink"):
            setattr(os, name, self._around(getattr(os, name)))

    def _around(self, call: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*given: object, **named: object) -> object:
            self.tick()
            answer = call(*given, **named)
            self.tick()
            return answer

        return wrapped


def in_child(work: Callable[[], None]) -> int:
    """Do some work in a forked process; return the signal that ended it, 0 where none did."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    assert os.WEXITSTATUS(status) == 0, "the child failed"
    return 0


def originals(root: Path) -> list[str]:
    """List the files in a folder by name."""
    return sorted(path.name for path in root.rglob("*") if path.is_file())
