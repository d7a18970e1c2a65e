"""Doing a piece of work in a process of its own: whatever ends that one, this one goes on.

The other process ends with this one, also where this one is killed: it never works alone.
"""

import fcntl
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import IO, Generic, TypeVar, cast

from contract_ai.sandbox.limits import die_with_parent

T = TypeVar("T")
U = TypeVar("U")
_AHEAD = 1 << 20  # bytes that a process may be ahead of its reader; more needs rights


class DiedError(Exception):
    """The process was killed before it had an answer."""


def apart(work: Callable[[], T]) -> T:
    """Do some work in a forked process and return what it gives, or raise what it raises.

    Raises:
        DiedError: the process was killed, or ended without an answer.
    """
    return cast("T", _given(_ended(*_begun(work))))


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Do some work in a forked process while the body runs, and raise what it raises after that.

    Work whose process was killed is done once more here: it took more memory there than there was.
    """
    pid, reading = _begun(work)
    try:
        yield
    finally:
        body = _ended(pid, reading)
    try:
        _given(body)
    except DiedError:
        work()


@contextmanager
def shared_out(
    work: Callable[[T], U], things: Sequence[T], *, ways: int, begin: Callable[[], object]
) -> Iterator[Iterator[U]]:
    """Do some work on many things in so many forked processes; results come in the things' order.

    Each process does ``begin`` first.  What a process that was killed had still to do is done here.
    """
    with ExitStack() as ending:
        hands = [
            ending.enter_context(closing(_Hand(work, things[first::ways], begin)))
            for first in range(min(ways, len(things)))
        ]
        yield (hands[place % ways].next() for place in range(len(things)))


class _Hand(Generic[T, U]):
    """A forked process that works on its things one after the other, a little ahead of us."""

    def __init__(
        self, work: Callable[[T], U], things: Sequence[T], begin: Callable[[], object]
    ) -> None:
        self._work, self._left = work, iter(things)
        self._pid, reading = _forked(lambda answer: _each(work, things, begin, answer))
        with suppress(OSError):  # the system allows less: then it is less far ahead
            fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, _AHEAD)
        self._answers: IO[bytes] | None = os.fdopen(reading, "rb")

    def next(self) -> U:
        """Return what the next thing gives, or raise what the work on it raised."""
        thing = next(self._left)
        if self._answers is not None:
            try:
                return cast("U", _result(*pickle.load(self._answers)))  # noqa: S301 (our own process wrote it)
            except (EOFError, pickle.UnpicklingError):
                self.close()
        return self._work(thing)

    def close(self) -> None:
        """End the process."""
        if self._answers is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._answers.close()
            self._answers = None
            os.waitpid(self._pid, 0)


def _each(
    work: Callable[[T], object],
    things: Sequence[T],
    begin: Callable[[], object],
    answers: IO[bytes],
) -> None:
    begin()
    for thing in things:
        answers.write(_done(lambda thing=thing: work(thing)))  # type: ignore[misc]  # bound now
        answers.flush()


def _begun(work: Callable[[], object]) -> tuple[int, int]:
    """Begin some work in a forked process; return it, and where its answer is to be read."""

    def answer(file: IO[bytes]) -> None:
        file.write(_done(work))

    return _forked(answer)


def _forked(work: Callable[[IO[bytes]], object]) -> tuple[int, int]:
    """Fork a process that writes answers; return it, and where they are to be read."""
    sys.stderr.flush()
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _answer(work, writing, parent)
    os.close(writing)
    return pid, reading


def _ended(pid: int, reading: int) -> bytes:
    """Wait until a process ends; return its answer, nothing where it was killed."""
    with os.fdopen(reading, "rb") as answer:
        body = answer.read()
    os.waitpid(pid, 0)
    return body


def _given(body: bytes) -> object:
    """Return what some work gave, or raise what it raised."""
    try:
        answer = pickle.loads(body)  # noqa: S301 (our own process wrote it)
    except (EOFError, pickle.UnpicklingError) as error:
        raise DiedError from error
    return _result(*answer)


def _result(good: bool, value: object) -> object:  # noqa: FBT001 (as it was written)
    if not good:
        raise cast("Exception", value)
    return value


def _answer(work: Callable[[IO[bytes]], object], writing: int, parent: int) -> None:
    """Work, and hand over the answers; never returns."""
    status = 1
    try:
        die_with_parent(parent)
        with os.fdopen(writing, "wb") as answers:
            work(answers)
        sys.stderr.flush()
        status = 0
    finally:
        os._exit(status)


def _done(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except Exception as error:  # noqa: BLE001 (it is raised again in the other process)
        return pickle.dumps((False, error))
