"""Slow senders: whoever opens a connection sends the head of a request soon, or is let go.

The server closes only connections that are silent after an answer; one that sends a byte now and
then before it has asked for anything would be kept for ever.  `bodies` and `incoming` do the same
for what follows the head.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from contract_ai.logs import log

HEAD_WITHIN = 20.0  # seconds


class PatientProtocol(H11Protocol):
    """A connection that is closed where the head of a request does not come in time."""

    head_within = HEAD_WITHIN
    _waits: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what comes; the time runs from the first byte of a head to its end."""
        super().data_received(data)
        if self._asked():
            self._wait_no_more()
        elif self._waits is None:
            self._wait()

    def _asked(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waits = self.loop.call_later(self.head_within, self._let_go)

    def _wait_no_more(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _let_go(self) -> None:
        self._waits = None
        if not self._asked() and not self.transport.is_closing():
            address = self.client[0] if self.client else ""
            log().warning("refused", why="the head of a request was too slow", address=address)
            self.transport.close()
