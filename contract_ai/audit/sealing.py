"""How an event is sealed: SHA-256 over canonical JSON of its fields and the hash before it.

Canonical JSON has its keys in order, no spaces, and only ASCII; a moment is written in UTC with
six decimals: 2026-03-31T09:15:00.000000Z.  Anybody can compute it again from an exported trail.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

FIRST = "0" * 64
"""What stands in ``prev`` of the first event."""

FIELDS = (
    "action",
    "actor",
    "after",
    "at",
    "before",
    "contract",
    "object",
    "prev",
    "reason",
    "role",
    "seq",
)
"""The fields that a hash covers, in the order of canonical JSON."""

_encode = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_encode_sorted = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def canonical(value: object) -> bytes:
    """Write a value as canonical JSON.

    Raises:
        TypeError: it holds something that is no JSON.

    >>> canonical({"b": [1, None], "a": 2})
    b'{"a":2,"b":[1,null]}'
    """
    return _encode(value).encode("ascii")


def digest(value: object) -> str | None:
    """Return the SHA-256 of a value's canonical JSON, in hexadecimal; None of None."""
    return None if value is None else sha256(canonical(value)).hexdigest()


def sealed(values: Sequence[object]) -> str:
    """Return the hash of an event; its values come in the order of `FIELDS`."""
    text = _encode_sorted(dict(zip(FIELDS, values, strict=True)))
    return sha256(text.encode("ascii")).hexdigest()


def moment(at: datetime) -> str:
    """Write a moment as it is hashed.

    >>> moment(datetime(2026, 3, 31, 9, 15, tzinfo=UTC))
    '2026-03-31T09:15:00.000000Z'
    """
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
