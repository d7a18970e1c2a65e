"""How often somebody may ask: for each a bucket that fills evenly and holds a minute's worth.

Each process of the server counts for itself; what is used stands in memory and is lost with it.
"""

from collections import OrderedDict
from datetime import datetime
from math import ceil
from threading import Lock

_MOST_KEYS = 10_000


class Buckets:
    """What each caller has left; ``per_minute`` 0 means as much as anybody wants."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, now: datetime, cost: int = 1) -> int:
        """Take what a request costs; return 0, or in how many seconds there is enough for it.

        Nothing is taken where there is not enough.  What costs more than a minute's worth takes
        all of it.  A clock that was set back fills nothing, and takes nothing away.
        """
        most = self.per_minute
        if not most:
            return 0
        with self._lock:
            left, at = self._left.get(key, (float(most), now))
            left = min(most, left + max(0.0, (now - at).total_seconds()) * most / 60)
            wanted = min(cost, most)
            if left < wanted:
                return ceil((wanted - left) * 60 / most)
            self._left[key] = left - wanted, now
            self._left.move_to_end(key)
            while len(self._left) > _MOST_KEYS:
                self._left.popitem(last=False)
        return 0
