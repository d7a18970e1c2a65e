"""One HTTP client for all services: it waits when it is told to, tries again, and says why not.

Nothing here writes to a service: GET, and POST where a search is asked with one.
"""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Protocol

import httpx2

from contract_ai.connectors.clock import Clock
from contract_ai.connectors.raw import Unexpected
from contract_ai.connectors.trouble import busy, failing, refused, unreachable, wrong_answer
from contract_ai.loopback import is_loopback
from models.errors import ServiceError
from models.ledgers import Service

Params = Sequence[tuple[str, str]]
Judged = tuple[float | None, ServiceError]
"""How long to wait, None where the service does not say, and what is raised when waiting is over."""
TRIES = 6
STORMS = 60
"""How often one request may be told to wait."""
PATIENCE = 900.0
"""Seconds that all waiting for one answer may take together."""
_LARGEST = 64 << 20
_TIMEOUT = httpx2.Timeout(60.0, connect=10.0)
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_OK = frozenset({200, 207})  # 207: parts of a batch that are not there are named in it
_BAD, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _MANY, _FAULT = 400, 401, 403, 404, 429, 500
_UNAVAILABLE = 503


class Auth(Protocol):
    """What a service lets us in with."""

    def headers(self) -> Mapping[str, str]:
        """Return what goes with each request."""

    def renew(self) -> bool:
        """Get a new token after a refusal; False where there is no other."""


class NotThere(Exception):
    """The service has no such thing (404)."""


class NotUnderstood(Exception):
    """The service refused what was asked (400): a place in a list that is gone, for one."""


