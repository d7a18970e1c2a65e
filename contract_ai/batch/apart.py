"""Doing a piece of work in a process of its own: whatever ends that one, this one goes on.

The other process ends with this one, also where this one is killed: it never works alone.
"""

import os
import pickle
import sys
from collections.abc import Callable
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
    sys.stderr.flush()
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _answer(work, writing, parent)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        body = answer.read()
    os.waitpid(pid, 0)
    try:
        good, value = pickle.loads(body)  # noqa: S301 (our own process wrote it)
    except (EOFError, pickle.UnpicklingError) as error:
        raise DiedError from error
    if not good:
        raise cast("Exception", value)
    return cast("T", value)


def _answer(work: Callable[[], T], writing: int, parent: int) -> None:
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


def _done(work: Callable[[], T]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except Exception as error:  # noqa: BLE001 (it is raised again in the other process)
        return pickle.dumps((False, error))
