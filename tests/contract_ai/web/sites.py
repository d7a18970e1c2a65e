"""A site for tests: a database in a folder of the test, a clock that stands, people of each role."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from contract_ai.accounts import sessions
from contract_ai.accounts.means import Means, Visitor
from contract_ai.accounts.secrets import Vault
from contract_ai.pool import open_pool
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from contract_ai.web import demo
from contract_ai.web.app import create_app
from contract_ai.web.cookies import cookie_name
from contract_ai.web.site import Site
from contract_ai.web.visit import SESSION
from models.accounts import Role, User
from tests.on_postgresql import copy, stands_in

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8000"
# Browsers of tests are faster than people, at a clock that stands.
SETTINGS = Settings(workers=1, ocr="off", page_requests_per_minute=0, exports_per_minute=0)
_CSRF = re.compile(r'name="csrf" content="([^"]+)"')


@dataclass
class Clock:
    """A clock that moves only when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **some: float) -> None:
        self.now += timedelta(**some)


@dataclass
class Ticking(Clock):
    """A clock that is a second later each time it is asked."""

    def __call__(self) -> datetime:
        self.pass_(seconds=1)
        return self.now


def make_site(database: Database, folder: Path, clock: Clock | None = None) -> Site:
    folder.mkdir(exist_ok=True)
    return Site(
        database=database,
        settings=SETTINGS,
        clock=clock or Clock(),
        today=lambda: date(2026, 6, 30),
        data=folder,
        vault=Vault(b"k" * 32),
        address=ADDRESS,
        open_reader=lambda: Reader(lambda: open_pool(SETTINGS), SETTINGS),
    )


class Browser(TestClient):
    """Somebody's browser: keeps cookies, sends the token that our pages carry."""

    def __init__(self, site: Site, user: User | None = None, app: FastAPI | None = None) -> None:
        super().__init__(app or create_app(site), base_url=ADDRESS, follow_redirects=False)
        self.site = site
        if user is not None:
            with site.database.write() as session:
                means = Means(site.clock(), site.vault)
                token = sessions.open_session(session, user, Visitor("192.0.2.1"), means)
            self.cookies.set(cookie_name(site, SESSION), token)

    def csrf(self, address: str = "/account") -> str:
        found = _CSRF.search(self.get(address).text)
        assert found is not None
        return found[1]

    def submit(self, address: str, **fields: str | list[str]) -> Response:
        """Send a form as our page would."""
        return self.post(address, data={"csrf": self.csrf()} | fields)

    def change(self, address: str, body: object, method: str = "POST") -> Response:
        """Send JSON as our scripts would."""
        return self.request(method, address, json=body, headers={"X-CSRF-Token": self.csrf()})


@cache
def _sample(*, on_server: bool) -> Path:
    """Read and check the sample company once a process and kind of database; copies are quick."""
    kind = "server" if on_server else "file"
    folder = Path(mkdtemp(prefix=f"contract-ai-sample-{kind}-"))
    database = open_database(folder / "books.db")
    site = make_site(database, folder / "books.files")
    demo.load(site, folder)
    demo.people(site)
    database.close()
    return folder


def sample_site(folder: Path, clock: Clock | None = None) -> Site:
    """Return a site of the sample company, with people named finance, auditor and admin."""
    copy(_sample(on_server=stands_in()) / "books.db", folder / "books.db")
    return make_site(open_database(folder / "books.db"), folder / "books.files", clock)


def person(site: Site, role: Role) -> User:
    """Return the sample company's person of a role."""
    from contract_ai.accounts.people import all_people  # noqa: PLC0415

    with site.database.read() as session:
        return next(user for user in all_people(session) if user.role is role)


def browser(site: Site, role: Role) -> Browser:
    """Return the browser of the person of a role, signed in."""
    return Browser(site, person(site, role))