class _Broken(Exception):
    """No whole answer came."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service allows: ``calls`` in ``seconds``; ``wait`` where it says none with a 429."""

    calls: int
    seconds: float
    wait: float = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said, as bytes: the evidence of what is read from it."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return sha256(self.body).hexdigest()

    def json(self) -> object:
        """Read it, with numbers as exact as they were written.

        Raises:
            Unexpected: it is no JSON.
        """
        try:
            found: object = json.loads(self.body, parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            msg = "the answer is no JSON"
            raise Unexpected(msg) from error
        return found

    def served_at(self, now: datetime) -> datetime:
        """Return the moment by the service's own clock; ``now`` where it does not say."""
        return _http_date(self.headers.get("date")) or now


class Client:
    """Asks one service."""

    def __init__(  # noqa: PLR0913 (what a service is asked with)
        self,
        service: Service,
        base: str,
        auth: Auth,
        clock: Clock,
        limits: Limits,
        *,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Prepare; ``transport`` takes the place of the network in tests.

        Raises:
            ServiceError: the address is not encrypted and not on this machine.
        """
        self.service, self.clock = service, clock
        self._base, self._auth, self._limits = safe(service, base), auth, limits
        self._http = httpx2.Client(timeout=_TIMEOUT, follow_redirects=False, transport=transport)
        self._asked: deque[datetime] = deque(maxlen=limits.calls)

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def get(
        self, path: str, params: Params = (), headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for something.

        Raises:
            ServiceError: no answer that can be used came after every try.
            NotThere: it does not exist there.
            NotUnderstood: the service does not take what was asked.
        """
        return self._ask("GET", path, params=list(params), headers=headers)

    def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """Ask for something with a JSON object: a search.

        Raises:
            ServiceError: no answer that can be used came after every try.
            NotUnderstood: the service does not take what was asked.
        """
        return self._ask("POST", path, content=json.dumps(body).encode())

    def form(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form: how tokens are asked for.

        Raises:
            ServiceError: no answer that can be used came after every try.
            NotUnderstood: the service does not take what was sent.
        """
        return self._ask("POST", path, data=dict(fields))

    def _ask(self, method: str, path: str, **rest: object) -> Answer:
        renewed, waited, faults, storms = False, 0.0, 0, 0
        while True:
            try:
                answer = self._once(method, path, rest)
            except _Broken as error:
                judged: Judged | None = (None, unreachable(self.service, str(error)))
            else:
                if answer.status == _UNAUTHORIZED and not renewed and self._auth.renew():
                    renewed = True
                    continue
                judged = self._judge(answer)
            if judged is None:
                return answer
            wait, reason = judged
            if wait is None:
                faults += 1
                wait = self._backoff(faults)
            else:
                storms += 1
            waited += wait
            if waited > PATIENCE or faults >= TRIES or storms >= STORMS:
                raise reason
            self.clock.sleep(wait)

    def _once(self, method: str, path: str, rest: Mapping[str, object]) -> Answer:
        """Send one request and read the whole answer."""
        self._pace()
        given = dict(rest)
        more = given.pop("headers", None) or {}
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        if "content" in given:
            headers["content-type"] = "application/json"
        headers |= {**self._auth.headers(), **more}  # type: ignore[dict-item]  # headers of `get`
        try:
            with self._http.stream(method, self._base + path, headers=headers, **given) as response:  # type: ignore[arg-type]  # what httpx takes
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > _LARGEST:
                        raise wrong_answer(self.service, "It is larger than 64 MB.")
                answer = Answer(response.status_code, bytes(body), dict(response.headers))
        except httpx2.HTTPError as error:
            # Its own text may hold the address with what was asked.
            raise _Broken(type(error).__name__) from None
        length = answer.headers.get("content-length", "")
        if length.isdigit() and int(length) != len(answer.body):
            msg = "the answer was cut off"
            raise _Broken(msg)
        if answer.status in _OK:
            try:
                answer.json()
            except Unexpected as error:
                raise _Broken(str(error)) from error
        return answer

    def _judge(self, answer: Answer) -> Judged | None:
        """Say how long to wait and why, or raise; None where the answer can be used."""
        status, service = answer.status, self.service
        asked = _seconds(answer.headers.get("retry-after"), self.clock.now())
        if status in _OK:
            return None
        if status == _MANY or (status == _UNAVAILABLE and asked is not None):
            wait = self._limits.wait if asked is None else asked
            until = self.clock.now() + timedelta(seconds=wait)
            return wait, busy(service, until)
        if status >= _FAULT:
            return None, failing(service, status)
        if status == _NOT_FOUND:
            raise NotThere
        if status == _FORBIDDEN and b"REQUEST_LIMIT_EXCEEDED" in answer.body:
            raise busy(service, self.clock.now() + timedelta(hours=1))
        if status in {_UNAUTHORIZED, _FORBIDDEN}:
            raise refused(service, status)
        if _BAD <= status < _MANY:
            raise NotUnderstood(status)
        raise wrong_answer(service, f"Its status is {status}.")

    def _pace(self) -> None:
        """Wait until the service's limit lets one more request through."""
        now = self.clock.now()
        if len(self._asked) == self._limits.calls:
            free = self._asked[0] + timedelta(seconds=self._limits.seconds)
            if free > now:
                self.clock.sleep((free - now).total_seconds())
        self._asked.append(self.clock.now())

    def _backoff(self, tries: int) -> float:
        """Return 1, 2, 4 ... seconds, up to a minute, half of it by chance."""
        longest: float = min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_WAIT)
        return longest * (0.5 + self.clock.chance() / 2)


def safe(service: Service, base: str) -> str:
    """Return an address that is encrypted, or on this machine, without its last slash.

    Raises:
        ServiceError: it is neither.
    """
    try:
        url = httpx2.URL(base)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    local = url.scheme == "http" and is_loopback(url.host)
    if not (url.host and (url.scheme == "https" or local)) or url.userinfo:
        raise wrong_answer(service, "Its address does not begin with https://.")
    return base.rstrip("/")


def _no_number(name: str) -> object:
    msg = f"{name} is no number"
    raise ValueError(msg)


def _seconds(header: str | None, now: datetime) -> float | None:
    """Read Retry-After: seconds, or a moment."""
    if header is None:
        return None
    if header.strip().replace(".", "", 1).isdigit():
        return float(header)
    until = _http_date(header)
    return None if until is None else max((until - now).total_seconds(), 0.0)


def _http_date(header: str | None) -> datetime | None:
    if header is None:
        return None
    try:
        found = parsedate_to_datetime(header)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
