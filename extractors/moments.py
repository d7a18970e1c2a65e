"""Moments in tables: a day with a time and perhaps an offset, counted in the company's zone."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from models.customs import Customs

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<offset>Z|UTC|GMT|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")


class Moment(NamedTuple):
    """A day; ``at`` is the time on it, in the zone in which it is counted."""

    day: date
    at: time


def moment_in(text: str, customs: Customs, *, utc: bool = False) -> Moment | None:
    """Read a moment; None for a text that is none.

    ``utc`` says that the column is in UTC where the cell names no offset.

    >>> moment_in("2026-03-31T23:30:00Z", Customs(zone="Europe/Berlin"))
    Moment(day=datetime.date(2026, 4, 1), at=datetime.time(1, 30))
    >>> moment_in("2026-03-31 23:30", Customs(zone="Europe/Berlin")).day
    datetime.date(2026, 3, 31)
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    try:
        at = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        when = datetime.combine(date.fromisoformat(match["day"]), at, _zone(match["offset"], utc))
        here = customs.here(when)
    except (ValueError, OverflowError):
        return None
    return Moment(here.date(), here.time())


def _zone(offset: str | None, utc: bool) -> timezone | None:  # noqa: FBT001 (told by the column)
    if offset is None:
        return UTC if utc else None
    match = _OFFSET.search(offset.strip())
    if match is None:
        return UTC
    apart = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-apart if match[1] == "-" else apart)
