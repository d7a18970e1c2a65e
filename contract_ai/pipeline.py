"""The main job, a function a step: add, match, check, report.  Every way in calls these.

Documents go into the database, the checks run over what it holds, and reports show what they
said.  The clock and the processes are arguments.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from sqlmodel import Session

from checks.copies import settled
from checks.matching import Cases, build_cases
from checks.run import prepared
from contract_ai.adding import Added, Adder
from contract_ai.audit.anchors import Anchor
from contract_ai.audit.foot import foot
from contract_ai.auditing import Checked, Hands, check_parts, in_turn
from contract_ai.crops import FOR_PAPER, FOR_SCREEN, Kind, draw
from contract_ai.files import make_folder, writable, write_atomically, write_pieces
from contract_ai.folder import Folder
from contract_ai.intake.places import find_vault, source_of
from contract_ai.logs import log
from contract_ai.metering.publishing import publish_changes
from contract_ai.names import OutputNames
from contract_ai.pagework.cache import DiskCache
from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Job, Reader
from contract_ai.rereading.book import count_open
from contract_ai.rereading.saying import open_words
from contract_ai.sources import Source
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import load_facts, said_before
from contract_ai.storage.findings import StoredAudit, load_audit
from contract_ai.storage.invoices import load_invoices
from contract_ai.storage.lessons import save_lessons
from contract_ai.storage.lives import live_on, load_changes
from contract_ai.storage.matching import load_corrections
from contract_ai.tracing import span
from contract_ai.versions import program_version, reader_stamp
from models.cases import Book, CheckSettings
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode, SettingsError
from models.forms import contract_form, json_text
from models.lessons import Lesson
from reports.crops import needed_crops
from reports.findings_json import findings_pieces
from reports.inputs import FactSource, InputFile, ReportInput, UnreadFile
from reports.packet.letter import letter_crops
from reports.report import report_pieces
from reports.workbook import findings_workbook


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the results of a run were written."""

    report: Path
    findings: Path
    workbook: Path


Beside = Callable[[Callable[[], None]], AbstractContextManager[None]]


@contextmanager
def one_by_one(work: Callable[[], None]) -> Iterator[None]:
    """Do some work after the body."""
    yield
    work()


