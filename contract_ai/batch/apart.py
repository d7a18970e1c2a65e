"""Doing a piece of work in a process of its own: whatever ends that one, this one goes on.

The other process ends with this one, also where this one is killed: it never works alone.
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from contract_ai.sandbox.limits import die_with_parent

T = TypeVar("T")


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


def _begun(work: Callable[[], object]) -> tuple[int, int]:
    """Begin some work in a forked process; return it, and where its answer is to be read."""
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
        good, value = pickle.loads(body)  # noqa: S301 (our own process wrote it)
    except (EOFError, pickle.UnpicklingError) as error:
        raise DiedError from error
    if not good:
        raise cast("Exception", value)
    return value


def _answer(work: Callable[[], object], writing: int, parent: int) -> None:
    """Work, and hand over the answer; never returns."""
    status = 1
    try:
        die_with_parent(parent)
        body = _done(work)
        with os.fdopen(writing, "wb") as answer:
            answer.write(body)
        sys.stderr.flush()
        status = 0
    finally:
        os._exit(status)


def _done(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except Exception as error:  # noqa: BLE001 (it is raised again in the other process)
        return pickle.dumps((False, error))
