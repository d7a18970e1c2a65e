"""Nights on an inbox of the test's own, and what is left of them, to compare."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text

from contract_ai.accounts.secrets import KEY_FILE
from contract_ai.batch.night import NightRun, Plan
from contract_ai.batch.summary import Summary
from contract_ai.batch.times import Times
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from tests.contract_ai import papers
from tests.contract_ai.fakes import InProcess
from tests.on_postgresql import stands_in

START = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 30)
COMPANY = {
    "contracts/MSA.pdf": papers.pdf(*papers.AGREEMENT),
    "billing.csv": papers.INVOICE_CSV.encode(),
    "payments.csv": papers.PAYMENTS_CSV.encode(),
}
# Tables of what is known, as against how it came to be known.
_HISTORY = {
    "alembic_version",
    "audit_event",
    "night",
    "inbox_file",
    "recognised_page",
    "matching",
}


@dataclass
class Hand:
    """A clock that is set by hand; sleeping sets it on."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)
    sleep: Callable[[float], None] | None = None

    def times(self) -> Times:
        """Return it as a night wants it."""
        return Times(lambda: self.now, self._today, self.sleep or self._sleep)

    def later(self, **pieces: float) -> None:
        """Go on, or back, by so much."""
        self.now += timedelta(**pieces)

    def _today(self) -> date:
        return self.now.date()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.later(seconds=seconds)


@dataclass
class House:
    """A folder with an inbox, a database and a report."""

    root: Path
    place: str | Path = ""
    settings: Settings = field(default_factory=lambda: Settings(workers=2))
    hand: Hand = field(default_factory=Hand)
    keep: bool = False
    engine: Callable[[], Executor] = InProcess

    def __post_init__(self) -> None:
        self.inbox, self.output = self.root / "inbox", self.root / "report"
        self.inbox.mkdir(parents=True, exist_ok=True)
        if not self.place:
            self.place = self.root / "books.db"
            if not stands_in() and not self.place.exists():
                self.place.write_bytes(_empty())
        kept: dict[str, object] = {"data": self.root / "files"}
        if stands_in():
            kept["secret_key_file"] = self.root / KEY_FILE
        self.settings = self.settings.model_copy(update=kept)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Put files into the inbox."""
        for name, data in files.items():
            (self.inbox / name).parent.mkdir(parents=True, exist_ok=True)
            (self.inbox / name).write_bytes(data)

    def plan(self, **changed: object) -> Plan:
        """Return what is wanted of a night."""
        plan = Plan(self.inbox, self.output, TODAY, keep=self.keep, settle=0)
        return replace(plan, **changed)  # type: ignore[arg-type]  # checked by the class

    def night(self, database: Database | None = None, **changed: object) -> Summary:
        """Do a night, in this process."""
        opened = database or open_database(self.place)
        try:
            reader = Reader(self.engine, self.settings)
            return NightRun(opened, reader, self.plan(**changed), self.hand.times()).run()
        finally:
            opened.close()

    def files(self) -> list[str]:
        """Name what lies in the inbox and its folders."""
        return sorted(
            str(path.relative_to(self.inbox))
            for path in self.inbox.rglob("*")
            if path.is_symlink() or not path.is_dir()
        )

    def report(self) -> dict[str, str]:
        """Return the hash of every file of the report; a workbook's by its sheets alone."""
        return {
            str(path.relative_to(self.output)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }

    def dump(self) -> list[str]:
        """Return all that the database knows, without moments and the numbers of rows."""
        database = open_database(self.place)
        try:
            return canonical(database)
        finally:
            database.close()


@cache
def _empty() -> bytes:
    """Make an empty database once."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "books.db"
        open_database(place).close()
        return place.read_bytes()


def canonical(database: Database) -> list[str]:
    """Write every row of what is known as text, sorted; numbers of rows and moments left out."""
    lines = []
    with database.engine.connect() as connection:
        for table in _tables(database):
            for row in connection.execute(text(f"SELECT * FROM {table}")).mappings():  # noqa: S608 (our own names)
                names = sorted(str(name) for name in row)
                kept = {name: row[name] for name in names if not _is_number_or_moment(name)}
                lines.append(f"{table} {kept!r}")
    return sorted(lines)


def _tables(database: Database) -> Iterator[str]:
    for name in inspect(database.engine).get_table_names():
        if name not in _HISTORY:
            yield name


def _is_number_or_moment(name: str) -> bool:
    return name in {"id", "superseded_by"} or name.endswith(
        ("_id", "_at", "known_from", "known_to")
    )
