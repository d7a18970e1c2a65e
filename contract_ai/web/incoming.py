"""The body of a request as it comes in, for code that reads in a thread of its own.

Nothing is asked of the network before it is read, so a large file is never in memory.
"""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from anyio import CapacityLimiter, fail_after, from_thread, to_thread
from fastapi import Request

T = TypeVar("T")
PATIENCE = 60.0  # seconds in which something must come
SLOWEST = 8 << 10  # bytes a second, on the whole; the first minute is free
AT_ONCE = 16
"""So many bodies are read at once: slow senders leave threads for the pages."""
_REST = 1 << 16


async def in_thread(request: Request, read: Callable[[], T]) -> T:
    """Read a body in a thread, when it is its turn."""
    turns: CapacityLimiter = request.app.state.incoming
    return await to_thread.run_sync(read, limiter=turns)


class Body:
    """What comes in; `read` is called in a thread that the event loop started."""

    def __init__(self, request: Request, clock: Callable[[], float] = monotonic) -> None:
        self._chunks = request.stream()
        self._left = b""
        self._clock, self._start, self._got = clock, clock(), 0

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes; none at the end.

        Raises:
            TimeoutError: nothing came for a minute, or too little since the start.
            ClientDisconnect: the browser went away.
        """
        while not self._left:
            chunk = from_thread.run(self._next)
            if chunk is None:
                return b""
            self._left = chunk
        piece, self._left = self._left[:size], self._left[size:]
        return piece

    def drain(self, most: int) -> None:
        """Read on and throw away: a browser hears an answer only when it has sent all."""
        while most > 0 and (piece := self.read(_REST)):
            most -= len(piece)

    async def _next(self) -> bytes | None:
        left = self._start + PATIENCE + self._got / SLOWEST - self._clock()
        if left <= 0:
            raise TimeoutError
        with fail_after(min(PATIENCE, left)):
            chunk: bytes | None = await anext(self._chunks, None)
        self._got += len(chunk or b"")
        return chunk
