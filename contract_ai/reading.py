"""Reading many files in child processes: answers come back checked, in the order asked for."""

import hashlib
import json
import time
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from contract_ai.engines.handing import Engine, Original, hand_out, width_of
from contract_ai.fact_tables import FactTable, read_fact_table
from contract_ai.hints import packed
from contract_ai.logs import log
from contract_ai.progress import QUIET, Progress
from contract_ai.recognition import Recognition
from contract_ai.settings import Settings
from contract_ai.sources import Source, load
from contract_ai.tasks import SECOND
from contract_ai.tracing import past
from contract_ai.workers import Failure, Wanted, load_task, open_answer, warm_task
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode
from models.forms import read_contract_form, read_invoice_form
from models.invoices import Invoice
from models.lessons import LESSONS, Lesson
from models.scans import ScannedPage, Scans, WantedPage

if TYPE_CHECKING:
    from contract_ai.second_reader.reader import SecondReader

T = TypeVar("T")
Check = Callable[[object, str, str], T]
"""Makes a value of what a child answered, the file's name and its hash, or raises ValueError."""

_WITH_PAGES = frozenset(
    {"contract", "text", "invoices", "lessons", "kind", "words", "texts", "selection"}
)
_SCAN = "scan"
_PDF, _HEAD = b"%PDF-", 1100  # a PDF may begin with other bytes
_OURS = frozenset(code for code in ErrorCode if code.startswith(("LIMIT_", "READER_")))
"""What an answer that is too much to merge can lead to; the file is then read without it."""

_FORM: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])
_FORMS: TypeAdapter[list[dict[str, object]]] = TypeAdapter(list[dict[str, object]])


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read; ``extra`` is the task's own text, ``data`` the bytes where known.

    ``hints`` is text for the task as well, on which what is known of the file does not depend.

    ``second`` is what a second reader said of it, as JSON; ``settled`` is false where it may say
    more when asked again.
    """

    source: Source
    extra: str = ""
    data: bytes | None = None
    second: str = ""
    settled: bool = True
    hints: str = ""

    @property
    def given(self) -> str:
        """The text that the task gets beside the file."""
        return self.second or packed(self.extra, self.hints)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What became of one file: a value, or the error that explains why there is none.

    ``seconds`` is the time from when it was handed out until its answer was there.
    """

    job: Job
    sha256: str = ""
    value: T | None = None
    error: DocumentError | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Pending:
    job: Job
    sha256: str
    started: float
    original: Original | None = None
    future: Future[bytes] | None = None
    error: DocumentError | None = None


