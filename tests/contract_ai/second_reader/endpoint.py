"""A language model's endpoint that answers from readings at hand: real sockets, faults on demand.

It speaks both protocols, finds the file's name in the prompt as any reader of it would, and keeps
what it was sent.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

Form = dict[str, Any]
_FILE = re.compile(r"^File: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[str], str] | None = None  # of the answer's text
    body: bytes | None = None  # in place of any response
    delay: float = 0.0  # seconds
    stopped: bool = False  # the protocol's own sign that the answer is cut off


def http_error(status: int, **headers: str) -> Fault:
    """Refuse with a status; ``Retry_After`` and the like as headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(status, named, body=b'{"error": {"message": "no"}}')


BAD_JSON = Fault(change=lambda _: "I am sorry, I cannot read this contract.")
CUT_OFF = Fault(change=lambda text: text[: int(len(text) * 0.85)], stopped=True)
FENCED = Fault(change=lambda text: f"Here are the terms:\n```json\n{text}\n```\nAnything else?")
THOUGHT = Fault(change=lambda text: f'<think>maybe {{"terms": 1}}</think>{text}')
NO_PROTOCOL = Fault(body=b"<html>Welcome to the captive portal</html>")
EMPTY = Fault(change=lambda _: " ")


@dataclass
class Endpoint:
    """What the server answers, and what it was asked.

    ``faults`` are used up one a request; ``always`` comes after them.
    """

    readings: Mapping[str, Form]
    faults: list[Fault] = field(default_factory=list)
    always: Fault = field(default_factory=Fault)
    requests: list[Form] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    url: str = ""

    def answer(self, prompt: str) -> str:
        """Return the reading of the document that a prompt names."""
        found = _FILE.search(prompt)
        form = self.readings.get(found[1] if found else "", {"contract": {}, "terms": []})
        return json.dumps(form)


@contextmanager
def serve(
    readings: Mapping[str, Form], *faults: Fault, always: Fault | None = None
) -> Iterator[Endpoint]:
    """Serve readings by file name on 127.0.0.1 until the block ends."""
    endpoint = Endpoint(readings, list(faults), always or Fault())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["content-length"])))
            endpoint.requests.append(given)
            endpoint.headers.append({k.lower(): v for k, v in self.headers.items()})
            endpoint.at.append(time.monotonic())
            fault = endpoint.faults.pop(0) if endpoint.faults else endpoint.always
            time.sleep(fault.delay)
            text = endpoint.answer(str(given["messages"][-1]["content"]))
            text = fault.change(text) if fault.change else text
            body = fault.body
            if body is None:
                form = _wrapped(self.path, text, stopped=fault.stopped)
                body = json.dumps(form).encode()
            try:
                self.send_response(fault.status)
                for name, value in fault.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it did not wait for us

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its own signature)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    endpoint.url = f"http://127.0.0.1:{cast('tuple[str, int]', server.server_address)[1]}"
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _wrapped(path: str, text: str, *, stopped: bool) -> Form:
    if path.endswith("/messages"):
        reason = "max_tokens" if stopped else "end_turn"
        return {"content": [{"type": "text", "text": text}], "stop_reason": reason}
    reason = "length" if stopped else "stop"
    message = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "message": message, "finish_reason": reason}]}
