"""What talking to a service takes from the world: the moment, waiting, and chance."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """``now`` is aware and in UTC; ``sleep`` takes seconds; ``chance`` gives 0 up to 1."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    chance: Callable[[], float]


def real_clock() -> Clock:
    """Return the clock of this machine."""
    return Clock(lambda: datetime.now(UTC), time.sleep, random.random)
