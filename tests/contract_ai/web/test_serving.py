"""The server around the application: whom it believes, how long it waits, what it answers over."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from contract_ai.settings import Settings, load_settings
from contract_ai.web.bodies import SmallBodies
from contract_ai.web.cookies import cookie_name
from contract_ai.web.incoming import PATIENCE, SLOWEST, Body
from contract_ai.web.patience import PatientProtocol
from contract_ai.web.serving import config_of
from models.errors import SettingsError
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import Browser, make_site

SLOW = 0.4  # seconds, for connections of these tests


class Impatient(PatientProtocol):
    head_within = SLOW


@contextmanager
def listening(app: object) -> Iterator[int]:
    """Serve an application on a free port."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # an application of ASGI
        http=Impatient,
        port=0,
        log_config=None,
        ws="none",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def port() -> Iterator[int]:
    app = FastAPI()

    @app.post("/")
    async def echo(request: Request) -> int:
        return len(await request.body())

    with listening(SmallBodies(app, within=SLOW)) as found:
        yield found


def sent_slowly(port: int, pieces: list[bytes], pause: float) -> bytes:
    """Send pieces with pauses between them; return what came back until the server let go."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for piece in pieces:
            try:
                line.sendall(piece)
            except OSError:
                break
            time.sleep(pause)
        got = b""
        try:
            while more := line.recv(4096):
                got += more
        except ConnectionResetError:
            pass
        return got


HEAD = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n"


def test_a_head_that_comes_byte_by_byte_is_let_go(port: int) -> None:
    assert sent_slowly(port, [HEAD, *[b"X: y\r\n"] * 20], SLOW / 8) == b""


def test_a_connection_that_asks_for_nothing_is_let_go(port: int) -> None:
    assert sent_slowly(port, [], 0) == b""


def test_a_second_head_that_comes_byte_by_byte_is_let_go(port: int) -> None:
    got = sent_slowly(port, [HEAD + b"\r\nabcd", HEAD, *[b"X: y\r\n"] * 20], SLOW / 8)
    assert got.count(b"HTTP/1.1 200 OK") == 1


def test_a_form_that_comes_byte_by_byte_is_refused(port: int) -> None:
    got = sent_slowly(port, [HEAD + b"\r\n", b"a", b"b"], SLOW * 0.8)
    assert b" 408 " in got.partition(b"\r\n")[0]


def test_who_sends_in_time_is_answered(port: int) -> None:
    pieces = [HEAD + b"\r\nab", b"cd", HEAD + b"Connection: close\r\n\r\nabcd"]
    assert sent_slowly(port, pieces, SLOW / 4).count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    ("head", "answers"),
    [
        (b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n", [b"400"]),
        (b"Content-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [b"200", b"405"]),
        (b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", [b"400"]),
        (b"X: a\nb\r\n\r\n", [b"400"]),
        (b"X: " + b"a" * (1 << 17) + b"\r\n\r\n", [b"400"]),
    ],
)
def test_where_a_request_ends_is_not_in_doubt(port: int, head: bytes, answers: list[bytes]) -> None:
    start = b"POST / HTTP/1.1\r\nHost: here\r\n"
    second = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
    got = sent_slowly(port, [start + head + second], 0)
    found = [part[:3] for part in got.split(b"HTTP/1.1 ")[1:]]
    assert found == answers


class Drip:
    """A request whose body comes in small pieces, and a clock that goes on with each."""

    def __init__(self, piece: bytes, every: float) -> None:
        self.now, self._piece, self._every = 0.0, piece, every

    async def stream(self) -> "Iterator[bytes]":  # type: ignore[misc]  # as the request has it
        while True:
            self.now += self._every
            yield self._piece


@pytest.mark.parametrize(
    ("piece", "every", "fits"),
    [(b"x", 30.0, False), (b"x" * SLOWEST * 40, 30.0, True), (b"x" * SLOWEST, 2.0, False)],
)
def test_an_upload_that_drips_holds_its_thread_for_a_while_only(
    piece: bytes,
    every: float,
    fits: bool,  # noqa: FBT001 (a table's column)
) -> None:
    drip = Drip(piece, every)
    body = Body(drip, lambda: drip.now)  # type: ignore[arg-type]  # what it asks of a request

    def read_all() -> int:
        read = 0
        while drip.now < 10 * PATIENCE:
            read += len(body.read(1 << 20))
        return read

    async def run() -> int:
        return await anyio.to_thread.run_sync(read_all)

    if fits:
        assert anyio.run(run) > 0
    else:
        with pytest.raises(TimeoutError):
            anyio.run(run)
        assert drip.now <= 3 * PATIENCE


def test_only_servers_of_the_list_are_believed(tmp_path: Path) -> None:
    site = fresh_site(tmp_path)
    assert config_of(site, FastAPI(), "127.0.0.1", 0).proxy_headers is False
    settings = site.settings.model_copy(update={"proxies": "10.0.0.7,192.0.2.0/24"})
    config = config_of(replace(site, settings=settings), FastAPI(), "127.0.0.1", 0)
    config.load()
    assert isinstance(config.loaded_app, ProxyHeadersMiddleware)
    said = {}
    for peer in ("10.0.0.7", "192.0.2.9", "203.0.113.5"):
        said[peer] = seen_from(peer, "198.51.100.1, 203.0.113.77", settings.proxies)
    assert said == {
        "10.0.0.7": "203.0.113.77",  # what the visitor wrote itself stands before it
        "192.0.2.9": "203.0.113.77",
        "203.0.113.5": "203.0.113.5",
    }


def seen_from(peer: str, forwarded: str, proxies: str) -> str:
    """Return whom an application takes for the visitor."""
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        await anyio.lowlevel.checkpoint()
        seen.append(str(scope["client"][0]))

    header = (b"x-forwarded-for", forwarded.encode())
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": [header]}
    middle: ASGIApp = ProxyHeadersMiddleware(app, proxies)  # type: ignore[arg-type, assignment]  # uvicorn's own names of the same types
    anyio.run(middle, scope, None, None)  # type: ignore[arg-type]  # nothing is received or sent
    return seen[0]


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(SettingsError, match="is no address of a server"):
        load_settings({"CONTRACT_AI_PROXIES": "*"})
    assert Settings(proxies=" 10.0.0.7 ,").proxies == "10.0.0.7"


def test_over_https_every_cookie_is_for_this_host_alone_and_browsers_come_back_over_https(
    tmp_path: Path,
) -> None:
    site = replace(fresh_site(tmp_path), address="https://127.0.0.1:8000")
    who = Browser(site)
    who.base_url = "https://127.0.0.1:8000"
    answer = who.get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    form = {"csrf": who.csrf("/sign-in"), "name": "nobody", "password": "none"}
    for one in (answer, who.post("/sign-in", data=form), who.post("/sign-out", data=form)):
        for cookie in one.headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-contract-ai-"), cookie
            words = {word.strip().lower() for word in cookie.split(";")}
            assert {"secure", "httponly", "samesite=lax", "path=/"} <= words
            assert not any(word.startswith("domain") for word in words)
            assert len(cookie) < 4096
    assert cookie_name(make_site(site.database, site.data), "said") == "contract-ai-said"
