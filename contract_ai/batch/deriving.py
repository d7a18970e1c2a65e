"""What a night makes of what changed: it reads, checks and writes the reports.

A night that finds nothing new does not load this, nor the extractors' forms, the checks and the
reports behind it: they take longer to load than such a night lasts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from sqlmodel import Session

from checks.catalogue import all_checks
from contract_ai.auditing import Stale, in_turn
from contract_ai.batch.apart import DiedError, apart, beside, shared_out
from contract_ai.batch.figures import Money, Unread
from contract_ai.batch.groups import Member, Queue
from contract_ai.batch.outcomes import write_down
from contract_ai.batch.reading import GroupReader, Result
from contract_ai.files import make_folder, sweep, writable
from contract_ai.garbage import held_back
from contract_ai.intake.places import data_folder
from contract_ai.intake.vault import Vault
from contract_ai.logs import log
from contract_ai.pagework.cache import cache_in
from contract_ai.pipeline import Outputs, check, one_by_one, report, with_pictures, write_reports
from contract_ai.progress import Progress
from contract_ai.reading import Reader
from contract_ai.storage import documents as store
from contract_ai.storage.engine import Database, forked
from contract_ai.storage.findings import CheckedPart
from contract_ai.storage.lives import is_first
from contract_ai.workers import load_task
from models.errors import DocumentError, ErrorCode
from models.findings import Audit
from models.lives import ChangeKind, Changes
from reports.inputs import ReportInput
from reports.totals import at_stake, sums_by_direction
from reports.wording import plain

_TASKS = {
    store.CONTRACT: ("contract",),
    store.INVOICE: ("invoices",),
    store.FACTS: ("facts",),
    "": ("kind", "contract", "invoices"),
}
"""What reads a file that lay where such files are put, or at no such place."""

_MANY = 4
"""Families of contracts from which on it pays to start processes that check them."""


class Deriver:
    """Reads, checks and reports for one run of a night."""

    def __init__(
        self, database: Database, reader: Reader, vault: Vault, progress: Progress, now: datetime
    ) -> None:
        self._database, self._reader, self._vault = database, reader, vault
        self._progress, self._now = progress, now

    def read(self, night: int) -> list[str]:
        """Read what waits, in groups; return what people should know of it."""
        notices: list[str] = []
        queue = Queue(self._database, night)
        groups = GroupReader(self._database, self._vault, self._reader)
        while group := queue.next():
            self._reader.ready()
            self._load(group)
            terms = queue.terms()

            def work(group: list[Member] = group, terms: list[Member] = terms) -> Result:
                forked(self._database)  # what it writes is on the disk when its end is written
                return groups.read(group, terms, self._progress, self._now)

            try:
                result = apart(work)
            except DiedError:
                log().error("a reader of the batch died", files=len(group))
                queue.died(group, self._now)
                continue
            notices += result.notices
            write_down(self._database, night, result, self._now)
        terms = queue.terms()
        if terms:
            result = groups.read_terms(terms, self._progress, self._now)
            write_down(self._database, night, result, self._now)
        return notices

    def _load(self, group: Iterable[Member]) -> None:
        """Import here what reads these files, not in the process of each group anew."""
        for wanted in {one.wanted for one in group}:
            for task in _TASKS[wanted]:
                load_task(task)

    def check(self, as_of: date, also: Callable[[Session], None]) -> int:
        """Run the checks, with ``also`` in their last transaction; return the families checked."""
        made = check(
            self._database,
            as_of=as_of,
            now=self._now,
            settings=self._reader.settings.for_checks,
            also=also,
            hands=self._hands,
        )
        return made.again

    @contextmanager
    def _hands(
        self, work: Callable[[Stale], CheckedPart], parts: Sequence[Stale]
    ) -> Iterator[Iterator[CheckedPart]]:
        """Check families in as many processes as there are workers, where there are many."""
        ways = self._reader.settings.worker_count
        if ways == 1 or len(parts) < _MANY:
            with in_turn(work, parts) as made:
                yield made
            return
        all_checks()  # loaded once, for all of them
        begin = partial(forked, self._database)
        with shared_out(work, parts, ways=ways, begin=begin) as made:
            yield made

    def report(
        self, name: str, output: Path, unread: Iterable[Unread]
    ) -> tuple[Outputs, Audit, dict[str, object]]:
        """Write the reports; return where, what they show, and the figures of the findings."""
        with held_back():
            errors = [
                DocumentError(ErrorCode(one.code), one.what, where=one.file, do=one.do)
                for one in unread
            ]
            settings = self._reader.settings
            with self._database.read() as session:
                first = is_first(session)
            data = report(self._database, name=name, unread=errors, settings=settings.for_checks)
            kept = cache_in(data_folder(settings, self._database))
            data = with_pictures(self._database, self._reader, data, self._progress, kept=kept)
            folder = make_folder(output)
            with writable(folder):  # a night before may have been cut off while it wrote
                sweep(folder)
                sweep(folder / "terms")
            found = findings_of(data, first=first)
            way = beside if settings.worker_count > 1 else one_by_one
            return write_reports(data, output, way), data.audit, found


def findings_of(data: ReportInput, *, first: bool) -> dict[str, object]:
    """Count what the checks found, and what changed since the run before.

    ``first`` says that there was none: all that was found is new then.
    """
    open_ones = at_stake(data.audit.findings)
    return {
        "findings": len(open_ones),
        "changes": _changes(data.changes, len(open_ones) if first else 0),
        "money": tuple(
            Money(
                currency=one.currency,
                direction=one.direction.value,
                amount=plain(one.amount or Decimal(0), one.currency),
                findings=one.findings,
            )
            for one in sums_by_direction(data.audit.findings)
        ),
    }


def _changes(changes: Changes | None, new: int) -> dict[str, int]:
    if changes is None:
        return {ChangeKind.NEW.value: new} if new else {}
    found = Counter(change.kind for change in changes.changes)
    return {kind.value: found[kind] for kind in ChangeKind if found[kind]}
