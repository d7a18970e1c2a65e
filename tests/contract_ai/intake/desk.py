"""A server's intake on a database of the test's own."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import event

from contract_ai.intake.following import events
from contract_ai.intake.receiving import Intake, Received, Wanted
from contract_ai.intake.vault import Vault
from contract_ai.intake.worker import Clock, Worker
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from models.accounts import Actor

ANN = Actor("ann", "finance")
START = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 7, 1)


@dataclass
class Hand:
    """A clock that is set by hand."""

    now: datetime = START

    def later(self, **pieces: float) -> datetime:
        """Go on by so much, and return the moment."""
        self.now += timedelta(**pieces)
        return self.now


@dataclass
class FrontDesk:
    """Where files are given, and what reads them."""

    database: Database
    root: Path
    reader: Reader
    settings: Settings = field(default_factory=Settings)
    hand: Hand = field(default_factory=Hand)

    def __post_init__(self) -> None:
        self.vault = Vault(self.root / "originals")
        self.intake = Intake(self.database, self.vault, self.settings)

    def give(
        self, name: str, data: bytes, *, batch: int | None = None, wanted: Wanted = ""
    ) -> Received:
        """Upload a file."""
        stream = io.BytesIO(data)
        now = self.hand.now
        return self.intake.receive(stream, name, ANN, now, batch=batch, wanted=wanted)

    def worker(self, group: int = 4) -> Worker:
        """Return one more worker."""
        clock = Clock(lambda: self.hand.now, lambda: TODAY)
        return Worker(
            self.database, self.vault, self.reader, clock, self.intake.broker, group=group
        )

    def states(self, batch: int) -> dict[str, str]:
        """Return how far the files of a batch have come, by name."""
        return {one.name: one.state.value for one in events(self.database, batch)}


@contextmanager
def full(database: Database, more: int) -> Iterator[None]:
    """Let a SQLite database grow by so many pages and no more, as on a disk that is full."""
    with database.engine.connect() as connection:
        count = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {count + more}")  # type: ignore[attr-defined]  # a sqlite3.Connection

    database.engine.dispose()
    event.listen(database.engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", limit)
        database.engine.dispose()
