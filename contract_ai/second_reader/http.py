"""One POST over httpx, with a limit on the whole of its time and of its answer.

Imported when the first request is sent: nothing else of this program needs httpx.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from contract_ai.loopback import is_loopback
from models.forms import Form

_LARGEST = 32 << 20
_CONNECT = 20.0


class TimedOut(Exception):
    """The answer did not come in time."""


class Unreachable(Exception):
    """No connection, or one that broke; the message names the kind of error only."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; ``wait`` are the seconds that the server asks to be left alone."""

    status: int
    body: bytes = b""
    wait: float | None = None


def post(url: str, headers: dict[str, str], form: Form, timeout: float) -> Response:
    """Send JSON and return what comes back within ``timeout`` seconds.

    Redirects are not followed: they would send a contract where no setting says.

    Raises:
        TimedOut: it took longer.
        Unreachable: there is no connection, or what came is no answer.
    """
    end = time.monotonic() + timeout
    # A proxy would take what stays on this machine off it.
    trust = not is_loopback(urlsplit(url).hostname or "")
    limits = httpx.Timeout(timeout, connect=min(timeout, _CONNECT))
    try:
        with (
            httpx.Client(timeout=limits, trust_env=trust, follow_redirects=False) as client,
            client.stream("POST", url, headers=headers, json=form) as response,
        ):
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > _LARGEST:
                    msg = "answer too large"
                    raise Unreachable(msg)
                if time.monotonic() > end:
                    raise TimedOut
            wait = seconds_asked(response.headers.get("retry-after"), datetime.now(UTC))
            return Response(response.status_code, bytes(body), wait)
    except httpx.TimeoutException as error:
        raise TimedOut from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        # Its own text may hold more than we want in a message.
        raise Unreachable(type(error).__name__) from error


def seconds_asked(header: str | None, now: datetime) -> float | None:
    """Read Retry-After: seconds, or a moment; None where it is missing or no such thing.

    >>> seconds_asked("2", datetime(2026, 1, 1, tzinfo=UTC))
    2.0
    """
    if header is None:
        return None
    if header.strip().replace(".", "", 1).isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)
