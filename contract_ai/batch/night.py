"""A night from its beginning to its end; each step may be cut off, and the next run goes on there.

1. Read what changed in connected systems; one that is down is told of, and stops nothing.
2. Look at the inbox, and take in what is new: the bytes to the vault, then a row.
3. Read what waits, in groups.
4. Move the originals, now that what became of them is committed.
5. Read again a few documents whose results come from other extractors, and compare.
6. Check the families that anything came to, and compare with the run before.
7. Write the reports.
8. End the night, with its figures.

What every step does twice it does once: bytes are known by their hash, documents by their row,
findings by their part.  Only the comparison counts its runs; it is noted in its own transaction.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import select

from contract_ai.audit.trail import newest
from contract_ai.batch import book, figures
from contract_ai.batch.figures import Figures, SystemRead
from contract_ai.batch.groups import Queue
from contract_ai.batch.inbox import SETTLE, Found, Look, look, whole
from contract_ai.batch.lock import alone
from contract_ai.batch.moving import Move, Mover
from contract_ai.batch.places import place_of
from contract_ai.batch.retrying import release, retry
from contract_ai.batch.states import ENDED, UNREAD, FileState
from contract_ai.batch.summary import Summary
from contract_ai.batch.taking import Haul, Taker
from contract_ai.batch.telling import tell
from contract_ai.batch.times import Times, not_before
from contract_ai.intake.places import data_folder, open_vault
from contract_ai.logs import bind, log
from contract_ai.names import printable
from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Reader
from contract_ai.rereading.book import count_waiting, has_work
from contract_ai.rereading.saying import Reread
from contract_ai.storage.engine import Database
from contract_ai.versions import checks_stamp, reader_version
from models.tables.batch import InboxFileRow

if TYPE_CHECKING:
    from contract_ai.batch.deriving import Deriver


_CONNECTED = text("SELECT 1 FROM service_connection WHERE sealed <> '' LIMIT 1")


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
    sync: bool = True
    """Whether connected systems are read."""


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
        basis = _basis(self._settings.for_checks.said)
        with self._database.read() as session:
            now = not_before(session, self._times.now())
        with self._database.write() as session:
            as_of = self._plan.as_of or today
            night = book.begin_night(
                session, self._name, today=today, as_of=as_of, basis=basis, now=now
            )
        bind(night=str(night.number))
        systems = self._sync(night)
        seen, haul = self._take(night, now)
        self._read(night.number, now)
        self._move(night, seen)
        reread = self._reread(night, now)
        known, checked, families = self._check(night, now, told=reread.changed > 0)
        with self._database.read() as session:
            files = figures.files_of(session, night.number)
            unread = figures.unread(session, night.number)
            slow = figures.slowest(session, night.number)
        outputs = audit = None
        found: dict[str, object] = {}
        if checked:
            outputs, audit, found = self._deriver(now).report(
                self._inbox.name, self._plan.output, unread
            )
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
                "systems": systems,
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

    def _sync(self, night: book.Night) -> tuple[SystemRead, ...]:
        if not self._plan.sync:
            return ()
        with self._database.read() as session:
            connected = session.execute(_CONNECTED).first()
        if connected is None:
            return ()
        from contract_ai.batch.syncing import read_systems  # noqa: PLC0415 (only who has one pays for it)

        sleep = self._times.sleep
        systems = read_systems(self._database, self._vault, self._settings, sleep)
        # A run that was cut off may have read something that it did not come to say.
        if night.runs > 1 or any(one.new or one.changed or one.code for one in systems):
            with self._database.write() as session:
                book.note_news(session, night.number)
        return systems

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
        if queue.next() or queue.terms():
            self._notices += self._deriver(now).read(night)

    def _deriver(self, now: datetime) -> "Deriver":
        from contract_ai.batch.deriving import Deriver  # noqa: PLC0415 (only who has news pays for it)

        return Deriver(self._database, self._reader, self._vault, self._progress, now)

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
        limit = self._settings.rederive_per_night
        limit = limit if self._plan.rereads is None else self._plan.rereads
        automatic = self._settings.rederive == "automatic"
        version = reader_version(self._reader.recognition.engine)
        with self._database.read() as session:
            if limit == 0 or not has_work(session, version, automatic=automatic):
                return Reread(waiting=count_waiting(session, version))
        from contract_ai.rereading.reread import Rereader  # noqa: PLC0415 (only who rereads pays for it)

        return Rereader(self._database, self._reader, now=now).run(
            as_of=night.as_of,
            limit=limit,
            automatic=automatic,
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
            families = self._deriver(now).check(
                night.as_of, lambda session: book.note_checked(session, night.number, now)
            )
        with self._database.read() as session:
            known, _ = newest(session)
        there = (self._plan.output / "report.html").is_file()
        return known, news or not night.still or not there, families

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
