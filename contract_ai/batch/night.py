"""A night from its beginning to its end; each step may be cut off, and the next run goes on there.

1. Look at the inbox, and take in what is new: the bytes to the vault, then a row.
2. Read what waits, in groups.
3. Move the originals, now that what became of them is committed.
4. Read again a few documents whose results come from other extractors, and compare.
5. Check the families that anything came to, and compare with the run before.
6. Write the reports.
7. End the night, with its figures.

What every step does twice it does once: bytes are known by their hash, documents by their row,
findings by their part.  Only the comparison counts its runs; it is noted in its own transaction.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import select

from contract_ai.audit.trail import newest
from contract_ai.batch import book, figures
from contract_ai.batch.apart import DiedError, apart
from contract_ai.batch.figures import Figures, Unread
from contract_ai.batch.groups import Member, Queue
from contract_ai.batch.inbox import SETTLE, Found, Look, look, whole
from contract_ai.batch.lock import alone
from contract_ai.batch.moving import Move, Mover
from contract_ai.batch.outcomes import write_down
from contract_ai.batch.places import place_of
from contract_ai.batch.reading import GroupReader, Result
from contract_ai.batch.retrying import release, retry
from contract_ai.batch.states import ENDED, UNREAD, FileState
from contract_ai.batch.summary import Summary
from contract_ai.batch.taking import Haul, Taker
from contract_ai.batch.telling import tell
from contract_ai.batch.times import Times, not_before
from contract_ai.files import make_folder, sweep, writable
from contract_ai.garbage import held_back
from contract_ai.intake.places import data_folder, open_vault
from contract_ai.logs import bind, log
from contract_ai.names import printable
from contract_ai.pagework.cache import cache_in
from contract_ai.pipeline import Outputs, check, report, with_pictures, write_reports
from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Reader
from contract_ai.rereading.reread import Rereader
from contract_ai.rereading.saying import Reread
from contract_ai.storage.engine import Database, forked
from contract_ai.storage.lives import is_first
from contract_ai.versions import checks_stamp
from models.errors import DocumentError, ErrorCode
from models.findings import Audit
from models.tables.batch import InboxFileRow


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user wants of a night; ``keep`` leaves originals where they lie."""

    inbox: Path
    output: Path
    as_of: date | None = None
    keep: bool = False
    settle: float = SETTLE
    again: bool = False
    """Whether what lies in quarantine is read once more."""
    rereads: int | None = None
    """Most documents that newer extractors read again; None is what the setting says."""


