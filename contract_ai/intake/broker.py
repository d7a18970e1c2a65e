"""Waking those who watch a batch: in this process at once, for other processes' work by asking.

The database is the truth; this only says that it is worth looking again.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 2.0  # seconds: what another server did is seen after so long at the latest


class Watcher:
    """One who watches a batch, in the event loop of its own thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that something changed; a loop that has ended needs no waking."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def wait(self, patience: float = PATIENCE) -> bool:
        """Wait until something changed since the last wait; False after so many seconds."""
        try:
            await asyncio.wait_for(self._woken.wait(), patience)
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class Broker:
    """Tells watchers of a batch that something changed; any thread may tell."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: defaultdict[int, set[Watcher]] = defaultdict(set)
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this whenever anything changed in any batch."""
        self._listeners.append(listener)

    def tell(self, batch: int) -> None:
        """Wake all who watch a batch."""
        with self._lock:
            watchers = list(self._watchers.get(batch, ()))
        for watcher in watchers:
            watcher.wake()
        for listener in self._listeners:
            listener()

    @contextmanager
    def watching(self, batch: int) -> Iterator[Watcher]:
        """Watch a batch: what is told from here on wakes the watcher's next wait."""
        watcher = Watcher()
        with self._lock:
            self._watchers[batch].add(watcher)
        try:
            yield watcher
        finally:
            with self._lock:
                self._watchers[batch].discard(watcher)
                if not self._watchers[batch]:
                    del self._watchers[batch]
