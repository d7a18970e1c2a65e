"""A disk that fails: the Nth call that leaves a trace on it, and all after it if wanted.

Three seams, one count: the calls of `os`, files that Python opens to write (buffered ones as well),
and what SQLite writes, by the seam that SQLite keeps for such tests.  The calls of processes forked
meanwhile count with those of this one.
"""

import errno
import io
import multiprocessing
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import pytest

from tests.contract_ai.batch.sqlite_calls import failing_sqlite

CALLS = ("fsync", "replace", "rename", "mkdir", "link", "unlink")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Faults:
    """Counts the calls of this process and its children, and fails from one of them on."""

    def __init__(self, at: int, reason: int, *, lasting: bool) -> None:
        self._at, self._reason, self._lasting = at, reason, lasting
        self._count = multiprocessing.Value("q", 0)

    @property
    def count(self) -> int:
        """How many calls there were."""
        return int(self._count.value)

    @property
    def met(self) -> bool:
        """Whether a call failed."""
        return 0 < self._at <= self.count

    def turn(self) -> int:
        """Count a call; return why it fails, 0 where it does not."""
        with self._count.get_lock():
            self._count.value += 1
            now = self._count.value
        fails = now == self._at or (self._lasting and 0 < self._at <= now)
        return self._reason if fails else 0

    def check(self) -> None:
        """Count a call of Python, and fail if it is its turn."""
        if reason := self.turn():
            raise OSError(reason, os.strerror(reason))

    def around(self, call: Callable[..., object]) -> Callable[..., object]:
        """Let a call fail when its turn comes."""

        def wrapped(*given: object, **named: object) -> object:
            self.check()
            return call(*given, **named)

        return wrapped


@contextmanager
def failing(at: int, reason: int = errno.EIO, *, lasting: bool = False) -> Iterator[Faults]:
    """Let the Nth call fail, 0 none; ``lasting`` lets all after it fail as well."""
    faults = Faults(at, reason, lasting=lasting)
    with pytest.MonkeyPatch.context() as patch, failing_sqlite(faults.turn):
        for name in CALLS:
            patch.setattr(os, name, faults.around(getattr(os, name)))
        patch.setattr(os, "write", _writing(faults))
        patch.setattr(os, "open", _opening_descriptors(faults))
        opening = _opening(faults)
        patch.setattr(io, "open", opening)
        patch.setattr("builtins.open", opening)
        yield faults


def _writing(faults: Faults) -> Callable[[int, bytes], int]:
    write = os.write

    def wrapped(handle: int, data: bytes) -> int:
        if _is_file(handle):
            faults.check()
        return write(handle, data)

    return wrapped


def _opening_descriptors(faults: Faults) -> Callable[..., int]:
    opened = os.open

    def wrapped(path: Any, flags: int, *given: Any, **named: Any) -> int:  # noqa: ANN401 (as os.open has it)
        if flags & _WRITING:
            faults.check()
        return opened(path, flags, *given, **named)

    return wrapped


class _File(io.FileIO):
    """A file whose writing may fail, also where a buffer is written out at its end."""

    faults: Faults

    def write(self, data: Any) -> int:  # noqa: ANN401 (any buffer)
        self.faults.check()
        return super().write(data)


def _opening(faults: Faults) -> Callable[..., IO[Any]]:
    """Return what opens files as `open` does, with a file below that may fail."""
    plain = io.open

    def opening(  # noqa: PLR0917 (those of `open`)
        file: Any,  # noqa: ANN401
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,  # noqa: FBT001, FBT002
        opener: Any = None,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if not set(mode) & set("wax+") or not _is_file(file):
            return plain(file, mode, buffering, encoding, errors, newline, closefd, opener)
        faults.check()
        raw = _File(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        raw.faults = faults
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline, line_buffering=buffering == 1)

    return opening


def _is_file(file: Any) -> bool:  # noqa: ANN401 (a descriptor or a path)
    """Whether this is a file on the disk, or will be one; a pipe is none."""
    try:
        mode = os.stat(file).st_mode  # noqa: PTH116 (descriptors as well)
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode)
