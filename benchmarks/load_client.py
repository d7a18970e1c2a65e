"""A reader of pages that costs little itself: HTTP/1.1 over one open connection, GET and POST."""

import asyncio
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the seconds from the request to its last byte."""

    status: int
    head: bytes
    body: bytes
    seconds: float


class Reader:
    """One browser with one connection; ``cookie`` says who reads."""

    def __init__(
        self, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], host: str, cookie: str
    ) -> None:
        self._in, self._out = streams
        self._frame = f"host: {host}\r\ncookie: {cookie}\r\naccept-encoding: gzip\r\n"

    @classmethod
    async def open(cls, port: int, cookie: str) -> Self:
        """Connect to this machine's server."""
        streams = await asyncio.open_connection("127.0.0.1", port)
        return cls(streams, f"127.0.0.1:{port}", cookie)

    async def get(self, address: str) -> Answer:
        """Ask for a page."""
        return await self._ask(f"GET {address} HTTP/1.1\r\n{self._frame}\r\n".encode())

    async def post(self, address: str, form: list[tuple[str, str]]) -> Answer:
        """Send a form."""
        body = urlencode(form).encode()
        head = f"POST {address} HTTP/1.1\r\n{self._frame}content-type: application/x-www-form-urlencoded"
        return await self._ask(f"{head}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)

    def close(self) -> None:
        """Hang up."""
        self._out.close()

    async def _ask(self, request: bytes) -> Answer:
        start = time.perf_counter()
        self._out.write(request)
        head = await self._in.readuntil(b"\r\n\r\n")
        body = await self._in.readexactly(_length(head))
        return Answer(int(head[9:12]), head, body, time.perf_counter() - start)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    msg = f"an answer does not say how long it is: {head[:200]!r}"
    raise ValueError(msg)
