"""The day that the checks take for today, and until when what they said of it holds.

Most of what a check says is the same tomorrow: a due date has passed or has not.  This day looks
and counts as any other and notes, at each comparison with a later day, that the answer may be
another one from that day on.  Whatever else is asked of it (how many days ago something was, how
it is written) may be another answer tomorrow.

    >>> today = Today(2026, 6, 30)
    >>> today > date(2026, 6, 1), today >= date(2026, 9, 1)
    (True, False)
    >>> today.until
    datetime.date(2026, 9, 1)
    >>> (today - date(2026, 6, 1)).days
    29
    >>> today.until
    datetime.date(2026, 7, 1)
"""

from datetime import date, timedelta
from typing import Any, Self

_DAY = timedelta(days=1)
_SILENT = frozenset({"until", "_note", "__class__", "__dict__"})


class Today(date):
    """A day that knows until when what was asked of it holds.

    ``until`` is the first day on which an answer may be another one; None means never.
    """

    until: date | None = None

    @classmethod
    def of(cls, day: date) -> Self:
        """Return a day of which nothing was asked yet."""
        return cls(day.year, day.month, day.day)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 (whatever the attribute is)
        """Return an attribute; all but ours tell of the day itself."""
        if name not in _SILENT:
            self._note(None)
        return super().__getattribute__(name)

    def _note(self, other: object) -> None:
        """Note that something was asked that another day, or the next one, may answer otherwise."""
        turns = _plain(self) + _DAY
        if isinstance(other, date):
            if date.__lt__(other, self):
                return
            turns = max(_plain(other), turns)
        if self.until is None or turns < self.until:
            self.until = turns

    def __lt__(self, other: date) -> bool:
        """Compare."""
        self._note(other)
        return super().__lt__(other)

    def __le__(self, other: date) -> bool:
        """Compare."""
        self._note(other)
        return super().__le__(other)

    def __gt__(self, other: date) -> bool:
        """Compare."""
        self._note(other)
        return super().__gt__(other)

    def __ge__(self, other: date) -> bool:
        """Compare."""
        self._note(other)
        return super().__ge__(other)

    def __eq__(self, other: object) -> bool:
        """Compare."""
        self._note(other)
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        """Compare."""
        self._note(other)
        return super().__ne__(other)

    def __hash__(self) -> int:
        """Return the hash of the day; whether it is in a set may be otherwise tomorrow."""
        self._note(None)
        return super().__hash__()

    def __add__(self, other: timedelta) -> date:  # type: ignore[override]  # a plain day comes out
        """Count on."""
        self._note(None)
        return _plain(self) + other

    def __radd__(self, other: timedelta) -> date:  # type: ignore[override]  # a plain day comes out
        """Count on."""
        return self + other

    def __sub__(self, other: Any) -> Any:  # noqa: ANN401 (a day or a time, as of any date)
        """Count back, or the days since another."""
        self._note(None)
        return _plain(self) - other

    def __rsub__(self, other: date) -> timedelta:
        """Count the days until this one."""
        self._note(None)
        return other - _plain(self)

    def __repr__(self) -> str:
        """Write it."""
        self._note(None)
        return super().__repr__()


def _plain(day: date) -> date:
    return date.fromordinal(date.toordinal(day))
