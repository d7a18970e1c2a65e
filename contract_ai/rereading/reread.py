"""Reading once more what another version of the extractors read, and comparing.

1. Ask which documents on file have results of another version: a query.
2. Read their originals, and write down for each, in a transaction of its own, that the result is
   the same, how it differs, or why it could not be read.
3. Run the checks on both, and write down for each what it would change about findings.
4. Where it is wanted, accept what nobody decided about, one document a transaction.

Cut off anywhere, the next call goes on: what was written down is not asked for again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlmodel import Session, col, select

from contract_ai.intake.places import find_vault, source_of
from contract_ai.reading import Job, Read, Reader
from contract_ai.rereading.book import (
    Reading,
    RereadState,
    count_waiting,
    forget_failed,
    listed,
    note,
    note_findings,
    note_same,
    waiting,
)
from contract_ai.rereading.deciding import accept
from contract_ai.rereading.readings import differences_of, is_touched
from contract_ai.rereading.saying import Reread
from contract_ai.rereading.weighing import FindingChange, Would, weigh
from contract_ai.sources import Source
from contract_ai.storage import documents as store
from contract_ai.storage.engine import Database
from contract_ai.storage.invoices import GoneError
from contract_ai.storage.lessons import load_lessons
from contract_ai.versions import reader_stamp, stamp
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode
from models.forms import contract_form, invoice_form
from models.invoices import Invoice
from models.lessons import LESSONS
from models.tables.documents import DocumentRow
from models.tables.rereading import RereadRow


class Rereader:
    """Reads documents on file again; ``program`` names the code that reads, as adding has it."""

    def __init__(
        self, database: Database, reader: Reader, *, now: datetime, program: str | None = None
    ) -> None:
        self._database, self._reader, self._now = database, reader, now
        self._program = program or reader_stamp() + reader.recognition.engine
        self._vault = find_vault(reader.settings, database)

    @property
    def version(self) -> str:
        """The name of the version that reads now."""
        return stamp(self._program)

    def run(
        self,
        *,
        as_of: date,
        limit: int | None = None,
        automatic: bool = False,
        retry: bool = False,
        also: Callable[[Session], None] | None = None,
    ) -> Reread:
        """Read again, compare and weigh; ``limit`` is the most documents that are read.

        ``automatic`` accepts what nobody decided about, and does ``also`` in the same transactions;
        ``retry`` reads once more what this version could not read.

        Raises:
            SettingsError: the database cannot be used; what was done stays done.
        """
        if limit == 0:
            with self._database.read() as session:
                return Reread(waiting=count_waiting(session, self.version))
        if retry:
            with self._database.write() as session:
                forget_failed(session, self.version, self._now)
        with self._database.read() as session:
            rows = waiting(session, self.version, limit)
        ends = [*self._read(rows)] if rows else []
        found = self._weigh(as_of)
        accepted = self._accept_undecided(also) if automatic else 0
        with self._database.read() as session:
            left = count_waiting(session, self.version)
        would = [one.would for one in found]
        return Reread(
            read=len(ends),
            same=ends.count("same"),
            changed=ends.count(RereadState.OPEN),
            failed=ends.count(RereadState.FAILED),
            accepted=accepted,
            waiting=left,
            opening=would.count(Would.OPEN),
            closing=would.count(Would.CLOSE),
            changing=would.count(Would.CHANGE),
        )

    def _read(self, rows: Sequence[DocumentRow]) -> Iterator[str]:
        self._reader.ready()
        jobs: dict[str, list[Job]] = {store.CONTRACT: [], store.INVOICE: []}
        by_source: dict[tuple[str, Source], DocumentRow] = {}
        with self._database.read() as session:
            lessons = load_lessons(session)
        hints = LESSONS.dump_json(lessons).decode() if lessons else ""
        for row in rows:
            source = source_of(row.path, row.sha256, row.file, self._vault)
            if source is None:
                yield self._end_reading(row, error=_missing(row))
                continue
            by_source[row.kind, source] = row
            contract = row.kind == store.CONTRACT
            job = Job(source) if contract else Job(source, self._reader.customs, hints=hints)
            jobs[row.kind].append(job)
        for one in self._reader.contracts(jobs[store.CONTRACT]):
            yield self._compare_one(one, by_source[store.CONTRACT, one.job.source])
        for many in self._reader.invoices(jobs[store.INVOICE]):
            yield self._compare_one(many, by_source[store.INVOICE, many.job.source])

    def _compare_one(self, read: "Read[Contract] | Read[list[Invoice]]", row: DocumentRow) -> str:
        if read.error is not None or read.value is None:
            return self._end_reading(row, error=read.error or _missing(row))
        if read.sha256 != row.sha256:
            return self._end_reading(row, error=_missing(row))
        value = read.value
        derived: list[object] = (
            [contract_form(value)]
            if isinstance(value, Contract)
            else [invoice_form(one) for one in value]
        )
        return self._end_reading(row, derived, read.job)

    def _end_reading(
        self,
        row: DocumentRow,
        derived: Sequence[object] = (),
        job: Job | None = None,
        error: DocumentError | None = None,
    ) -> str:
        """Write down what became of one document."""
        with self._database.write() as session:
            document = session.get(
                DocumentRow, row.id, with_for_update=True, populate_existing=True
            )
            if document is None or document.retired_at or document.reader == self.version:
                return "gone"  # taken away, or read anew by another way meanwhile
            if error is not None or job is None:
                failed = Reading(self.version, error=error or _missing(row))
                note(session, document, failed, self._now)
                return RereadState.FAILED
            differences = differences_of(session, document, derived)
            if not differences:
                note_same(session, document, self.version, self._now)
                return "same"
            reading = Reading(self.version, self._stamp(job), derived, differences)
            note(session, document, reading, self._now)
            return RereadState.OPEN

    def _stamp(self, job: Job) -> str:
        """Stamp a document as adding it does."""
        second = self._reader.stamp if job.settled else "unsettled"
        return stamp(self._program, job.source.name, job.extra, *([second] if second else []))

    def _weigh(self, as_of: date) -> list[FindingChange]:
        """Weigh what was not weighed yet; return each finding once."""
        query = select(RereadRow.id).where(
            RereadRow.state == RereadState.OPEN,
            RereadRow.reader == self.version,
            col(RereadRow.weighed).is_(False),
        )
        with self._database.read() as session:
            numbers = [number or 0 for number in session.exec(query.order_by(col(RereadRow.id)))]
        if not numbers:
            return []
        settings, now = self._reader.settings.for_checks, self._now
        try:
            made = weigh(self._database, numbers, as_of=as_of, settings=settings, now=now)
        except GoneError:
            return []  # documents came or went meanwhile; the next call weighs them
        for number, changes in made.items():
            with self._database.write() as session:
                note_findings(session, number, [asdict(one) for one in changes], self._now)
        return [*dict.fromkeys(one for changes in made.values() for one in changes)]

    def _accept_undecided(self, also: Callable[[Session], None] | None) -> int:
        """Accept every open reading of a document about which nobody decided anything."""
        with self._database.read() as session:
            numbers = [
                row.id or 0
                for row, document in listed(session)
                if row.reader == self.version and not is_touched(session, document)
            ]
        for number in numbers:
            with self._database.write() as session:
                accept(session, number, self._now)
                if also is not None:
                    also(session)
        return len(numbers)


def _missing(row: DocumentRow) -> DocumentError:
    what = "The original is not there any more."
    do = "Put the file back where it lay, or add it again."
    return DocumentError(ErrorCode.ORIGINAL_MISSING, what, where=row.file, do=do)
