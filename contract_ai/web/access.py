"""Who may call which route: said where the route stands, refused where nothing is said.

A route without `allow`, `needs` or `open_to_all` answers nobody: 403, and a test names it.  Pages
know people by the cookie of their session only, routes of programs by a token only, and the route
of notices knows other systems by what they signed (`signed`).
"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, HTTPException, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute

from contract_ai.logs import bind
from contract_ai.web.api.caller import visit_by_token
from contract_ai.web.api.keys import must_have_key
from contract_ai.web.counting import route_of
from contract_ai.web.csrf import must_be_ours
from contract_ai.web.notices import must_be_signed
from contract_ai.web.numbers import must_fit
from contract_ai.web.pacing import pace_of
from contract_ai.web.visit import Visit, visit_of
from contract_ai.web.watchers import must_watch
from models.accounts import SCOPES, Role, Scope
from models.errors import ErrorCode, RequestError

F = TypeVar("F", bound=Callable[..., object])
EVERYBODY = frozenset(Role)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_RULE, _LATELY, _SET_UP, _SCOPE = "__allowed__", "__lately__", "__sets_up__", "__scope__"
_WATCHED, _SIGNED = "__watched__", "__signed__"


class SignInFirst(Exception):
    """Nobody is signed in, and this page is for people of the house."""


class SignInAgain(Exception):
    """Somebody is signed in, but too long ago for a change of what protects accounts."""


def allow(*roles: Role) -> Callable[[F], F]:
    """Let people of these roles call a route; none named means all who are signed in."""
    chosen = frozenset(roles) or EVERYBODY

    def mark(endpoint: F) -> F:
        setattr(endpoint, _RULE, chosen)
        return endpoint

    return mark


def open_to_all(endpoint: F) -> F:
    """Let anybody call a route, signed in or not."""
    setattr(endpoint, _RULE, frozenset())
    return endpoint


def needs(scope: Scope | None) -> Callable[[F], F]:
    """Let programs call a route whose token has a scope; None means any token that holds."""
    chosen = frozenset(role for role in Role if scope is None or scope in SCOPES[role])

    def mark(endpoint: F) -> F:
        setattr(endpoint, _RULE, chosen)
        setattr(endpoint, _SCOPE, scope)
        return endpoint

    return mark


def for_watchers(endpoint: F) -> F:
    """Let those call a route whom the settings of the figures name (`must_watch`)."""
    setattr(endpoint, _RULE, frozenset())
    setattr(endpoint, _WATCHED, True)
    return endpoint


def signed(endpoint: F) -> F:
    """Let other systems call a route that signed what they send (`must_be_signed`)."""
    setattr(endpoint, _RULE, frozenset())
    setattr(endpoint, _SIGNED, True)
    return endpoint


def is_signed(route: BaseRoute | None) -> bool:
    """Whether a route knows its callers by what they signed."""
    return isinstance(route, APIRoute) and getattr(route.endpoint, _SIGNED, False)


def is_for_watchers(route: BaseRoute) -> bool:
    """Whether a route knows its callers by the settings of the figures."""
    return isinstance(route, APIRoute) and getattr(route.endpoint, _WATCHED, False)


def is_for_programs(route: BaseRoute) -> bool:
    """Whether a route knows its callers by a token."""
    return isinstance(route, APIRoute) and hasattr(route.endpoint, _SCOPE)


def scope_of(route: BaseRoute) -> Scope | None:
    """Return what the token of a caller must be for; None where any token will do."""
    endpoint = route.endpoint if isinstance(route, APIRoute) else None
    found: Scope | None = getattr(endpoint, _SCOPE, None)
    return found


class SetUpFirst(Exception):
    """Somebody has only a password where an authenticator is required."""


def sets_up(endpoint: F) -> F:
    """Let people call a route who have yet to set up the authenticator that is required."""
    setattr(endpoint, _SET_UP, True)
    return endpoint


def lately(endpoint: F) -> F:
    """Let only those call a route who signed in a short while ago; others sign in again first."""
    setattr(endpoint, _LATELY, True)
    return endpoint


def wants_lately(route: BaseRoute) -> bool:
    """Whether a route is for those who signed in a short while ago."""
    return isinstance(route, APIRoute) and getattr(route.endpoint, _LATELY, False)


def rule(route: BaseRoute) -> frozenset[Role] | None:
    """Return who may call a route: nobody said (None), anybody (empty), or these roles."""
    endpoint = route.endpoint if isinstance(route, APIRoute) else None
    found: frozenset[Role] | None = getattr(endpoint, _RULE, None)
    return found


def _words(request: Request) -> str:
    """Name a route without what stands in its place: one-time links hold secrets."""
    return f"{request.method} {route_of(request.scope)}"


async def guard(request: Request) -> None:
    """Find out who calls, and refuse what the rule of the route does not allow.

    Raises:
        SignInFirst: nobody is signed in and the route is for people of the house.
        HTTPException: 403, the route is for other roles or the request does not come from our page;
            401 or 404, the figures are not for this caller; 404, no row has the number it names;
            400, 401, 404 or 429, a notice is not taken.
        TooOften: the person, program or address asked too often.
        RequestError: a program's token does not hold, or is not for this.
        SetUpFirst: they have only a password where an authenticator is required.
        SignInAgain: they signed in too long ago for this route.
    """
    route = request.scope["route"]
    must_fit(request, route)
    allowed = rule(route)
    if allowed is None:
        raise HTTPException(403)
    if is_for_watchers(route):
        bind(address=request.client.host if request.client else "", route=_words(request))
        must_watch(request, request.app.state.site.settings)
        return
    if is_signed(route):
        bind(address=request.client.host if request.client else "", route=_words(request))
        await must_be_signed(request)
        return
    if is_for_programs(route):
        await _guard_program(request, scope_of(route))
        return
    await _guard_person(request, route, allowed)


async def _guard_person(request: Request, route: BaseRoute, allowed: frozenset[Role]) -> None:
    pace = pace_of(request)
    if not allowed and request.method in SAFE and not wants_lately(route):
        # Whoever calls: `_visit` finds out where the route wants to know.
        pace.of_stranger(request, request.app.state.site.clock())
        return
    visit = await _visit(request)
    if visit.user is None:
        pace.of_stranger(request, visit.now)
    else:
        pace.of_person(visit.user.name, route, visit.now)
    if allowed:
        if visit.user is None:
            raise SignInFirst
        if visit.user.role not in allowed:
            raise HTTPException(403)
        if visit.lacks_authenticator and not getattr(
            request.scope["route"].endpoint, _SET_UP, False
        ):
            raise SetUpFirst
    if request.method not in SAFE:
        await must_be_ours(request, visit)
    if wants_lately(route) and not visit.lately:
        raise SignInAgain


async def _guard_program(request: Request, scope: Scope | None) -> None:
    bind(address=request.client.host if request.client else "", route=_words(request))
    visit = await run_in_threadpool(visit_by_token, request)
    request.state.visit = visit
    bind(address=visit.address, route=_words(request), user=visit.actor.name)
    if visit.lacks_authenticator:
        raise HTTPException(403, "Set an authenticator up on the page of your account.")
    if scope is not None and scope not in visit.scopes:
        what, do = f"This token is not for {scope}.", "Make one that is, if your role has it."
        raise RequestError(ErrorCode.SCOPE_MISSING, what, where="the token", do=do)
    if request.method not in SAFE:
        must_have_key(request)


async def _visit(request: Request) -> Visit:
    """Find out who calls, once a request."""
    known: Visit | None = getattr(request.state, "visit", None)
    if known is not None:
        return known
    visit = await run_in_threadpool(visit_of, request)
    request.state.visit = visit
    bind(address=visit.address, route=_words(request), user=visit.actor.name)
    return visit


Visiting = Annotated[Visit, Depends(_visit)]
"""What a route takes to know who calls it."""
