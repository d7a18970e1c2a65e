"""The hand of a worker: a process with one thread, which forks the children that parse.

A worker of a cluster has threads of its own, and a process with threads must not fork.  So each
worker starts ``python -m contract_ai.engines.hand`` and asks it; the limits, and what happens
when one is reached, are those of the local pool, as it is the same pool.
"""

import os
import pickle
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from typing import IO

from contract_ai.engines.asking import Ask, Ending, Reply
from contract_ai.engines.python import command, environment
from contract_ai.sandbox import Limits, SupervisedPool
from contract_ai.sandbox.limits import die_with_parent
from contract_ai.workers import perform, warm_task
from models.errors import DocumentError

_LENGTH = struct.Struct("!Q")


class HandDiedError(Exception):
    """The hand ended without an answer."""


class Hand:
    """The other end, in the worker."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [*command("contract_ai.engines.hand"), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
        )

    def do(self, ask: Ask, data: bytes) -> Reply:
        """Have a task done.

        Raises:
            HandDiedError: it was killed; another one may be asked.
        """
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None  # noqa: S101 (both are pipes)
        assert answering is not None  # noqa: S101
        try:
            _send(
                asking, pickle.dumps((ask.limits, ask.task, data, ask.file, ask.extra, ask.scans))
            )
            ending, body = pickle.loads(_receive(answering))  # noqa: S301 (our own process wrote it)
        except (OSError, EOFError) as error:
            raise HandDiedError from error
        return Reply(Ending(ending), body)

    def close(self) -> None:
        """End it; it ends its children."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be said to one that is dead
                    pipe.close()


class _Pool:
    """One child that did what tasks need at their first file before it was forked."""

    def __init__(self) -> None:
        self._limits: Limits | None = None
        self._pool: SupervisedPool | None = None
        self._warm: set[str] = set()

    def of(self, task: str, limits: Limits) -> SupervisedPool:
        if self._pool is None or task not in self._warm or limits != self._limits:
            self.close()
            warm_task(task)
            self._warm.add(task)
            self._limits, self._pool = limits, SupervisedPool(1, limits)
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()


def main() -> None:
    """Do what is asked until nobody asks any more."""
    die_with_parent(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is told, and ends this process
    asking = os.fdopen(os.dup(0), "rb")
    answering = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)  # nothing that is printed may mix with the answers
    pool = _Pool()
    while True:
        try:
            limits, task, *given = pickle.loads(_receive(asking))  # noqa: S301 (our own worker wrote it)
        except EOFError:
            break
        try:
            answer = pool.of(task, limits).submit(perform, task, *given).result()
            said = (Ending.ANSWER.value, answer)
        except DocumentError as error:
            said = (Ending.ERROR.value, error.code.value.encode())
        _send(answering, pickle.dumps(said))
    pool.close()


def _send(pipe: IO[bytes], body: bytes) -> None:
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (size,) = _LENGTH.unpack(head)
    body = pipe.read(size)
    if len(body) < size:
        raise EOFError
    return body


if __name__ == "__main__":
    main()
