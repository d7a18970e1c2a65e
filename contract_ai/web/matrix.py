"""Who may call which route, read from the routes themselves: what the guard goes by, as a table."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from contract_ai.web.access import (
    is_for_programs,
    is_for_watchers,
    is_signed,
    rule,
    scope_of,
    wants_lately,
)
from models.accounts import Role


@dataclass(frozen=True, slots=True)
class Row:
    """A route: ``roles`` are who may call it, empty for anybody and None for nobody.

    ``token`` says what a token must be for where programs call it ("any" where that is all the
    same); it is empty for pages.
    ``lately``: only those who signed in a short while ago.  ``watched``: whom the settings of the
    figures name.  ``signed``: other systems, by what they signed.
    """

    method: str
    path: str
    what: str
    roles: frozenset[Role] | None
    token: str = ""
    lately: bool = False
    watched: bool = False
    signed: bool = False

    def may(self, role: Role) -> bool:
        """Whether somebody of this role may call it."""
        return self.roles is not None and (not self.roles or role in self.roles)

    @property
    def anybody(self) -> bool:
        """Whether it answers people who are not signed in."""
        return self.roles is not None and not self.roles

    @property
    def line(self) -> str:
        """The row as a line of text."""
        who = " ".join(role.value for role in Role if self.may(role)) or "nobody"
        if self.watched:
            who = "whom CONTRACT_AI_METRICS names"
        elif self.signed:
            who = "connected systems, by their signature"
        elif self.anybody:
            who = "anybody"
        scope = f" with a token for {self.token}" if self.token else ""
        when = ", signed in lately" if self.lately else ""
        return f"{self.method} {self.path}: {who}{scope}{when}"


def matrix(app: FastAPI) -> list[Row]:
    """List every route by its path."""
    found = [row for route in iter_route_contexts(app.routes) for row in _rows(route)]
    return sorted(found, key=lambda row: (row.path, row.method))


def _rows(context: RouteContext) -> Iterator[Row]:
    route = context.original_route
    what = inspect.getdoc(route.endpoint) if isinstance(route, APIRoute) else None
    token = (scope_of(route) or "any") if is_for_programs(route) else ""
    for method in sorted(context.methods or {"ANY"}):
        path = context.path or f"{type(route).__name__}"
        what = (what or "").partition("\n")[0]
        yield Row(
            method,
            path,
            what,
            rule(route),
            token,
            lately=wants_lately(route),
            watched=is_for_watchers(route),
            signed=is_signed(route),
        )
