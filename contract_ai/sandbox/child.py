"""One supervised child: forked, confined, given tasks over a pipe, killed with all it started.

What goes down the pipe is ours and pickled; what comes back is bytes with a length in front, and
nothing of it is unpickled: the parent trusts nothing a child says.
"""

import contextlib
import faulthandler
import os
import pickle
import signal
import struct
import time
from collections.abc import Callable
from pathlib import Path

from contract_ai.sandbox.limits import Limits, allow_cpu, confine
from models.errors import DocumentError, ErrorCode

Task = Callable[..., bytes]
_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 20
_MEMORY_MARK = 77  # exit status of a child that ran out of memory outside of any task


class Child:
    """A running child and, while it works, the answer that is coming in."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.tasks = 0
        self._unanswered = 0
        self._answer = bytearray()
        self._asking = memoryview(b"")
        self._deadline = 0.0
        request_read, self.request = os.pipe()
        self.answer, answer_write = os.pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self._become_child(request_read, answer_write, parent)
        os.close(request_read)
        os.close(answer_write)
        os.set_blocking(self.answer, False)
        os.set_blocking(self.request, False)

    def start(self, task: Task, args: tuple[object, ...]) -> None:
        """Begin to hand over a task; `send` hands over the rest as the child reads.

        A child that works takes it up when it has answered; its time runs from then on.
        """
        self.tasks += 1
        self._unanswered += 1
        if self._unanswered == 1:
            self._answer.clear()
            self._start_clock()
        body = pickle.dumps((task, args))
        self._asking = memoryview(bytes(self._asking) + _LENGTH.pack(len(body)) + body)
        self.send()

    @property
    def asking(self) -> bool:
        """Whether part of the task is still to be handed over."""
        return bool(self._asking)

    def send(self) -> None:
        """Hand over as much as the pipe takes; never waits for a child that does not read."""
        while self._asking:
            try:
                sent = os.write(self.request, self._asking[:_CHUNK])
            except BlockingIOError:
                return
            except BrokenPipeError:
                self._asking = memoryview(b"")
                return  # it is dead: reading its answer gives the reason
            self._asking = self._asking[sent:]

    def seconds_left(self) -> float:
        """Seconds until the deadline, negative when it is over."""
        return self._deadline - time.monotonic()

    def receive(self) -> bytes | None:
        """Take what came; return the next answer when it is whole.

        Raises:
            DocumentError: the child died, or its answer is larger than the limit.
        """
        while (answer := self._whole_answer()) is None:
            try:
                part = os.read(self.answer, _CHUNK)
            except BlockingIOError:
                return None
            if not part:
                raise self._obituary()
            self._answer += part
        self._unanswered -= 1
        self._start_clock()
        return answer

    def _whole_answer(self) -> bytes | None:
        if len(self._answer) < _LENGTH.size:
            return None
        (size,) = _LENGTH.unpack_from(self._answer)
        if size > self._limits.output_bytes:
            raise failure(ErrorCode.LIMIT_OUTPUT)
        end = _LENGTH.size + size
        if len(self._answer) < end:
            return None
        answer = bytes(self._answer[_LENGTH.size : end])
        del self._answer[:end]
        return answer

    def _start_clock(self) -> None:
        self._deadline = time.monotonic() + self._limits.wall_seconds

    def kill(self) -> None:
        """End the child and every process of its group; leaves no zombie."""
        for descriptor in (self.request, self.answer):
            os.close(descriptor)
        _kill_group(self.pid)
        if self.pid:
            _reap(self.pid)
        self.pid = 0

    def _obituary(self) -> DocumentError:
        """Say why the child ended."""
        _kill_group(self.pid)
        status = _reap(self.pid)
        self.pid = 0
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            return failure(ErrorCode.LIMIT_TIME)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _MEMORY_MARK:
            return failure(ErrorCode.LIMIT_MEMORY)
        return failure(ErrorCode.READER_DIED)

    def _become_child(self, request: int, answer: int, parent: int) -> None:
        """Serve tasks until the pipe is closed; never returns."""
        status = 1
        try:
            os.setsid()
            _close_all_but(request, answer)
            confine(self._limits, parent)
            _serve(request, answer, self._limits)
            status = 0
        except MemoryError:
            status = _MEMORY_MARK
        finally:
            os._exit(status)


def failure(code: ErrorCode) -> DocumentError:
    """Return the error for a task that ended in this way."""
    what, do = _FAILURES[code]
    return DocumentError(code, what, where="the file", do=do)


_SPLIT = "Split the document, or save it again from its program."
_FAILURES = {
    ErrorCode.LIMIT_TIME: ("Reading this file takes longer than one file may take.", _SPLIT),
    ErrorCode.LIMIT_MEMORY: ("Reading this file needs more memory than one file may use.", _SPLIT),
    ErrorCode.LIMIT_OUTPUT: ("This file gives more output than one file may give.", _SPLIT),
    ErrorCode.READER_DIED: (
        "The reader crashed on this file; nothing else was harmed.",
        "Open it in its program and save it again.",
    ),
}


def _close_all_but(*kept: int) -> None:
    """Close what the parent had open: other children's pipes, databases, terminals."""
    faulthandler.disable()
    for name in [path.name for path in Path("/proc/self/fd").iterdir()]:
        if int(name) > 2 and int(name) not in kept:  # noqa: PLR2004 (standard streams are replaced)
            with contextlib.suppress(OSError):  # the listing's own descriptor is gone by now
                os.close(int(name))


def _serve(request: int, answer: int, limits: Limits) -> None:
    while True:
        head = _read(request, _LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        task, args = pickle.loads(_read(request, _LENGTH.unpack(head)[0]))  # noqa: S301 (our own parent wrote it)
        allow_cpu(limits.cpu_seconds)
        body = task(*args)
        _write(answer, _LENGTH.pack(len(body)) + body)


def _read(descriptor: int, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(descriptor, min(size - len(parts), _CHUNK))
        if not part:
            break
        parts += part
    return bytes(parts)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view[:_CHUNK]) :]


def _kill_group(pid: int) -> None:
    """Kill the group; before the child has made it, the child itself."""
    if not pid:
        return
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue  # gone already


def _reap(pid: int) -> int:
    try:
        return os.waitpid(pid, 0)[1]
    except ChildProcessError:  # someone else waited for it
        return 0
