"""A pool of supervised children with the face of ``concurrent.futures.Executor``.

There are no threads: whoever waits for a future (``result``, ``exception``, ``map``) drives the
pool, so children are only ever forked from the caller's own thread, after the libraries they
share were imported; ``concurrent.futures.wait`` alone drives nothing.  A task must return bytes.  A child that dies, hangs or overruns a limit costs its own task and is replaced.

A child that works is given its next task already: it need not wait until whoever drives the pool
has done something with its answer.
"""

import math
import select
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from contract_ai.sandbox.child import Child, failure
from contract_ai.sandbox.limits import Limits
from models.errors import DocumentError, ErrorCode

P = ParamSpec("P")
T = TypeVar("T")
_TASKS_PER_CHILD = 250
_IN_HAND = 2  # tasks that a child has, the one it works on and the next
_LONGEST_WAIT = 5.0  # seconds between two looks at the deadlines


@dataclass(slots=True)
class _Work:
    future: "_Pumped"
    task: Callable[..., Any]
    args: tuple[object, ...]


class _Pumped(Future[Any]):
    """A future that works the pool while someone waits for it."""

    def __init__(self, pool: "SupervisedPool") -> None:
        super().__init__()
        self._pool = pool

    def result(self, timeout: float | None = None) -> Any:  # noqa: ANN401 (what the task returns)
        """Return the task's bytes, or raise its ``DocumentError``."""
        self._pool.work_until(self, timeout)
        return super().result(0 if timeout is not None else None)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Return the task's error, None where it has none."""
        self._pool.work_until(self, timeout)
        return super().exception(0 if timeout is not None else None)


class SupervisedPool(Executor):
    """``workers`` children under ``limits``; use it as a context manager."""

    def __init__(self, workers: int = 2, limits: Limits | None = None) -> None:
        self._workers = max(workers, 1)
        self._limits = limits or Limits()
        self._idle: list[Child] = []
        self._busy: dict[int, tuple[Child, deque[_Work]]] = {}
        self._queue: deque[_Work] = deque()
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a task; ``fn`` is a module's function that returns bytes."""
        if self._closed or kwargs:
            msg = "the pool is closed" if self._closed else "tasks take positional arguments"
            raise RuntimeError(msg)
        future = _Pumped(self)
        self._queue.append(_Work(future, fn, args))
        self._feed()
        return future

    def work_until(self, future: Future[Any], timeout: float | None = None) -> None:
        """Drive the children until a future is done, or so many seconds have passed."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while not future.done() and (self._busy or self._queue) and time.monotonic() < end:
            self._feed()
            self._listen(end - time.monotonic())

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the Executor's own signature)
        """Finish what is queued (unless cancelled), then end every child and all it started."""
        if cancel_futures or not wait:
            while self._queue:
                self._queue.popleft().future.cancel()
        else:
            given = (work for _, works in self._busy.values() for work in works)
            for work in [*self._queue, *given]:
                self.work_until(work.future)
        self._closed = True
        for child, works in self._busy.values():
            child.kill()
            for work in works:
                work.future.set_exception(failure(ErrorCode.READER_DIED))
        for child in self._idle:
            child.kill()
        self._busy.clear()
        self._idle.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(wait=kind is None, cancel_futures=kind is not None)

    def _feed(self) -> None:
        while len(self._busy) < self._workers and (work := self._next()):
            child = self._idle.pop() if self._idle else Child(self._limits)
            self._busy[child.answer] = (child, deque([work]))
            child.start(work.task, work.args)
        for child, works in self._busy.values():
            ready = len(works) < _IN_HAND and child.tasks < _TASKS_PER_CHILD
            if ready and (work := self._next()):
                works.append(work)
                child.start(work.task, work.args)

    def _next(self) -> _Work | None:
        """Take the next task from the queue that nobody cancelled."""
        while self._queue:
            work = self._queue.popleft()
            if work.future.running() or work.future.set_running_or_notify_cancel():
                return work
        return None

    def _listen(self, patience: float) -> None:
        """Wait for answers or the next deadline, no longer than ``patience`` seconds."""
        children = [child for child, _ in self._busy.values()]
        soonest = min((child.seconds_left() for child in children), default=0.0)
        wait = max(min(soonest, patience, _LONGEST_WAIT), 0.0)
        asking = {child.request: child for child in children if child.asking}
        ready, writable, _ = select.select(list(self._busy), list(asking), [], wait)
        for descriptor in writable:
            asking[descriptor].send()
        for descriptor in ready:
            self._receive(descriptor)
        for descriptor, (child, _) in list(self._busy.items()):
            if descriptor not in ready and child.seconds_left() < 0:
                self._fail(descriptor, failure(ErrorCode.LIMIT_TIME))

    def _receive(self, descriptor: int) -> None:
        child, works = self._busy[descriptor]
        try:
            while works and (answer := child.receive()) is not None:
                works.popleft().future.set_result(answer)
        except DocumentError as error:
            self._fail(descriptor, error)
            return
        if works:
            return
        del self._busy[descriptor]
        if child.tasks >= _TASKS_PER_CHILD:
            child.kill()
        else:
            self._idle.append(child)

    def _fail(self, descriptor: int, error: DocumentError) -> None:
        """End a child that failed at its task; what it was given beside that is done by another."""
        child, works = self._busy.pop(descriptor)
        child.kill()
        works.popleft().future.set_exception(error)
        self._queue.extendleft(reversed(works))
