"""Counts every request by its route's pattern: addresses may hold one-time links and names."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract_ai.metrics.traffic import NO_ROUTE, Traffic
from contract_ai.web.api import PREFIX

_FAULT = 500


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
        began, counted = perf_counter(), False

        def count(status: int) -> None:
            nonlocal counted
            if not counted:
                counted = True
                seconds = perf_counter() - began
                self._traffic.answered(scope["method"], route_of(scope), status, seconds)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                count(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            count(_FAULT)
            raise
