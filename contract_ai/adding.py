"""Putting documents into the database: each read once, unchanged ones not at all."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from contract_ai.bank_files import add_bank_file
from contract_ai.fact_tables import FactTable
from contract_ai.folder import Folder
from contract_ai.names import stem
from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Job, Read, Reader
from contract_ai.sources import Source
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import save_contract
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import save_facts
from contract_ai.storage.invoices import save_many_invoices
from contract_ai.storage.lessons import load_lessons
from contract_ai.versions import stamp
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode
from models.forms import contract_form, json_text
from models.invoices import Invoice
from models.lessons import LESSONS

T = TypeVar("T")
Step = Callable[[], None]
Save = Callable[[Session, int, T], None]
Outcome = store.Key | DocumentError
Heard = Callable[[Source, Outcome], None]
"""Is told what became of each file as soon as it is known."""

_AT_ONCE = 16  # invoices that are written in one transaction; what is lost with it is read again


@dataclass
class Added:
    """What became of the files.

    ``paths`` are the documents on file now, by kind and hash; ``errors`` name the files that
    could not be read; ``outcomes`` says the same of each file, by its source, and ``seconds`` how
    long it was read.
    """

    read: int = 0
    already: int = 0
    paths: dict[store.Key, str] = field(default_factory=dict)
    outcomes: dict[Source, Outcome] = field(default_factory=dict)
    seconds: dict[Source, float] = field(default_factory=dict)
    errors: list[DocumentError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    heard: Heard | None = None

    def failed(self, source: Source, error: DocumentError) -> None:
        """Note why a file is not on file."""
        self.errors.append(error)
        self.end(source, error)

    def on_file(self, source: Source, key: store.Key) -> None:
        """Note that a file is on file now."""
        self.paths[key] = source.place
        self.end(source, key)

    def end(self, source: Source, outcome: Outcome) -> None:
        """Note what became of a file."""
        self.outcomes[source] = outcome
        if self.heard is not None:
            self.heard(source, outcome)


class Adder:
    """Adds files to a database; ``program`` names the code that reads, ``now`` is the moment."""

    def __init__(self, database: Database, reader: Reader, *, program: str, now: datetime) -> None:
        self._database, self._reader = database, reader
        self._program, self._now = program, now
        self._added = Added()
        self._seen: dict[store.Key, str] = {}
        self._step: Step = _nothing
        with database.read() as session:
            self._stamps = store.stamps(session)
            self._touched = store.touched(session)
            lessons = load_lessons(session)
        self._lessons = LESSONS.dump_json(lessons).decode() if lessons else ""

    def add(self, folder: Folder, progress: Progress = QUIET, heard: Heard | None = None) -> Added:
        """Read what is new or changed and write it down: each document at once, a few invoices together."""
        self._added.heard = heard
        confirmed = self._confirmed(folder)
        folder = self._sort(folder, confirmed)
        with progress.task("Reading documents", folder.count) as self._step:
            self._contracts(folder.contracts, confirmed)
            jobs = self._new(store.INVOICE, map(self._invoice, folder.invoices))
            few = 1 if heard is not None else _AT_ONCE
            for reads in _in_lots(self._reader.invoices(jobs), few):
                self._take_invoices(reads)
            for table in self._reader.facts(self._new(store.FACTS, self._tables(folder.facts))):
                self._take(store.FACTS, table, _save_facts, _fact_detail(table.value))
            for source in folder.bank:
                self._bank(source)
        with self._database.write() as session:
            store.bring_back(session, self._added.paths, self._now)
        return self._added

    def _bank(self, source: Source) -> None:
        """Write down the movements of a bank's file that are new; the checks know them as facts."""
        self._step()
        arrived = add_bank_file(self._database, self._reader, source, now=self._now)
        if arrived.error is not None:
            self._added.failed(source, arrived.error)
            return
        self._added.read += bool(arrived.new)
        self._added.already += not arrived.new
        told = (f"{arrived.name}: {one}" for one in (*arrived.warnings, *arrived.refused))
        self._added.notices.extend(told)
        self._added.on_file(source, (store.FACTS, arrived.sha256))

    def again(self, source: Source) -> Added:
        """Read one invoice with what was taught since, though its file is the same."""
        self._take_invoices(list(self._reader.invoices([self._invoice(source)])))
        return self._added

    def _invoice(self, source: Source) -> Job:
        return Job(source, self._reader.customs, hints=self._lessons)

    def _sort(self, folder: Folder, confirmed: dict[str, Contract]) -> Folder:
        """Find the kind of every file that no folder names."""
        kinds = (store.CONTRACT, store.INVOICE, store.FACTS, store.BANK)
        found: dict[str, list[Source]] = {kind: [] for kind in kinds}
        unknown: list[Source] = []
        for source in folder.unsorted:
            kind = self._known_kind(source, confirmed)
            found.get(kind, unknown).append(source)
        for read in self._reader.kinds(map(Job, unknown)):
            source = read.job.source
            if read.error is not None:
                self._added.failed(source, read.error)
            elif read.value in found:
                found[read.value].append(source)
            else:
                what = "This is no contract, no invoice, no file of facts and no bank's statement."
                do = "Put it into contracts/, invoices/ or facts/, or take it away."
                error = DocumentError(ErrorCode.KIND_UNKNOWN, what, where=source.shown, do=do)
                self._added.failed(source, error)
        return replace(
            folder,
            contracts=folder.contracts + _by_name(found[store.CONTRACT]),
            invoices=folder.invoices + _by_name(found[store.INVOICE]),
            facts=folder.facts + _by_name(found[store.FACTS]),
            bank=folder.bank + _by_name(found[store.BANK]),
            unsorted=(),
        )

    def _known_kind(self, source: Source, confirmed: dict[str, Contract]) -> str:
        """Return the kind of a file with confirmed terms, or that was read before, else ""."""
        known = confirmed.get(stem(source.name))
        if known is not None and source.path.suffix.lower() in {".pdf", ".docx"}:
            return store.CONTRACT
        try:
            sha256 = hashlib.sha256(self._reader.load(source)).hexdigest()
        except DocumentError:
            return ""
        kinds = (store.CONTRACT, store.INVOICE, store.FACTS)
        stamped = {self._stamp(Job(source)), *map(self._stamp, self._tables([source]))}
        return next((kind for kind in kinds if self._stamps.get((kind, sha256)) in stamped), "")

    def _tables(self, sources: Iterable[Source]) -> Iterator[Job]:
        """Make a job of each file that may be a table; what was answered about tables is its text."""
        return (Job(source, self._reader.customs) for source in sources)

    def _confirmed(self, folder: Folder) -> dict[str, Contract]:
        """Read the terms a person confirmed, by the stem of their contract."""
        found = {}
        for read in self._reader.terms(map(Job, folder.terms)):
            if read.error is not None:
                self._added.failed(read.job.source, read.error)
            elif read.value is not None:
                found[stem(read.job.source.name)] = read.value
        return found

    def _contracts(self, sources: Iterable[Source], confirmed: dict[str, Contract]) -> None:
        jobs = [Job(source, _extra(confirmed.get(stem(source.name)))) for source in sources]
        for read in self._reader.contracts(self._new(store.CONTRACT, jobs)):
            known = confirmed.get(stem(read.job.source.name))
            if read.error is not None and known is not None and read.sha256:
                # What a person confirmed counts, also where the document cannot be read.
                self._added.errors.append(read.error)
                read = replace(read, value=_as_read(known, read), error=None)  # noqa: PLW2901 (the same file)
            self._take(store.CONTRACT, read, save_contract_at(self._now), {})
            self._added.notices.extend(_second_notices(read))
        without = confirmed.keys() - {stem(job.source.name) for job in jobs}
        self._added.notices.extend(
            f"terms/{name}.json: not used, as there is no contract of this name."
            for name in sorted(without)
        )

    def _new(self, kind: str, jobs: Iterable[Job]) -> Iterator[Job]:
        """Pass on what must be read; note what is there already."""
        for job in jobs:
            try:
                data = self._reader.load(job.source)
            except DocumentError as error:
                self._added.failed(job.source, error)
                self._step()
                continue
            key = (kind, hashlib.sha256(data).hexdigest())
            if key in self._seen:
                first = self._seen[key]
                note = f"{job.source.shown}: not read again, as it holds the same bytes as {first}."
                self._added.notices.append(note)
                self._added.end(job.source, key)
                self._step()
            elif self._stamps.get(key) == self._stamp(job) or key in self._touched:
                self._added.already += 1
                self._added.on_file(job.source, key)
                self._step()
            else:
                yield replace(job, data=data)
            self._seen.setdefault(key, job.source.name)

    def _take_invoices(self, reads: Iterable[Read[list[Invoice]]]) -> None:
        """Write a few files of invoices down at once, all or none of them."""
        few = [(read, value) for read in reads if (value := self._value(read)) is not None]
        if not few:
            return
        news = [self._document(store.INVOICE, read, {}) for read, _ in few]
        with self._database.write() as session:
            numbers = store.put_documents(session, news, self._now)
            values = (value for _, value in few)
            save_many_invoices(session, zip(numbers, values, strict=True))
        for read, _ in few:
            self._written(store.INVOICE, read)

    def _take(self, kind: str, read: Read[T], save: Save[T], detail: dict[str, object]) -> None:
        """Write one document down, or keep the reason why it cannot be."""
        value = self._value(read)
        if value is None:
            return
        new = self._document(kind, read, detail)
        with self._database.write() as session:
            save(session, store.put_document(session, new, self._now), value)
        self._written(kind, read)

    def _value(self, read: Read[T]) -> T | None:
        """Return what was read, or keep the reason why there is nothing."""
        self._step()
        self._added.seconds[read.job.source] = read.seconds
        if read.error is not None:
            self._added.failed(read.job.source, read.error)
            return None
        return read.value

    def _document(self, kind: str, read: Read[T], detail: dict[str, object]) -> store.NewDocument:
        source = read.job.source
        return store.NewDocument(
            sha256=read.sha256,
            kind=kind,
            file=source.name,
            path=source.place,
            stamp=self._stamp(read.job),
            detail=detail,
            reader=stamp(self._program),
        )

    def _written(self, kind: str, read: Read[T]) -> None:
        self._added.read += 1
        self._added.on_file(read.job.source, (kind, read.sha256))

    def _stamp(self, job: Job) -> str:
        second = self._reader.stamp if job.settled else "unsettled"
        return stamp(self._program, job.source.name, job.extra, *([second] if second else []))


