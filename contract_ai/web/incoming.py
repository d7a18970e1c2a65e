"""The body of a request as it comes in, for code that reads in a thread of its own.

Nothing is asked of the network before it is read, so a large file is never in memory.
"""

from anyio import fail_after, from_thread
from fastapi import Request

PATIENCE = 60.0  # seconds in which something must come
_REST = 1 << 16


class Body:
    """What comes in; `read` is called in a thread that the event loop started."""

    def __init__(self, request: Request) -> None:
        self._chunks = request.stream()
        self._left = b""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes; none at the end.

        Raises:
            TimeoutError: nothing came for a minute.
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
        with fail_after(PATIENCE):
            return await anext(self._chunks, None)