class Reader:
    """Reads files in child processes; ``open_executor``, often an engine, gives a pool of them.

    Each piece of work has its own pool, forked after what it needs was imported, so that the
    children share it.  At most twice as many files as are read at once are in memory.
    Pages that hold no text are read by ``recognition``, each a piece of work with limits of its
    own, so that a file with many takes as long as it needs; ``progress`` shows them.
    """

    def __init__(
        self,
        open_executor: Callable[[], Executor],
        settings: Settings,
        recognition: Recognition | None = None,
        progress: Progress = QUIET,
        second: "SecondReader | None" = None,
    ) -> None:
        self._open_executor = open_executor
        self._settings = settings
        self.customs = settings.customs.text
        self.recognition = recognition or Recognition(wanted=False)
        self._progress = progress
        self._second = second

    def ready(self) -> None:
        """Say that there is work, before processes are forked that do it."""
        if isinstance(self._open_executor, Engine):
            self._open_executor.ready()

    @property
    def settings(self) -> Settings:
        """What the user set."""
        return self._settings

    @property
    def stamp(self) -> str:
        """Name the second reader, where there is one: what it reads is read differently."""
        return self._second.stamp if self._second else ""

    def contracts(self, jobs: Iterable[Job]) -> Iterator[Read[Contract]]:
        """Read contracts: contract-terms/1, with the proposals of the second reader if any."""
        if self._second is None:
            return self._all("contract", jobs, _contract)
        return self._twice(jobs, self._second)

    def _twice(self, jobs: Iterable[Job], second: "SecondReader") -> Iterator[Read[Contract]]:
        """Read a few files' text, ask about each, then read their terms; then the next few.

        No child works while an answer is waited for: its time would run.
        """
        coming = iter(jobs)
        while few := list(islice(coming, 2 * self._settings.worker_count)):
            texts = self._all("text", few, _text)
            asked = [_asked(read, second) for read in texts]
            for read in self._all("contract", asked, _contract):
                if read.error is not None and read.error.code in _OURS and read.job.second:
                    plain = replace(read.job, second="", settled=False)
                    yield from self._all("contract", [plain], _contract)
                else:
                    yield read

    def terms(self, jobs: Iterable[Job]) -> Iterator[Read[Contract]]:
        """Read contract-terms/1 that a person confirmed."""
        return self._all("terms", jobs, _terms)

    def invoices(self, jobs: Iterable[Job]) -> Iterator[Read[list[Invoice]]]:
        """Read invoices: a list of invoice/1 for each file."""
        return self._all("invoices", self._by_custom(jobs), _invoices)

    def lessons(self, jobs: Iterable[Job]) -> Iterator[Read[tuple[Lesson, ...]]]:
        """Learn from corrected invoices; the corrections are each job's own text."""
        return self._all("lessons", jobs, _lessons)

    def facts(self, jobs: Iterable[Job]) -> Iterator[Read[FactTable]]:
        """Read files of facts."""
        return self._all("facts", self._by_custom(jobs), read_fact_table)

    def _by_custom(self, jobs: Iterable[Job]) -> Iterator[Job]:
        return (replace(job, extra=self.customs) for job in jobs)

    def kinds(self, jobs: Iterable[Job]) -> Iterator[Read[str]]:
        """Say what each file is: contract, invoice, facts, bank or unknown."""
        return self._all("kind", jobs, _text)

    def crops(self, jobs: Iterable[Job]) -> Iterator[Read[list[bytes | None]]]:
        """Draw parts of pages, each picture in the order its job asks for."""
        return self._all("crops", jobs, _pictures)

    def one(self, task: str, job: Job, check: Check[T]) -> Read[T]:
        """Run any task of `contract_ai.tasks` on one file."""
        return next(self._all(task, [job], check))

    def _all(self, task: str, jobs: Iterable[Job], check: Check[T]) -> Iterator[Read[T]]:
        coming = iter(jobs)
        first = list(islice(coming, 2))
        if not first:
            return
        load_task(task)
        if len(first) > 1:
            warm_task(task)
        waiting: deque[_Pending] = deque()
        with self._open_executor() as executor:
            window = 2 * width_of(executor, self._settings.worker_count)
            for job in chain(first, coming):
                waiting.append(self._start(executor, task, job))
                if len(waiting) >= window:
                    yield self._finish(executor, task, waiting.popleft(), check)
            while waiting:
                yield self._finish(executor, task, waiting.popleft(), check)

    def _start(self, executor: Executor, task: str, job: Job) -> _Pending:
        started = time.monotonic()
        try:
            data = job.data if job.data is not None else self.load(job.source)
        except DocumentError as error:
            return _Pending(job, "", started, error=error)
        sha256 = hashlib.sha256(data).hexdigest()
        # Asking costs a program's start, so only documents that may hold pictures of pages do.
        scans = Scans(asked=task in _WITH_PAGES and data[:_HEAD].find(_PDF) >= 0)
        if scans.asked and not self.recognition:
            scans = Scans()
        original = Original(data, sha256, job.source.path)
        future = hand_out(executor, task, original, job.source.name, job.given, scans)
        return _Pending(job, sha256, started, original, future)

    def _finish(self, executor: Executor, task: str, pending: _Pending, check: Check[T]) -> Read[T]:
        outcome: T | Failure | None = Failure(pending.error) if pending.error else None
        job, original = pending.job, pending.original
        if pending.future is not None and original is not None:
            answer = _answer(pending.future, job)
            if isinstance(answer, Wanted):
                scans = self._scans(executor, job, original, answer.pages)
                again = hand_out(executor, task, original, job.source.name, job.given, scans)
                answer = _answer(again, job)
            outcome = _checked(answer, pending, check)
        seconds = round(time.monotonic() - pending.started, 3)
        _record(task, pending, outcome, seconds)
        if isinstance(outcome, Failure):
            return Read(pending.job, pending.sha256, error=outcome.error, seconds=seconds)
        return Read(pending.job, pending.sha256, outcome, seconds=seconds)

    def _scans(
        self, executor: Executor, job: Job, original: Original, wanted: tuple[WantedPage, ...]
    ) -> Scans:
        """Recognise the pages that a file asks for; those read before are not read again."""
        name = job.source.name
        pages = {page.number: self.recognition.known(page.key) for page in wanted}
        new = [page for page in wanted if pages[page.number] is None]
        work = [hand_out(executor, _SCAN, original, name, str(page.number)) for page in new]
        failed = {}
        with self._progress.task(f"{name}: recognising text, page", len(new)) as step:
            for page, future in zip(new, work, strict=True):
                scanned = _scanned(_answer(future, job))
                if isinstance(scanned, ScannedPage):
                    self.recognition.keep(page.key, scanned)
                    pages[page.number] = scanned
                else:
                    failed[page.number] = scanned
                step()
        read = {number: page for number, page in pages.items() if page is not None}
        return Scans(read, failed)

    def picture_keys(self, source: Source) -> tuple[str, ...]:
        """Return the keys under which recognised text of a document's pages is kept.

        Raises:
            DocumentError: it cannot be loaded.
        """
        data = self.load(source)
        original = Original(data, hashlib.sha256(data).hexdigest(), source.path)
        load_task("text")
        with self._open_executor() as executor:
            asked = hand_out(executor, "text", original, source.name, scans=Scans(asked=True))
            answer = _answer(asked, Job(source))
        return tuple(page.key for page in answer.pages) if isinstance(answer, Wanted) else ()

    def load(self, source: Source) -> bytes:
        """Load a file within the limits.

        Raises:
            DocumentError: it cannot be loaded.
        """
        return load(source, self._settings.max_file_bytes)


