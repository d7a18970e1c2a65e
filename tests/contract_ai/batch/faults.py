"""A file layer that fails: the Nth call that leaves a trace on the disk, and all after it if wanted."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

CALLS = ("write", "fsync", "replace", "rename", "mkdir")


class Faults:
    """Counts the calls of this process, and fails from one of them on."""

    def __init__(self, at: int, reason: int, *, lasting: bool) -> None:
        self.count = 0
        self._at, self._reason, self._lasting = at, reason, lasting
        self._pid = os.getpid()

    @property
    def met(self) -> bool:
        """Whether a call failed."""
        return 0 < self._at <= self.count

    def around(self, call: Callable[..., object]) -> Callable[..., object]:
        """Let a call fail when its turn comes; never in a child, whose pipes are no files."""

        def wrapped(*given: object, **named: object) -> object:
            if os.getpid() == self._pid:
                self.count += 1
                if self.count == self._at or (self._lasting and self.met):
                    raise OSError(self._reason, os.strerror(self._reason))
            return call(*given, **named)

        return wrapped


@contextmanager
def failing(at: int, reason: int = errno.EIO, *, lasting: bool = False) -> Iterator[Faults]:
    """Let the Nth call fail, 0 none; ``lasting`` lets all after it fail as well."""
    faults = Faults(at, reason, lasting=lasting)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, faults.around(getattr(os, name)))
        yield faults
