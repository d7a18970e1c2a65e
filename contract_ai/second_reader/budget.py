"""How much one run may ask for, and how fast."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from models.errors import DocumentError, ErrorCode

MINUTE = 60.0


@dataclass
class Budget:
    """Requests and characters of one run; at most ``per_minute`` requests in any minute."""

    max_requests: int
    max_characters: int
    per_minute: int
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    requests: int = 0
    characters: int = 0
    _last: deque[float] = field(default_factory=deque)

    def spend(self, characters: int, file: str) -> None:
        """Take one request of so many characters out of the budget; wait where it comes too soon.

        Raises:
            DocumentError: the budget does not hold it.
        """
        over_requests = self.requests + 1 > self.max_requests
        if over_requests or self.characters + characters > self.max_characters:
            what = "The second reader was not asked: this run's budget is spent."
            name = "MAX_REQUESTS" if over_requests else "MAX_CHARACTERS"
            do = f"Raise CONTRACT_AI_SECOND_READER_{name}, or run again: kept answers cost nothing."
            raise DocumentError(ErrorCode.SECOND_READER_BUDGET, what, where=file, do=do)
        self._pace()
        self.requests += 1
        self.characters += characters

    def _pace(self) -> None:
        now = self.clock()
        while self._last and now - self._last[0] >= MINUTE:
            self._last.popleft()
        if len(self._last) >= self.per_minute:
            self.sleep(max(MINUTE - (now - self._last[0]), 0.0))
            self._last.popleft()
        self._last.append(self.clock())