class NightRun:
    """One run of a night: on one database, with one reader."""

    def __init__(
        self,
        database: Database,
        reader: Reader,
        plan: Plan,
        times: Times,
        progress: Progress = QUIET,
    ) -> None:
        self._database, self._reader, self._plan = database, reader, plan
        self._times, self._progress = times, progress
        self._settings = reader.settings
        self._inbox = plan.inbox.resolve()
        self._name = printable(self._inbox)
        self._vault = open_vault(self._settings, database)
        self._notices: list[str] = []

    def run(self) -> Summary:
        """Do a night.

        Raises:
            SettingsError: another one runs, or a folder or the database cannot be used; what was
                done stays done.
        """
        with alone(self._settings, self._database, self._inbox):
            return self._run()

    def _run(self) -> Summary:
        _ = self._settings.webhook, self._settings.mailer  # wrong ones are told before the work
        started = self._times.ticks()
        today = self._times.today()
        basis = _basis(repr(self._settings.for_checks))
        with self._database.read() as session:
            now = not_before(session, self._times.now())
        with self._database.write() as session:
            as_of = self._plan.as_of or today
            night = book.begin_night(
                session, self._name, today=today, as_of=as_of, basis=basis, now=now
            )
        bind(night=str(night.number))
        seen, haul = self._take(night, now)
        self._read(night.number, now)
        self._move(night, seen)
        reread = self._reread(night, now)
        known, checked, families = self._check(night, now, told=reread.changed > 0)
        with self._database.read() as session:
            files = figures.files_of(session, night.number)
            unread = figures.unread(session, night.number)
            slow = figures.slowest(session, night.number)
            first = is_first(session)
        outputs = audit = None
        found: dict[str, object] = {}
        if checked:
            with held_back():
                outputs, audit, found = self._report(unread, first=first)
        seconds = round(night.seconds + self._times.ticks() - started, 3)
        made = Figures.model_validate(
            {
                "night": night.number,
                "as_of": night.as_of,
                "runs": night.runs,
                "seconds": seconds,
                "unchanged": haul.unchanged,
                "checked": checked,
                "families": families,
                "reread": reread,
                **files.model_dump(),
                "left": files.left + len(haul.left),
                **found,
            }
        )
        self._end(night.number, made, known)
        self._tell()
        log().info("night", **made.model_dump(mode="json", exclude={"money", "as_of"}))
        left = tuple(haul.left)
        return Summary(made, unread, slow, left, tuple(self._notices), outputs, audit)

    def _take(self, night: book.Night, now: datetime) -> tuple[Look, Haul]:
        apart = {self._plan.output.resolve(), data_folder(self._settings, self._database).resolve()}
        seen = look(self._inbox, apart)
        seen = whole(seen, self._times.now().timestamp(), self._times.sleep, self._plan.settle)
        if self._plan.again:
            with self._database.write() as session:
                retry(session, self._name, night.number, now)
        taker = Taker(
            self._database,
            self._vault,
            self._name,
            night.number,
            keep=self._plan.keep,
            max_bytes=self._settings.max_file_bytes,
            now=now,
        )
        return seen, taker.take(seen)

    def _read(self, night: int, now: datetime) -> None:
        queue = Queue(self._database, night)
        groups = GroupReader(self._database, self._vault, self._reader)
        while group := queue.next():
            self._reader.ready()
            terms = queue.terms()

            def work(group: list[Member] = group, terms: list[Member] = terms) -> Result:
                forked(self._database)  # what it writes is on the disk when its end is written
                return groups.read(group, terms, self._progress, now)

            try:
                result = apart(work)
            except DiedError:
                log().error("a reader of the batch died", files=len(group))
                queue.died(group, now)
                continue
            self._notices += result.notices
            write_down(self._database, night, result, now)
        terms = queue.terms()
        if terms:
            result = groups.read_terms(terms, self._progress, now)
            write_down(self._database, night, result, now)

    def _move(self, night: book.Night, seen: Look) -> None:
        mover = Mover(self._inbox, night.day.isoformat())
        if self._plan.again:
            release(self._database, self._inbox, night.number, mover)
        if self._plan.keep:
            return
        found = {
            place_of(self._name, one.inside): one
            for one in (*seen.found, *(strange.found for strange in seen.strange))
        }
        with self._database.read() as session:
            query = select(InboxFileRow).where(InboxFileRow.night_id == night.number)
            moves = [
                _move(row, found[row.place])
                for row in session.exec(query)
                if row.state in ENDED and row.place in found
            ]
        for one in moves:
            mover.move(one)
        mover.close()

    def _reread(self, night: book.Night, now: datetime) -> Reread:
        limit = self._plan.rereads
        return Rereader(self._database, self._reader, now=now).run(
            as_of=night.as_of,
            limit=self._settings.rederive_per_night if limit is None else limit,
            automatic=self._settings.rederive == "automatic",
            also=lambda session: book.note_news(session, night.number),
        )

    def _check(self, night: book.Night, now: datetime, *, told: bool) -> tuple[int, bool, int]:
        """Run the checks where anything may say something else; return the event they know of.

        ``told`` says that the report has something to tell whatever the checks say.
        """
        with self._database.read() as session:
            done = book.is_checked(session, night.number)
            news = told or not done or bool(figures.unread(session, night.number))
        families = 0
        if not done:
            made = check(
                self._database,
                as_of=night.as_of,
                now=now,
                settings=self._settings.for_checks,
                also=lambda session: book.note_checked(session, night.number, now),
            )
            families = made.again
        with self._database.read() as session:
            known, _ = newest(session)
        there = (self._plan.output / "report.html").is_file()
        return known, news or not night.still or not there, families

    def _report(
        self, unread: tuple[Unread, ...], *, first: bool
    ) -> tuple[Outputs, Audit, dict[str, object]]:
        errors = [
            DocumentError(ErrorCode(one.code), one.what, where=one.file, do=one.do)
            for one in unread
        ]
        settings = self._settings.for_checks
        data = report(self._database, name=self._inbox.name, unread=errors, settings=settings)
        kept = cache_in(data_folder(self._settings, self._database))
        data = with_pictures(self._database, self._reader, data, self._progress, kept=kept)
        output = make_folder(self._plan.output)
        with writable(output):  # a night before may have been cut off while it wrote
            sweep(output)
            sweep(output / "terms")
        found = figures.findings_of(data, first=first)
        return write_reports(data, self._plan.output), data.audit, found

    def _tell(self) -> None:
        """Tell of the last night that nobody was told of; this one, or one that was cut off there."""
        with self._database.read() as session:
            row = book.untold(session, self._name)
            waiting = None if row is None else (row.id or 0, row.figures)
        if waiting is None:
            return
        number, form = waiting
        now, made = self._times.now(), Figures.model_validate(form)
        self._notices += tell(self._settings, made, now, self._times.sleep)
        with self._database.write() as session:
            book.note_told(session, number, now)

    def _end(self, night: int, made: Figures, known: int) -> None:
        with self._database.write() as session:
            form = made.model_dump(mode="json")
            end = not_before(session, self._times.now())
            book.end_night(session, night, form, seen=known, seconds=made.seconds, now=end)


def _move(row: InboxFileRow, found: Found) -> Move:
    why = row.state in UNREAD
    state = FileState(row.state)
    return Move(found, state, *((row.code, row.what, row.do) if why else ()))


def _basis(settings: str) -> str:
    return hashlib.sha256(f"{checks_stamp()}\n{settings}".encode()).hexdigest()
