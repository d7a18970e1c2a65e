"""What was counted once is not counted again until the database changes.

Lists of a hundred thousand findings are paged in milliseconds and counted in tens of them; many
readers of one list share the count.  The caller says what state the database is in: the number
of the newest audit event.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """The answers asked for last, at most ``limit``; those of another state are forgotten."""

    def __init__(self, limit: int = 256) -> None:
        self._limit, self._lock = limit, Lock()
        self._state: Hashable = None
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def once(self, state: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer to a question (its function and arguments) in a state of the database.

        An answer made while the state changed is given out and not kept.
        """
        with self._lock:
            if state != self._state:
                self._state = state
                self._answers.clear()
            elif key in self._answers:
                self._answers.move_to_end(key)
                found: T = self._answers[key]
                return found
        made = make()
        with self._lock:
            if state == self._state:
                self._answers[key] = made
                while len(self._answers) > self._limit:
                    self._answers.popitem(last=False)
        return made
