"""Numbers, counts and times every request, by its route's pattern: addresses may hold secrets.

The number stands on every line of the log that the request leads to, and in its answer
(``X-Request-ID``), so that a person can name it.  One that a caller sends is not believed.
"""

from secrets import token_hex
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract_ai.logs import begin, log
from contract_ai.metrics.traffic import NO_ROUTE, Traffic
from contract_ai.tracing import Open, span
from contract_ai.web.api import PREFIX

_FAULT = 500
WATCHED = frozenset({"/health", "/healthz", "/healthz/live", "/metrics", "/static/{tag}/{name}"})
"""Routes of which the log has no line for each request: there are too many, and they say nothing."""


def route_of(scope: Scope) -> str:
    """Return the pattern of a request's route; `NO_ROUTE` where there is none."""
    route = scope.get("route")
    if route is None:
        return NO_ROUTE
    before = PREFIX if scope["path"].startswith(f"{PREFIX}/") else ""  # a route knows it not
    return f"{before}{route.path}"


class Counting:
    """Passes requests on and tells the counters how they were answered."""

    def __init__(self, app: ASGIApp, traffic: Traffic) -> None:
        self._app, self._traffic = app, traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number, began, counted = token_hex(8), perf_counter(), False
        begin(request=number)

        def count(status: int, told: Open) -> None:
            nonlocal counted
            if counted:
                return
            counted = True
            method, route, seconds = scope["method"], route_of(scope), perf_counter() - began
            known = self._traffic.answered(method, route, status, seconds)
            failed = str(status) if status >= _FAULT else ""
            told.say(f"{known} {route}", failed=failed, status=status, request=number)
            if route not in WATCHED:
                log().info("request", status=status, seconds=round(seconds, 3))

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = number
                count(message["status"], told)
            await send(message)

        with span("request") as told:
            try:
                await self._app(scope, receive, noted)
            except Exception:
                count(_FAULT, told)
                raise
