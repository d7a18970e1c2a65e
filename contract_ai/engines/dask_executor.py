"""Files read by the workers of a Dask cluster, with the face of ``concurrent.futures.Executor``.

Whoever waits for a future drives it, as with the local pool.  A worker that dies costs time and
nothing else: the scheduler gives its files to another.  Files on which workers die are then read
one at a time with nothing beside them; one that kills its worker there as well is at fault.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, cast

import dask
from distributed import Client, Security
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker

from contract_ai.engines.address import Address
from contract_ai.engines.asking import Ask, Ending, Reply
from contract_ai.engines.handing import Original
from contract_ai.engines.worker_side import met, stamp, work
from contract_ai.logs import silence
from contract_ai.sandbox import Limits
from contract_ai.sandbox.child import failure
from contract_ai.workers import perform
from models.errors import ContractAIError, ErrorCode, SettingsError
from models.scans import NO_SCANS, Scans

P = ParamSpec("P")
T = TypeVar("T")
_CONNECT = 20.0  # seconds to reach a scheduler
_WORKERS = 60.0  # seconds for its first worker to come
_WITHOUT = 300.0  # seconds for a worker to come back when all are gone
_LOOK = 20.0  # seconds after which we ask whether there are any
_LOSSES = 5  # times that a scheduler may lose a task before we give up
_GONE = (CancelledError, CommClosedError, TimeoutError, OSError)
_LARGE = 64 << 10  # bytes; smaller files travel with the question, which spares one in vain
_TOGETHER = 8  # such files in one task: a task costs the cluster as much as reading a short invoice


class _Parcel:
    """Files that travel together: what the cluster calls a task."""

    def __init__(self, sent: Any) -> None:  # noqa: ANN401 (distributed's future)
        self.sent = sent
        self.replies: tuple[Reply, ...] = ()


class _Errand(Future[bytes]):
    """A file on its way; waiting for it settles it."""

    def __init__(self, executor: "DaskExecutor", ask: Ask, data: bytes) -> None:
        super().__init__()
        self._executor, self.ask, self.data = executor, ask, data
        self.parcel: _Parcel | None = None  # None: not sent yet
        self.place = 0  # in its parcel
        self.alone = False
        self.lost = 0

    def result(self, timeout: float | None = None) -> bytes:
        """Return the answer's bytes, or raise its ``DocumentError``."""
        self._executor.settle(self)
        return super().result(timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Return the task's error, None where it has none."""
        self._executor.settle(self)
        return super().exception(timeout)


class DaskExecutor(Executor):
    """Hands files to the workers of a cluster; use it as a context manager.

    Raises:
        SettingsError: the cluster cannot be reached, has no worker, or runs another program.
    """

    def __init__(self, address: Address, limits: Limits, here: bool) -> None:  # noqa: FBT001 (whether the cluster is ours)
        self._where, self._limits = address.url, limits
        self._paths = True
        self._out: set[_Errand] = set()
        self._waiting: list[_Errand] = []  # for others to fill their parcel
        self._client = _client(address, here=here)
        try:
            self._threads = self._meet()
            # Twice as many are handed out, so a parcel is on its way while another is worked on.
            self.width = _TOGETHER * self._threads
        except BaseException:
            self.shutdown(cancel_futures=True)
            raise

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand out a task; ``fn`` must be `perform`, with its arguments in their places."""
        if fn is not perform or kwargs:
            msg = "a cluster does the tasks of contract_ai.tasks, with positional arguments"
            raise RuntimeError(msg)
        return cast("Future[T]", self._perform(*cast("tuple[Any, ...]", args)))

    def _perform(
        self, task: str, data: bytes, file: str, extra: str = "", scans: Scans = NO_SCANS
    ) -> Future[bytes]:
        original = Original(data, hashlib.sha256(data).hexdigest())
        return self.hand_out(task, original, file, extra, scans)

    def hand_out(
        self, task: str, original: Original, file: str, extra: str, scans: Scans
    ) -> Future[bytes]:
        """Have a task done on a file by whichever worker is free."""
        there = self._paths and original.path is not None and len(original.data) > _LARGE
        ask = Ask(
            task=task,
            sha256=original.sha256,
            path=str(original.path.absolute()) if original.path else "",
            data=None if there else original.data,
            file=file,
            extra=extra,
            scans=scans,
            limits=self._limits,
            stamp=stamp(task),
        )
        errand = _Errand(self, ask, original.data)
        self._out.add(errand)
        idle = len(self._out) <= self._threads  # whoever has nothing to do begins at once
        if idle or len(original.data) > _LARGE:
            self._send(errand)
            return errand
        self._waiting.append(errand)
        if len(self._waiting) == _TOGETHER:
            self._send_waiting()
        return errand

    def settle(self, errand: _Errand) -> None:
        """Wait until a task is done, whatever becomes of workers meanwhile.

        Raises:
            SettingsError: the cluster is gone.
        """
        while not errand.done():
            reply = self._reply(errand)
            if reply is None:
                continue
            if reply.ending is Ending.ABSENT:
                self._paths = False  # the next ones travel with their bytes
                errand.ask = replace(errand.ask, data=errand.data)
                self._send(errand)
            elif reply.ending is Ending.STRANGER:
                self._end(errand, _another(reply.body.decode(), errand.ask.stamp))
            elif reply.ending is Ending.ERROR:
                self._end(errand, failure(ErrorCode(reply.body.decode())))
            else:
                self._end(errand, reply.body)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the Executor's own signature)
        """Finish what is under way (unless cancelled), and let go of the cluster."""
        try:
            if wait and not cancel_futures:
                for errand in tuple(self._out):
                    self.settle(errand)
        finally:
            for errand in self._out:
                errand.cancel()
                if errand.parcel is not None:
                    errand.parcel.sent.release()
            self._out.clear()
            self._waiting.clear()
            self._client.close(timeout=_CONNECT)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def _meet(self) -> int:
        """See that there are workers and that they run our program; return how many tasks fit."""
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS)
            found = self._client.run(met, "contract", on_error="return")
            threads: int = sum(self._client.nthreads().values())
        except _GONE as error:
            what = "It has no workers."
            raise _unreachable(what, self._where) from error
        for said in found.values():
            if said != stamp("contract") and not isinstance(said, _GONE):
                other = said if isinstance(said, str) else "no such program, or an old one"
                raise _another(other, stamp("contract"))
        return max(threads, 1)

    def _send(self, *errands: _Errand) -> None:
        first = errands[0].ask
        name = f"{first.task}-{first.sha256[:16]}-{secrets.token_hex(16)}"
        asks = tuple(errand.ask for errand in errands)
        parcel = _Parcel(self._client.submit(work, asks, key=name, pure=False))
        for place, errand in enumerate(errands):
            errand.parcel, errand.place = parcel, place

    def _send_waiting(self) -> None:
        self._send(*self._waiting)
        self._waiting.clear()

    def _reply(self, errand: _Errand) -> Reply | None:
        """Return what came back; None where the task was sent again."""
        if errand.parcel is None:
            self._send_waiting()
        assert errand.parcel is not None  # noqa: S101 (what waited was sent)
        try:
            return self._awaited(errand.parcel)[errand.place]
        except KilledWorker:
            self._died(errand)
        except _GONE as error:
            errand.lost += 1
            if self._client.status != "running" or errand.lost > _LOSSES:
                what = "The connection to the scheduler was lost."
                raise _unreachable(what, self._where) from error
            self._send(errand)
        return None

    def _awaited(self, parcel: _Parcel) -> tuple[Reply, ...]:
        """Wait for the answers for as long as there are workers, or some may come back.

        Raises:
            SettingsError: all workers are gone.
        """
        seen = time.monotonic()
        while not parcel.replies:
            with suppress(TimeoutError):
                parcel.replies = parcel.sent.result(timeout=_LOOK)
                parcel.sent.release()
                break
            if self._client.nthreads():
                seen = time.monotonic()
            elif time.monotonic() - seen > _WITHOUT:
                what = "Its workers are gone."
                raise _unreachable(what, self._where)
        return parcel.replies

    def _died(self, errand: _Errand) -> None:
        """Workers died with this task: it is done once more by itself, and is then at fault."""
        if errand.alone:
            self._end(errand, failure(ErrorCode.READER_DIED))
            return
        for other in self._out - {errand}:
            if other.parcel is not None:
                with suppress(*_GONE):  # whoever waits for it deals with that
                    other.parcel.sent.exception()
        errand.alone = True
        self._send(errand)

    def _end(self, errand: _Errand, outcome: bytes | ContractAIError) -> None:
        self._out.discard(errand)
        if isinstance(outcome, bytes):
            errand.set_result(outcome)
        else:
            errand.set_exception(outcome)


def _client(address: Address, *, here: bool) -> Client:
    security = Security(
        tls_ca_file=address.ca,
        tls_client_cert=address.cert,
        tls_client_key=address.key,
        require_encryption=True,
    )
    silence("distributed")  # what matters is raised here
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    try:
        return Client(
            address.url,
            security=security if address.is_encrypted else None,
            timeout=_CONNECT,
            set_as_default=False,
            direct_to_workers=here,
        )
    except (OSError, ValueError, *_GONE) as error:
        what = f"No scheduler answers there ({type(error).__name__})."
        raise _unreachable(what, address.url) from error


def _unreachable(what: str, where: str) -> SettingsError:
    do = "See that scheduler and workers run, and that certificates are right; then run it again."
    return SettingsError(ErrorCode.ENGINE_UNREACHABLE, what, where=where, do=do)


def _another(theirs: str, ours: str) -> SettingsError:
    what = f"A worker runs another program ({theirs}) than this one ({ours})."
    do = "Install the same version, with the same libraries, on every machine."
    return SettingsError(ErrorCode.ENGINE_VERSION, what, where="--engine dask", do=do)
