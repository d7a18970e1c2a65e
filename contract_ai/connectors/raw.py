"""Taking values out of a service's JSON: absent is None, of another shape is an error.

Numbers with a point come as Decimal (`contract_ai.connectors.client.Answer.json`).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

Raw = Mapping[str, object]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 16  # digits before the point that an amount may have


class Unexpected(ValueError):
    """An answer is not what the service's documentation says."""


def at(raw: object, *path: str) -> object:
    """Follow keys; None where one is missing."""
    for key in path:
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(key)
    return raw


def text(raw: object, *path: str) -> str | None:
    """Return a text; numbers as they are written, empty as None.

    >>> text({"a": {"b": 5}}, "a", "b"), text({"a": ""}, "a"), text({}, "a")
    ('5', None, None)
    """
    value = at(raw, *path)
    if value is None or isinstance(value, bool | Mapping | list):
        return None
    return str(value).strip() or None


def needed(raw: object, *path: str) -> str:
    """Return a text that is never missing.

    Raises:
        Unexpected: it is.
    """
    value = text(raw, *path)
    if value is None:
        msg = f"{'.'.join(path)} is missing"
        raise Unexpected(msg)
    return value


def amount(raw: object, *path: str) -> Decimal | None:
    """Return a number exactly as it was written.

    >>> amount({"a": "12.50"}, "a")
    Decimal('12.50')

    Raises:
        Unexpected: it is no number, or larger than money is.
    """
    value = text(raw, *path)
    if value is None:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        msg = f"{'.'.join(path)} is no number"
        raise Unexpected(msg) from error
    if not number.is_finite() or number.adjusted() >= _LARGEST:
        msg = f"{'.'.join(path)} is no amount"
        raise Unexpected(msg)
    return number


def day(raw: object, *path: str) -> date | None:
    """Return the day of a date or of a moment, as it is written.

    >>> day({"a": "2026-03-01T23:00:00Z"}, "a")
    datetime.date(2026, 3, 1)

    Raises:
        Unexpected: it is no date.
    """
    value = text(raw, *path)
    if value is None:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError as error:
        msg = f"{'.'.join(path)} is no date"
        raise Unexpected(msg) from error


def moment(raw: object, *path: str) -> datetime | None:
    """Return a moment in UTC; without a zone it is in UTC.

    >>> moment({"a": "2026-03-01T01:00:00.000+0100"}, "a")
    datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc)

    Raises:
        Unexpected: it is no moment.
    """
    value = text(raw, *path)
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError as error:
        msg = f"{'.'.join(path)} is no moment"
        raise Unexpected(msg) from error
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def from_epoch(raw: object, *path: str, per_second: int = 1) -> datetime | None:
    """Return a moment that is written as seconds, or parts of seconds, since 1970.

    >>> from_epoch({"a": 86400}, "a")
    datetime.datetime(1970, 1, 2, 0, 0, tzinfo=datetime.timezone.utc)

    Raises:
        Unexpected: it is no moment.
    """
    value = amount(raw, *path)
    if value is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(value * 1_000_000 / per_second))
    except OverflowError as error:
        msg = f"{'.'.join(path)} is no moment"
        raise Unexpected(msg) from error


def objects(raw: object, *path: str) -> list[Raw]:
    """Return a list of objects; empty where it is missing.

    Raises:
        Unexpected: it is something else.
    """
    value = at(raw, *path)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        msg = f"{'.'.join(path) or 'the answer'} is no list of objects"
        raise Unexpected(msg)
    return value


def listed(raw: object, *path: str) -> list[Raw]:
    """Return a list of objects that is never missing.

    Raises:
        Unexpected: it is, or is something else.
    """
    if at(raw, *path) is None:
        msg = f"{'.'.join(path)} is missing"
        raise Unexpected(msg)
    return objects(raw, *path)


def custom(raw: object, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a service's own fields by our names; ``mapping`` is our name to their path."""
    found = {ours: text(raw, *theirs.split(".")) for ours, theirs in mapping.items()}
    return {ours: value for ours, value in found.items() if value is not None}
