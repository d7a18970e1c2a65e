"""A site for tests: a database in a folder of the test, a clock that stands, people of each role."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fastapi.testclient import TestClient

from contract_ai.accounts.secrets import Vault
from contract_ai.accounts.sessions import open_session
from contract_ai.pool import open_pool
from contract_ai.accounts.means import Means, Visitor
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.upgrade import open_database
from contract_ai.web.app import create_app
from contract_ai.web.site import Site
from models.accounts import Role, User

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8000"


@dataclass
class Clock:
    """A clock that moves only when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **some: float) -> None:
        self.now += timedelta(**some)


def make_site(folder: Path, place: str = "", settings: Settings | None = None, clock: Clock | None = None) -> Site:
    chosen = settings or Settings(workers=1)
    return Site(
        database=open_database(place or str(folder / "books.db")),
        settings=chosen,
        clock=clock or Clock(),
        today=lambda: date(2026, 6, 30),
        data=folder / "books.files",
        vault=Vault(b"k" * 32),
        address=ADDRESS,
        open_reader=lambda: Reader(lambda: open_pool(chosen), chosen),
    )
