"""What every stand-in of a service does: it takes requests, lets people in, and has faults.

The clock is the test's: the stand-in never waits.  Rows are in the service's own form; each
has a number, by which tests name it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx2

from contract_ai.connectors.clock import Clock

Row = dict[str, Any]
TOLD = "told to"
BEGIN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Killed(BaseException):
    """The program ends in the middle of a request, as by kill -9."""


@dataclass
class Time:
    """A clock that moves only when somebody sleeps or a test says so."""

    at: datetime = BEGIN
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    def go(self, **kind: float) -> None:
        self.at += timedelta(**kind)

    def clock(self) -> Clock:
        return Clock(self.now, self.sleep, lambda: 0.5)


@dataclass
class Asked:
    """One request that came in."""

    request: httpx2.Request
    at: datetime

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.request.url.query.decode()))

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.request.content)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.request.content.decode()))


Fault = Callable[[Asked, httpx2.Response], httpx2.Response]


class Fake:
    """The base of all: ``faults`` strike one request each, in turn, before it is let in."""

    main: str
    """The list that the conformance suite works with."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.storm: list[int] = []
        """Seconds that every other request is told to wait, one after the other."""
        self.early = 0
        """Requests that came while they were told to wait."""
        self._busy_until: datetime | None = None
        self.served: list[str] = []
        """Ids of the rows of the main list that were sent."""
        self.before: Callable[[int], None] | None = None
        """Called with the number of each request before it is answered: changes, or a kill."""
        self.after: Callable[[int], None] | None = None
        """Called when a request was worked on and its answer is not sent yet."""
        self.twice = False
        """Whether every page has its first row twice."""
        self.tokens: set[str] = set()
        self.skew = timedelta(0)

    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self.handle)

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        asked = Asked(request, self.time.now())
        self.asked.append(asked)
        number = len(self.asked)
        if self.before is not None:
            self.before(number)
        response = self._let_in(asked)
        if self.after is not None:
            self.after(number)
        response.headers["date"] = format_datetime(self.time.now() + self.skew, usegmt=True)
        return response

    def _let_in(self, asked: Asked) -> httpx2.Response:
        if self._busy_until is not None and asked.at < self._busy_until:
            self.early += 1
        if self.storm and len(self.asked) % 3:
            seconds = self.storm.pop()
            self._busy_until = asked.at + timedelta(seconds=seconds)
            return httpx2.Response(429, headers={"retry-after": str(seconds)}, json={})
        if self.faults:
            fault = self.faults.pop(0)
            return fault(asked, httpx2.Response(200))
        given = self.token_answer(asked)
        if given is not None:
            return given
        if asked.request.headers.get("authorization", "") not in self.allowed():
            return httpx2.Response(401, json={"error": "not let in"})
        return self.answer(asked)

    def allowed(self) -> set[str]:
        return {f"Bearer {one}" for one in self.tokens}

    def token_answer(self, asked: Asked) -> httpx2.Response | None:  # noqa: ARG002
        return None

    def answer(self, asked: Asked) -> httpx2.Response:
        raise NotImplementedError

    def add(self, count: int) -> None:
        """Make rows of the main list."""
        raise NotImplementedError

    def change(self, number: int) -> None:
        """Change the amount of a row."""
        raise NotImplementedError

    def void(self, number: int) -> None:
        """Make a row void, or lost."""
        raise NotImplementedError

    def delete(self, number: int) -> None:
        """Take a row away."""
        raise NotImplementedError

    def truth(self) -> dict[str, Decimal]:
        """Return the amounts of the rows that are there, by id."""
        raise NotImplementedError

    def contracts(self) -> list[str]:
        """Return what stands in the field of our own of each row."""
        raise NotImplementedError

    def sent(self, rows: list[Row], key: str) -> list[Row]:
        """Note which rows are sent; some twice where the test says so."""
        self.served += [str(row[key]) for row in rows]
        return [rows[0], *rows] if self.twice and rows else rows


def status(code: int, **headers: str) -> Fault:
    """Answer with a status."""
    return lambda _, __: httpx2.Response(code, headers=headers, json={"error": "told to"})


def cut(_: Asked, __: httpx2.Response) -> httpx2.Response:
    """Announce more bytes than come."""
    return httpx2.Response(200, headers={"content-length": "5000"}, content=b'{"data": [{"id"')


def cut_quietly(_: Asked, __: httpx2.Response) -> httpx2.Response:
    """End in the middle, and announce nothing."""
    return httpx2.Response(200, headers={"transfer-encoding": "chunked"}, content=b'{"data": [{')


def no_answer(asked: Asked, _: httpx2.Response) -> httpx2.Response:
    raise httpx2.ReadTimeout(TOLD, request=asked.request)


def no_connection(asked: Asked, _: httpx2.Response) -> httpx2.Response:
    raise httpx2.ConnectError(TOLD, request=asked.request)


def no_json(_: Asked, __: httpx2.Response) -> httpx2.Response:
    return httpx2.Response(200, text="<html>we are back soon</html>")


def json_answer(value: object) -> httpx2.Response:
    """Write numbers as they are: Decimals keep their digits."""
    return httpx2.Response(
        200, headers={"content-type": "application/json"}, content=_written(value).encode()
    )


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value)