def _asked(read: Read[str], second: "SecondReader") -> Job:
    """Ask about one document; what a person confirmed is not asked about again."""
    job = read.job
    if read.value is None or job.extra:
        return job
    said = second.read(job.source, read.sha256, read.value)
    if said.form is None and not said.notices:
        return job
    form: dict[str, object] = {
        "answer": said.form,
        "whole": said.settled,
        "notices": list(said.notices),
    }
    text = json.dumps({SECOND: form}, ensure_ascii=True)
    return replace(job, second=text, settled=said.settled)


def _answer(future: Future[bytes], job: Job) -> object | Failure | Wanted:
    try:
        answer = future.result()
    except DocumentError as error:
        return Failure(DocumentError(error.code, error.what, where=job.source.shown, do=error.do))
    return open_answer(answer, job.source.shown)


def _checked(value: object, pending: _Pending, check: Check[T]) -> T | Failure:
    source = pending.job.source
    if isinstance(value, Failure):
        return value
    try:
        return check(value, source.name, pending.sha256)
    except ValueError as invalid:
        what = "The reader's answer does not fit the form it should have."
        do = "Report this file as a bug."
        failed = DocumentError(ErrorCode.READER_FAILED, what, where=source.shown, do=do)
        return Failure(failed, _place(invalid))


def _scanned(answer: object) -> ScannedPage | str:
    """Return the page, or why it was not read."""
    if isinstance(answer, Failure):
        return answer.error.what
    try:
        return ScannedPage.model_validate(answer)
    except ValidationError:
        return "The reader's answer does not fit the form it should have."


def _record(task: str, pending: _Pending, outcome: object, seconds: float) -> None:
    fields: dict[str, object] = {
        "file": pending.job.source.name,
        "sha256": pending.sha256[:16],
        "seconds": seconds,
        "outcome": "ok",
    }
    if isinstance(outcome, Failure):
        fields["outcome"] = outcome.error.code.value
        if outcome.trace:
            fields["trace"] = outcome.trace
    log().info(f"read {task}", **fields)
    failed = "" if fields["outcome"] == "ok" else str(fields["outcome"])
    past(f"read {task}", seconds, failed=failed, sha256=pending.sha256[:16])


def _contract(value: object, file: str, sha256: str) -> Contract:
    return read_contract_form(_at_home(_FORM.validate_python(value), file, sha256))


def _terms(value: object, _file: str, _sha256: str) -> Contract:
    return read_contract_form(_FORM.validate_python(value))


def _invoices(value: object, file: str, sha256: str) -> list[Invoice]:
    forms = _FORMS.validate_python(value)
    return [read_invoice_form(_at_home(form, file, sha256)) for form in forms]


def _lessons(value: object, _file: str, _sha256: str) -> tuple[Lesson, ...]:
    return LESSONS.validate_python(value)


def _at_home(form: dict[str, object], file: str, sha256: str) -> dict[str, object]:
    """Take the document's name and hash from here: a child is not asked what it was given."""
    document = _FORM.validate_python(form.get("document", {}))
    return form | {"document": document | {"file": file, "sha256": sha256}}


def _text(value: object, _file: str, _sha256: str) -> str:
    return TypeAdapter(str).validate_python(value)


def _pictures(value: object, _file: str, _sha256: str) -> list[bytes | None]:
    texts = TypeAdapter(list[str | None]).validate_python(value)
    return [None if text is None else b64decode(text, validate=True) for text in texts]


def _place(invalid: ValueError) -> str:
    if isinstance(invalid, ValidationError):
        return f"{invalid.title}: {invalid.errors()[0]['loc']}"
    return type(invalid).__name__
