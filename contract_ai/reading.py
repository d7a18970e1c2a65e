"""Reading many files in child processes: answers come back checked, in the order asked for."""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from contract_ai.logs import log
from contract_ai.settings import Settings
from contract_ai.sources import Source, load
from contract_ai.workers import Failure, load_task, open_answer, perform
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode
from models.forms import read_contract_form, read_invoice_form
from models.invoices import Invoice

T = TypeVar("T")
_FORM: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])
_FORMS: TypeAdapter[list[dict[str, object]]] = TypeAdapter(list[dict[str, object]])


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read; ``extra`` is the task's own text, ``data`` the bytes where known."""

    source: Source
    extra: str = ""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What became of one file: a value, or the error that explains why there is none."""

    job: Job
    sha256: str = ""
    value: T | None = None
    error: DocumentError | None = None


@dataclass(frozen=True, slots=True)
class _Pending:
    job: Job
    sha256: str
    started: float
    future: Future[bytes] | None = None
    error: DocumentError | None = None


class Reader:
    """Reads files through an executor of child processes.

    At most twice as many files as there are workers are in memory at any time.
    """

    def __init__(self, executor: Executor, settings: Settings) -> None:
        self._executor = executor
        self._settings = settings
        self._window = 2 * settings.worker_count

    def contracts(self, jobs: Iterable[Job]) -> Iterator[Read[Contract]]:
        """Read contracts: contract-terms/1."""
        return self._all("contract", jobs, _contract)

    def invoices(self, jobs: Iterable[Job]) -> Iterator[Read[list[Invoice]]]:
        """Read invoices: a list of invoice/1 for each file."""
        return self._all("invoices", jobs, _invoices)

    def kinds(self, jobs: Iterable[Job]) -> Iterator[Read[str]]:
        """Say what each file is: contract, invoice, facts or unknown."""
        return self._all("kind", jobs, TypeAdapter(str).validate_python)

    def _all(
        self, task: str, jobs: Iterable[Job], check: Callable[[object], T]
    ) -> Iterator[Read[T]]:
        # Imported before the first fork, so that every child shares it.
        load_task(task)
        waiting: deque[_Pending] = deque()
        for job in jobs:
            waiting.append(self._start(task, job))
            if len(waiting) >= self._window:
                yield _finish(task, waiting.popleft(), check)
        while waiting:
            yield _finish(task, waiting.popleft(), check)

    def _start(self, task: str, job: Job) -> _Pending:
        started = time.monotonic()
        try:
            data = job.data if job.data is not None else self._load(job.source)
        except DocumentError as error:
            return _Pending(job, "", started, error=error)
        sha256 = hashlib.sha256(data).hexdigest()
        future = self._executor.submit(perform, task, data, job.source.name, job.extra)
        return _Pending(job, sha256, started, future)

    def _load(self, source: Source) -> bytes:
        return load(source, self._settings.max_file_bytes)


def _finish(task: str, pending: _Pending, check: Callable[[object], T]) -> Read[T]:
    job = pending.job
    outcome: T | Failure | None = Failure(pending.error) if pending.error else None
    if pending.future is not None:
        outcome = _outcome(pending.future, job.source, check)
    _record(task, pending, outcome)
    if isinstance(outcome, Failure):
        return Read(job, pending.sha256, error=outcome.error)
    return Read(job, pending.sha256, outcome)


def _outcome(future: Future[bytes], source: Source, check: Callable[[object], T]) -> T | Failure:
    try:
        answer = future.result()
    except DocumentError as error:
        return Failure(DocumentError(error.code, error.what, where=source.shown, do=error.do))
    value = open_answer(answer, source.shown)
    if isinstance(value, Failure):
        return value
    try:
        return check(value)
    except ValidationError as invalid:
        what = "The reader's answer does not fit the form it should have."
        do = "Report this file as a bug."
        failed = DocumentError(ErrorCode.READER_FAILED, what, where=source.shown, do=do)
        return Failure(failed, f"{invalid.title}: {invalid.errors()[0]['loc']}")


def _record(task: str, pending: _Pending, outcome: object) -> None:
    fields: dict[str, object] = {
        "file": pending.job.source.name,
        "sha256": pending.sha256[:16],
        "seconds": round(time.monotonic() - pending.started, 3),
        "outcome": "ok",
    }
    if isinstance(outcome, Failure):
        fields["outcome"] = outcome.error.code.value
        if outcome.trace:
            fields["trace"] = outcome.trace
    log().info(f"read {task}", **fields)


def _contract(value: object) -> Contract:
    return read_contract_form(_FORM.validate_python(value))


def _invoices(value: object) -> list[Invoice]:
    return [read_invoice_form(form) for form in _FORMS.validate_python(value)]
