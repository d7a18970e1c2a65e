"""How often one token may ask: a bucket that fills evenly and holds a minute's worth.

Each process of the server counts for itself; what is used stands in memory and is lost with it.
"""

from collections import OrderedDict
from datetime import datetime
from math import ceil
from threading import Lock

from models.errors import ErrorCode, RequestError

_MOST_TOKENS = 10_000


class TooOften(RequestError):
    """A token was used too often; ``seconds`` are how long to wait."""

    def __init__(self, per_minute: int, seconds: int) -> None:
        what = f"This token may ask {per_minute} times a minute."
        do = f"Wait {seconds} seconds."
        super().__init__(ErrorCode.TOO_MANY_REQUESTS, what, where="the token", do=do)
        self.seconds = seconds


class Rates:
    """What each token has left."""

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def count(self, token: str, now: datetime) -> None:
        """Count one request; ``token`` is the name of a token.

        Raises:
            TooOften: nothing is left.
        """
        with self._lock:
            left, at = self._left.get(token, (float(self._most), now))
            left = min(self._most, left + (now - at).total_seconds() * self._most / 60)
            if left < 1:
                raise TooOften(self._most, ceil((1 - left) * 60 / self._most))
            self._left[token] = left - 1, now
            self._left.move_to_end(token)
            while len(self._left) > _MOST_TOKENS:
                self._left.popitem(last=False)
