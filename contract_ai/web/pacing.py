"""Who asks too much is told to wait: people, programs, and addresses that nobody signed in at.

Limits are far above what a person does with the keys held down (docs/operations.md).  Notices of
other systems and figures for watchers have rules of their own; files of the pages and questions
whether the server lives cost nothing and are not counted.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from contract_ai.accounts.lockout import network
from contract_ai.settings import Settings
from contract_ai.web.buckets import Buckets
from contract_ai.web.counting import WATCHED, route_of
from models.errors import ErrorCode, RequestError

F = TypeVar("F", bound=Callable[..., object])
OF_ALL = 6
"""What an export of all that somebody sees costs; one of a single thing costs 1."""
_COST = "__cost__"


class TooOften(RequestError):
    """Somebody asked too often; ``seconds`` are how long to wait."""

    def __init__(self, what: str, seconds: int, where: str) -> None:
        do = f"Wait {seconds} second{'s' if seconds > 1 else ''}, then try again."
        super().__init__(ErrorCode.TOO_MANY_REQUESTS, what, where=where, do=do)
        self.seconds = seconds

    @property
    def headers(self) -> dict[str, str]:
        """What an answer says to programs."""
        return {"retry-after": str(self.seconds)}


def costly(cost: int = 1) -> Callable[[F], F]:
    """Count a route as an export as well."""

    def mark(endpoint: F) -> F:
        setattr(endpoint, _COST, cost)
        return endpoint

    return mark


def cost_of(route: BaseRoute) -> int:
    """Return what a route costs as an export; 0 where it is none."""
    return getattr(route.endpoint, _COST, 0) if isinstance(route, APIRoute) else 0


class Pace:
    """What everybody may still ask of one application."""

    def __init__(self, settings: Settings) -> None:
        self._pages = Buckets(settings.page_requests_per_minute)
        self._programs = Buckets(settings.api_requests_per_minute)
        self._exports = Buckets(settings.exports_per_minute)

    def of_person(self, name: str, route: BaseRoute, now: datetime) -> None:
        """Count a request of somebody who is signed in; all their sessions count together.

        Raises:
            TooOften: nothing is left.
        """
        self._export(f"person {name}", route, now)
        if seconds := self._pages.take(f"person {name}", now):
            what = f"You asked for more than {self._pages.per_minute:,} pages in a minute."
            raise TooOften(what, seconds, "your account")

    def of_token(self, key: str, route: BaseRoute, now: datetime) -> None:
        """Count a request of a program, by the name of its token.

        Raises:
            TooOften: nothing is left.
        """
        self._export(f"token {key}", route, now)
        if seconds := self._programs.take(key, now):
            what = f"This token may ask {self._programs.per_minute} times a minute."
            raise TooOften(what, seconds, "the token")

    def of_stranger(self, request: Request, now: datetime) -> None:
        """Count a request of nobody who is known, by the network it comes from.

        Raises:
            TooOften: nothing is left.
        """
        if route_of(request.scope) in WATCHED:
            return
        address = network(request.client.host if request.client else "")
        if seconds := self._pages.take(f"address {address}", now):
            what = "More was asked from your address in a minute than we answer."
            raise TooOften(what, seconds, "your address")

    def _export(self, key: str, route: BaseRoute, now: datetime) -> None:
        cost = cost_of(route)
        if cost and (seconds := self._exports.take(key, now, cost)):
            what = "You asked for more files in a minute than we make."
            raise TooOften(what, seconds, "your account")


def pace_of(request: Request) -> Pace:
    """Return what counts for the application."""
    pace: Pace = request.app.state.pace
    return pace
