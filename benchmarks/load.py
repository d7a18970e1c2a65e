"""How long list pages take with 50 readers at once, how heavy they are, and when a browser paints them.

    python -m benchmarks.load --books FOLDER [--readers 50] [--seconds 10] [--pause 0] [--processes 1]

Makes books of 10,000 contracts and 100,000 findings in the folder where there are none yet, starts
``contract-ai serve`` on them as a process of its own, and lets readers ask for one page after the
other; ``--pause`` says how long they look at each, on average.  Prints markdown; times in ms,
beside those of a file that the same server sends.
"""

import argparse
import asyncio
import gzip
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import BrowserContext, sync_playwright
from sqlmodel import Session

from benchmarks.desk import made
from benchmarks.desk_books import Size
from benchmarks.load_client import Reader
from contract_ai.accounts import invitations, sessions, users
from contract_ai.accounts.invitations import Offer
from contract_ai.accounts.means import Means, Visitor
from contract_ai.accounts.people import row_named, user_of
from contract_ai.accounts.users import Newcomer
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from contract_ai.web.assets import assets
from contract_ai.web.cookies import cookie_name
from contract_ai.web.serving import make_site
from contract_ai.web.visit import SESSION
from models.accounts import EVERY_CONTRACT, Role, User

LISTS = ("/", "/findings", "/contracts", "/invoices", "/review")
_WORDS = ("service desk", "backup", "travel", "platform subscription", "senior", "api calls")
_STATES = ("", "any", "open", "disputed", "waived", "accepted", "resolved", "credited")
_STARTED_WITHIN = 60
_OK, _NOT_MODIFIED = 200, 304
_PAINTS = 5
_NEW, _FIRST_PAGE, _SEARCHED = 0.1, 0.7, 0.3
_HEADINGS = (
    "| what | p50 | p95 | p99 | answers a second | p95 over the file's | load average |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)
_PAINTED = """() => new Promise(done => new PerformanceObserver(seen => {
    const paint = seen.getEntriesByName("first-contentful-paint")[0]
    if (paint) done(paint.startTime)
}).observe({type: "paint", buffered: true}))"""
Address = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Pace:
    """Until when readers go on, and how many seconds they look at a page, on average."""

    end: float
    pause: float


@dataclass
class Measured:
    """Seconds of each answer, and how long it all took."""

    seconds: list[float] = field(default_factory=list)
    lasted: float = 0.0

    def at(self, share: float) -> float:
        """Return a percentile in ms."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=Path, required=True, help="where they are made and kept")
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--pause", type=float, default=0, help="seconds a reader looks at a page")
    parser.add_argument("--port", type=int, default=8390)
    parser.add_argument("--processes", type=int, default=1, help="of the server")
    parser.add_argument("--no-browser", action="store_true", help="leave the first paint out")
    options = parser.parse_args()
    options.books.mkdir(parents=True, exist_ok=True)
    place = options.books / "books.db"
    database = open_database(place)
    made(database, Size(options.contracts, options.findings))
    cookies = _sign_in(database, options.port, options.readers)
    database.close()
    with _served(place, options.port, options.processes):
        _times(options, cookies)
        if not options.no_browser:
            _paint(options.port, cookies[0])


def every_new(chance: random.Random) -> str:
    """Return the address of a list that hardly anybody asked for before."""
    path = chance.choice(LISTS[1:])
    pairs = [("page", str(chance.randrange(1, 120)))]
    if path == "/findings":
        pairs += [("state", state)] if (state := chance.choice(_STATES)) else []
        pairs.append(("sort", chance.choice(("amount", "-amount", "age", "act_before", "code"))))
        pairs += chance.choice(
            (
                [],
                [("q", chance.choice(_WORDS))],
                [("supplier", f"Supplier {chance.randrange(400):03} Ltd")],
                [("least", str(chance.randrange(10_000)))],
                [("severity", "high"), ("currency", "EUR")],
                [("q", f"INV-{chance.randrange(50_000):06}")],
            )
        )
    elif path == "/contracts":
        pairs += [("q", f"agreement {chance.randrange(99)}")] if chance.random() < _SEARCHED else []
        pairs.append(("sort", chance.choice(("name", "expires", "added", "-name"))))
    elif path == "/invoices":
        pairs += [("q", f"INV-0{chance.randrange(999):03}")] if chance.random() < _SEARCHED else []
        pairs.append(("sort", chance.choice(("issued", "total", "number", "due"))))
    else:
        pairs.append(("sort", chance.choice(("review", "stake", "name"))))
    return f"{path}?{urlencode(pairs)}"


def as_people_do(chance: random.Random) -> str:
    """Return the usual lists most of the time, seldom one that is new."""
    if chance.random() < _NEW:
        return every_new(chance)
    path = chance.choice(LISTS)
    return (
        path
        if path == "/" or chance.random() < _FIRST_PAGE
        else f"{path}?page={chance.randrange(1, 6)}"
    )


def made_before(chance: random.Random) -> str:
    """Return the address of a list as it opens."""
    return chance.choice(LISTS)


def the_file(_chance: random.Random) -> str:
    """Return the address of a file of the pages."""
    return assets()["app.css"].address


def _sign_in(database: Database, port: int, readers: int) -> list[str]:
    """Open a session for every reader, and one for who writes; a person has but a few sessions."""
    site = make_site(Settings(), database, f"http://127.0.0.1:{port}")
    cookies = []
    with database.write() as session:
        for number in range(readers + 1):
            person = number // sessions.MOST
            role = Role.FINANCE if number == readers or person % 2 else Role.AUDITOR
            name = "writer" if number == readers else f"reader{person}"
            means = Means(site.clock(), site.vault)
            user = _person(session, Newcomer(name, name.title(), "-".join(_WORDS)), role, means)
            token = sessions.open_session(session, user, Visitor("127.0.0.1"), means)
            cookies.append(f"{cookie_name(site, SESSION)}={token}")
    return cookies


def _person(session: Session, newcomer: Newcomer, role: Role, means: Means) -> User:
    there = row_named(session, newcomer.name)
    if there is not None:
        return user_of(there)
    token = invitations.invite(session, Offer(role, EVERY_CONTRACT, newcomer.name), means)
    return users.accept(session, token, newcomer, means)


@contextmanager
def _served(place: Path, port: int, processes: int) -> Iterator[None]:
    command = [sys.executable, "-m", "contract_ai", "serve", "--database", str(place)]
    more = ["--port", str(port), "--processes", str(processes)]
    free = os.environ | {"CONTRACT_AI_PAGE_REQUESTS_PER_MINUTE": "0"}  # ten readers are one person
    with subprocess.Popen([*command, *more], stderr=subprocess.DEVNULL, env=free) as server:
        try:
            _wait(port)
            yield
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(_STARTED_WITHIN * 10):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health"):
                return
        except OSError:
            time.sleep(0.1)
    msg = "the server did not start"
    raise SystemExit(msg)


def _times(options: argparse.Namespace, cookies: list[str]) -> None:
    print(f"first pages after the start, s: {asyncio.run(_warm(options.port, cookies[0]))}\n")
    print(_HEADINGS)
    file = asyncio.run(_load(options, cookies, the_file))
    _row("a file of the pages", file, file)
    for name, address, writes in (
        ("first pages of lists, made before", made_before, False),
        ("lists as people read them", as_people_do, False),
        ("the same, a decision every second", as_people_do, True),
        ("every list is a new one", every_new, False),
        ("the same, a decision every second", every_new, True),
    ):
        _row(name, asyncio.run(_load(options, cookies, address, writes=writes)), file)
    asyncio.run(_weigh(options.port, cookies[0]))


async def _warm(port: int, cookie: str) -> str:
    """Ask for every list once and return how long each took: the server reads the findings first."""
    reader = await Reader.open(port, cookie)
    spent = [f"{path} {(await reader.get(path)).seconds:.1f}" for path in LISTS]
    reader.close()
    return ", ".join(spent)


def _row(name: str, found: Measured, file: Measured) -> None:
    p50, p95, p99 = (found.at(share) for share in (0.5, 0.95, 0.99))
    rate, over = len(found.seconds) / found.lasted, p95 / file.at(0.95)
    load = os.getloadavg()[0]
    print(f"| {name} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {rate:.0f} | {over:.1f} | {load:.1f} |")


async def _load(
    options: argparse.Namespace, cookies: list[str], address: Address, *, writes: bool = False
) -> Measured:
    found, start = Measured(), time.perf_counter()
    pace = Pace(start + options.seconds, options.pause)
    readers = [await Reader.open(options.port, cookie) for cookie in cookies]
    *reading, writing = readers
    chances = (random.Random(number) for number in range(len(reading)))  # noqa: S311 (any order)
    tasks = [_read(*pair, address, pace, found) for pair in zip(reading, chances, strict=True)]
    await asyncio.gather(*tasks, *([_write(writing, pace.end)] if writes else []))
    found.lasted = time.perf_counter() - start
    for reader in readers:
        reader.close()
    return found


async def _read(
    reader: Reader, chance: random.Random, address: Address, pace: Pace, found: Measured
) -> None:
    while True:
        if pace.pause:  # before the first as well: people do not all begin at once
            await asyncio.sleep(chance.uniform(0, 2 * pace.pause))
        if time.perf_counter() >= pace.end:
            return
        asked = address(chance)
        answer = await reader.get(asked)
        if answer.status != _OK:
            msg = f"{asked} answered {answer.status}"
            raise SystemExit(msg)
        found.seconds.append(answer.seconds)


async def _write(reader: Reader, end: float) -> None:
    """Decide about one finding every second, as the form of the list does."""
    while time.perf_counter() < end:
        page = _text((await reader.get("/findings?sort=-amount")).body)
        fields = {
            name: _first(rf'name="{name}" (?:content|value)="([^"]+)"', page)
            for name in ("csrf", "finding")
        }
        form = [*fields.items(), ("verb", "dispute"), ("reason", "told the supplier")]
        answer = await reader.post("/findings/decisions", form)
        if answer.status != 303:  # noqa: PLR2004 (HTTP's "see other")
            msg = f"a decision was answered {answer.status}"
            raise SystemExit(msg)
        await asyncio.sleep(1)


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        msg = f"the page has no {pattern}"
        raise SystemExit(msg)
    return found[1]


def _text(body: bytes) -> str:
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


async def _weigh(port: int, cookie: str) -> None:
    """Print what a page weighs with its styles and scripts, as sent and as unpacked, in KB."""
    print("\n| page | sent, KB | unpacked, KB | page alone, sent | page alone, unpacked |")
    print("| --- | --- | --- | --- | --- |")
    reader = await Reader.open(port, cookie)
    for path in LISTS:
        page = await reader.get(path)
        names = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', _text(page.body)))
        bodies = [page.body] + [(await reader.get(name)).body for name in sorted(names)]
        figures = (
            sum(map(len, bodies)),
            sum(len(_text(body).encode()) for body in bodies),
            len(page.body),
            len(_text(page.body).encode()),
        )
        print(f"| {path} | " + " | ".join(f"{size / 1000:.1f}" for size in figures) + " |")
    reader.close()


def _paint(port: int, cookie: str) -> None:
    """Print when a browser that has nothing of ours paints first, the middle of five times, in ms."""
    print(
        "\n| page | first paint of a new list | of one that was asked for before | load average |"
    )
    print("| --- | --- | --- | --- |")
    name, _, token = cookie.partition("=")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        for path in LISTS:
            new, again = [], []
            for number in range(_PAINTS):
                context = browser.new_context()
                here = f"http://127.0.0.1:{port}"
                context.add_cookies([{"name": name, "value": token, "url": here}])
                address = f"{here}{path}?page={200 + number}" if path != "/" else f"{here}/"
                new.append(_painted(context, address))
                again.append(_painted(context, address))
                context.close()
            middle = (sorted(times)[_PAINTS // 2] for times in (new, again))
            print(
                f"| {path} | "
                + " | ".join(f"{ms:.0f}" for ms in middle)
                + f" | {os.getloadavg()[0]:.1f} |"
            )
        browser.close()


def _painted(context: BrowserContext, address: str) -> float:
    page = context.new_page()
    page.goto(address)
    found = float(page.evaluate(_PAINTED))
    page.close()
    return found


if __name__ == "__main__":
    main()
