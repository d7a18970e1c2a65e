"""The client over real sockets of this machine: whole answers, cut ones, redirects, addresses."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest

from contract_ai.connectors.client import Client, Limits
from contract_ai.connectors.oauth import Key
from contract_ai.connectors.stripe import Stripe
from models.errors import ErrorCode, ServiceError
from models.ledgers import RecordKind, Service
from tests.fakes.service import Time
from tests.fakes.stripe import KEY, FakeStripe

Answer = Callable[[BaseHTTPRequestHandler], None]
Serve = Callable[[Answer], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Answer requests at an address of this machine."""
    running: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def client(address: str, time: Time) -> Client:
    return Client(Service.STRIPE, address, Key(KEY), time.clock(), Limits(100, 1.0))


def test_a_list_is_read_over_http(serve: Serve) -> None:
    time = Time()
    fake = FakeStripe(time)
    fake.add(5)

    def answer(asked: BaseHTTPRequestHandler) -> None:
        request = httpx2.Request("GET", f"http://x{asked.path}", headers=dict(asked.headers))
        said = fake.handle(request)
        asked.send_response(said.status_code)
        asked.send_header("Content-Length", str(len(said.content)))
        asked.end_headers()
        asked.wfile.write(said.content)

    made = client(serve(answer), time)
    page = Stripe(made, page_size=3).page(RecordKind.INVOICE, None, None)
    assert [one.record.id for one in page.items] == ["in_000009", "in_000007", "in_000005"]
    assert page.next == "invoices/list/in_000005"
    made.close()


def test_an_answer_that_breaks_off_is_asked_for_again(serve: Serve) -> None:
    asked_for = []

    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked_for.append(asked.path)
        asked.send_response(200)
        asked.send_header("Content-Length", "14")
        asked.end_headers()
        asked.wfile.write(b'{"whole": tr' if len(asked_for) < 3 else b'{"whole": 177}')

    time = Time()
    made = client(serve(answer), time)
    assert made.get("/v1/invoices").json() == {"whole": 177}
    assert time.slept == [0.75, 1.5]
    made.close()


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    """It would take the key to where nobody said."""
    asked_for = []

    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked_for.append(asked.path)
        asked.send_response(302)
        asked.send_header("Location", "/elsewhere")
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    made = client(serve(answer), Time())
    with pytest.raises(ServiceError) as raised:
        made.get("/v1/invoices")
    assert raised.value.code is ErrorCode.SERVICE_ANSWER
    assert asked_for == ["/v1/invoices"]
    made.close()


def test_nobody_listens() -> None:
    time = Time()
    made = client("http://127.0.0.1:9", time)
    with pytest.raises(ServiceError) as raised:
        made.get("/v1/invoices")
    assert raised.value.code is ErrorCode.SERVICE_UNREACHABLE
    assert "127.0.0.1" not in str(raised.value)
    assert len(time.slept) == 5
    made.close()


@pytest.mark.parametrize(
    "address",
    [
        "http://api.example.com",
        "ftp://api.example.com",
        "https://",
        "",
        "https://user:pw@a.example",
    ],
)
def test_an_address_that_is_not_encrypted_is_refused(address: str) -> None:
    with pytest.raises(ServiceError):
        client(address, Time())


def test_no_more_is_asked_than_the_limit_allows() -> None:
    time = Time()
    fake = FakeStripe(time)
    made = Client(
        Service.STRIPE,
        "https://service.example",
        Key(KEY),
        time.clock(),
        Limits(calls=5, seconds=2.0),
        transport=fake.transport(),
    )
    for _ in range(23):
        made.get("/v1/invoices", headers={"stripe-version": "1"})
    moments = [one.at for one in fake.asked]
    for first, sixth in zip(moments, moments[5:], strict=False):
        assert (sixth - first).total_seconds() >= 2.0
    made.close()


def test_waiting_for_nothing_comes_to_an_end() -> None:
    time = Time()
    made = Client(
        Service.STRIPE,
        "https://service.example",
        Key(KEY),
        time.clock(),
        Limits(1000, 1.0),
        transport=httpx2.MockTransport(
            lambda _: httpx2.Response(429, headers={"retry-after": "0"}, json={})
        ),
    )
    with pytest.raises(ServiceError) as raised:
        made.get("/v1/invoices")
    assert raised.value.code is ErrorCode.SERVICE_BUSY
    made.close()