def add(
    database: Database,
    reader: Reader,
    folder: Folder,
    *,
    now: datetime,
    progress: Progress = QUIET,
) -> Added:
    """Read the documents that are new or changed and put them into the database."""
    # A document with scanned pages is read again when there is something to read them with.
    program = reader_stamp() + reader.recognition.engine
    added = Adder(database, reader, program=program, now=now).add(folder, progress)
    log().info("added", read=added.read, already=added.already, errors=len(added.errors))
    return added


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learnt from an invoice, and why not, where it was not."""

    lessons: tuple[Lesson, ...] = ()
    errors: tuple[DocumentError, ...] = ()


def teach(
    database: Database, reader: Reader, source: Source, corrections: str, *, now: datetime
) -> Taught:
    """Learn from the corrected values of an invoice (JSON by field), and read it again."""
    (read,) = reader.lessons([Job(source, corrections)])
    if read.error is not None or read.value is None:
        return Taught(errors=(read.error,) if read.error else ())
    with database.write() as session:
        save_lessons(session, read.value, source.name, now)
    program = reader_stamp() + reader.recognition.engine
    added = Adder(database, reader, program=program, now=now).again(source)
    log().info("taught", lessons=len(read.value), errors=len(added.errors))
    return Taught(read.value, tuple(added.errors))


def hold_only(database: Database, added: Added, now: datetime) -> None:
    """Retire every document that is not among these: the database then mirrors a folder."""
    with database.write() as session:
        store.keep_only(session, added.paths.keys(), now)


def load_book(session: Session, as_of: date, settings: CheckSettings | None = None) -> Book:
    """Load everything on file."""
    return Book(
        settled(load_contracts(session)),
        load_invoices(session),
        load_facts(session),
        as_of,
        settings or CheckSettings(),
        corrections=load_corrections(session),
    )


def match(book: Book) -> Cases:
    """Find the contract of every invoice and what each of its lines is."""
    return build_cases(prepared(book))


def check(  # noqa: PLR0913 (every option is given by name)
    database: Database,
    *,
    as_of: date,
    now: datetime,
    settings: CheckSettings | None = None,
    also: Callable[[Session], None] | None = None,
    only: str = "",
    hands: Hands = in_turn,
) -> Checked:
    """Run every check over what is on file, anew where something changed since the last run.

    ``also`` is done in the transaction that compares the findings with those of the run before.
    ``only`` narrows the run to a contract by its stem; see `check_parts`.  ``hands`` may check
    several families at once.

    Raises:
        ContractGone: that contract is not on file.
    """
    publish_changes(database, now)
    with span("check") as told:
        made = check_parts(
            database,
            as_of=as_of,
            now=now,
            settings=settings or CheckSettings(),
            only=only,
            hands=hands,
        )
        told.say(parts=made.parts, again=made.again, findings=made.findings)
    with database.write() as session:
        live_on(session, as_of, now, whole=made.whole)
        if also is not None:
            also(session)
    counts = {"findings": made.findings, "tests": made.tests}
    log().info(
        "checked",
        parts=made.parts,
        again=made.again,
        invoices=made.invoices,
        crashes=len(made.crashes),
        **counts,
    )
    return made


def report(  # noqa: PLR0913 (every option is given by name)
    database: Database,
    *,
    name: str = "",
    unread: Iterable[DocumentError] = (),
    settings: CheckSettings | None = None,
    anchored: bool = False,
    anchors: Sequence[Anchor] = (),
) -> ReportInput:
    """Gather what the reports show of the last run.

    ``anchored`` has the foot name the newest of ``anchors``, or without any the newest event of
    the audit trail: the report is then an anchor, and another one after each change of the
    database.

    Raises:
        SettingsError: nothing was checked yet, or the anchors are not of this database.
    """
    with database.read() as session:
        last = load_audit(session) or _nothing_checked(database)
        contracts, invoices = settled(load_contracts(session)), load_invoices(session)
        changes = load_changes(session)
        rows = store.documents(session)
        files = tuple(InputFile(row.file, row.sha256, row.kind) for row in rows)
        again = said_before(session)
        said = foot(session, anchors) if anchored else ""
        remark = open_words(count_open(session))
        facts = tuple(
            _fact_source(row.file, row.detail, again.get(row.sha256, []))
            for row in rows
            if row.kind == store.FACTS
        )
    return ReportInput(
        audit=last.audit,
        contracts=contracts,
        invoices=invoices,
        as_of=last.as_of,
        name=name,
        fact_sources=facts,
        settings=settings or CheckSettings(),
        versions={"contract-ai": program_version()},
        files=files,
        unread=tuple(_unread(error) for error in unread),
        decisions=last.decisions,
        changes=changes,
        audit_anchor=said,
        remarks=(remark,) if remark else (),
    )


def findings(database: Database) -> StoredAudit:
    """Load what the last run found, without the documents and the record of its tests.

    Raises:
        SettingsError: nothing was checked yet.
    """
    with database.read() as session:
        return load_audit(session, tests=False) or _nothing_checked(database)


def _nothing_checked(database: Database) -> NoReturn:
    what, do = "Nothing was checked yet.", "Run contract-ai check first."
    raise SettingsError(ErrorCode.DATABASE_UNUSABLE, what, where=database.name, do=do)


def with_pictures(  # noqa: PLR0913 (what is rarely wanted is given by name)
    database: Database,
    reader: Reader,
    data: ReportInput,
    progress: Progress = QUIET,
    kind: Kind = FOR_SCREEN,
    *,
    kept: DiskCache | None = None,
) -> ReportInput:
    """Add the pictures of pages that the report wants, and the letters that come of it.

    ``kept`` is where pictures are kept for the next report; None keeps none.
    """
    wanted = dict.fromkeys(needed_crops(data) + (letter_crops(data) if kind is FOR_PAPER else []))
    hashes = {
        one.sha256 for one in wanted
    }  # an original in a store is fetched when it is asked for
    with database.read() as session:
        vault = find_vault(reader.settings, database)
        sources = (
            (row.sha256, source_of(row.path, row.sha256, row.file, vault))
            for row in store.documents(session)
            if row.sha256 in hashes
        )
        places = {sha256: source.path for sha256, source in sources if source is not None}
    return replace(data, crops=draw(reader, wanted, places, progress, kind, kept=kept))


def write_reports(data: ReportInput, output: Path, beside: Beside = one_by_one) -> Outputs:
    """Write report.html, findings.json, findings.xlsx and terms/STEM.json into a folder.

    ``beside`` says how the workbook is written, which takes as long as the rest.
    """
    made = Outputs(output / "report.html", output / "findings.json", output / "findings.xlsx")
    write_terms(data.contracts, output / "terms")
    with beside(partial(_write_workbook, data, made.workbook)):
        findings = write_pieces(made.findings, findings_pieces(data))
        write_pieces(made.report, report_pieces(data, findings))
    return made


def _write_workbook(data: ReportInput, file: Path) -> None:
    # Its sheets pass through files of their own, of which nothing is to be left after an error.
    with writable(file), tempfile.TemporaryDirectory(prefix="contract-ai-") as passing:
        workbook = findings_workbook(data, passing)
    write_atomically(file, workbook)


def write_terms(contracts: Iterable[Contract], folder: Path) -> None:
    """Write contract-terms/1 for each contract; a file that says so already is left alone."""
    make_folder(folder)
    names = OutputNames()
    for contract in contracts:
        path = folder / names.take(contract.document.file)
        text = (json_text(contract_form(contract)) + "\n").encode()
        if not _says(path, text):
            write_atomically(path, text)


def _says(path: Path, text: bytes) -> bool:
    """Whether a file holds this already: reading it costs less than waiting for the disk."""
    try:
        return path.is_file() and path.read_bytes() == text
    except OSError:
        return False


def _unread(error: DocumentError) -> UnreadFile:
    return UnreadFile(Path(error.where).name, error.code.value, error.what, error.do)


def _fact_source(file: str, detail: dict[str, object], again: list[str]) -> FactSource:
    """Say of a file what counts; ``again`` are the rows that another file said before."""
    refused, rows = detail.get("refused"), detail.get("rows")
    return FactSource(
        file=file,
        kind=str(detail.get("kind", "")),
        rows=(rows if isinstance(rows, int) else 0) - len(again),
        refused=(*(map(str, refused) if isinstance(refused, list) else ()), *again),
    )