def save_contract_at(now: datetime) -> Save[Contract]:
    """Make the function that writes a contract known from this moment on."""

    def save(session: Session, document: int, contract: Contract) -> None:
        save_contract(session, document, contract, now)

    return save


def _save_facts(session: Session, document: int, table: FactTable) -> None:
    save_facts(session, document, table)


def _fact_detail(table: FactTable | None) -> dict[str, object]:
    if table is None:
        return {}
    return {"kind": table.kind, "rows": len(table.facts), "refused": list(table.refused)}


def _extra(known: Contract | None) -> str:
    if known is None:
        return ""
    return json_text(contract_form(known.model_copy(update={"confirmed": True})))


def _as_read(known: Contract, read: Read[Contract]) -> Contract:
    document = known.document.model_copy(
        update={"file": read.job.source.name, "sha256": read.sha256}
    )
    return known.model_copy(update={"document": document, "confirmed": True})


def _second_notices(read: Read[Contract]) -> Iterator[str]:
    """Tell at once what the second reader did not do; other notices stand in the report."""
    for notice in read.value.notices if read.value and read.job.second else ():
        if notice.startswith("[SECOND_READER"):
            yield f"{read.job.source.shown}: {notice}"


def _in_lots(
    reads: Iterable[Read[list[Invoice]]], most: int
) -> Iterator[list[Read[list[Invoice]]]]:
    """Pass files on together until they hold so many invoices."""
    lot: list[Read[list[Invoice]]] = []
    held = 0
    for read in reads:
        lot.append(read)
        held += max(len(read.value or ()), 1)
        if held >= most:
            yield lot
            lot, held = [], 0
    yield lot


def _by_name(sources: list[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda source: os.fsencode(source.path)))


def _nothing() -> None:
    """Note nothing."""
