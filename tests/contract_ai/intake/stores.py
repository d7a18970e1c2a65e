"""A store with the face of S3 (moto's server), behind a proxy that fails when it is told to."""

import http.client
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from moto.server import ThreadedMotoServer

BUCKET = "originals"
BROKEN, CUT, REFUSED = "500", "cut", "403"


class Store:
    """``faults`` holds what becomes of the next requests: ``METHOD fault``."""

    def __init__(self, backend: tuple[str, int]) -> None:
        self.backend = backend
        self.faults: deque[tuple[str, str]] = deque()
        self.headers: list[tuple[str, dict[str, str]]] = []
        self.endpoint = ""

    def fail(self, method: str, fault: str, times: int = 1) -> None:
        """Let the next requests with this method fail so."""
        self.faults.extend([(method, fault)] * times)

    def direct(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Ask the store itself, around the proxy."""
        return _ask(self.backend, method, path, body, {})[2]


@contextmanager
def store() -> Iterator[Store]:
    """Run a store with one empty bucket."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    made = Store(moto.get_host_and_port())
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    thread = Thread(target=proxy.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.endpoint = f"http://127.0.0.1:{proxy.server_port}"
    try:
        made.direct("POST", "/moto-api/reset")
        made.direct("PUT", f"/{BUCKET}")
        yield made
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
        moto.stop()


def _ask(
    where: tuple[str, int], method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection(*where, timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()


def _handler(made: Store) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # clients wait to be told to go on before they send a body

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.headers.append((self.command, dict(self.headers)))
            fault = ""
            if made.faults and made.faults[0][0] == self.command:
                fault = made.faults.popleft()[1]
            if fault in {BROKEN, REFUSED}:
                self.send_response(int(fault))
                self.send_header("Content-Length", "0")
                self.end_headers()
                self.close_connection = True
                return
            asked = {name: value for name, value in self.headers.items() if name != "Expect"}
            status, headers, said = _ask(made.backend, self.command, self.path, body, asked)
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in {"connection", "transfer-encoding", "date", "server"}:
                    self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said[: len(said) // 2] if fault == CUT else said)
            self.close_connection = True

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815 (the names http.server asks for)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    return Handler
