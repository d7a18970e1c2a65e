"""Signing in and out: name and password, then the code where an authenticator is set up."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from contract_ai.accounts import sessions
from contract_ai.accounts.signing_in import Credentials, Outcome, Result, give_code, sign_in
from contract_ai.web.access import Visiting, allow, open_to_all, sets_up
from contract_ai.web.cookies import cookie_name, drop_cookie, set_cookie
from contract_ai.web.pages import page
from contract_ai.web.said import go
from contract_ai.web.sign_on import sign_on_name
from contract_ai.web.visit import SESSION, Visit

router = APIRouter()
_STATUS = {Result.REFUSED: 401, Result.LOCKED: 429, Result.CODE_NEEDED: 200}
_FORGET = '"cache", "storage"'  # without "cookies": one says that they are signed out
Text = Annotated[str, Form()]
Then = Annotated[str, Query()]


@router.get("/sign-in", name="sign_in")
@open_to_all
def form(
    request: Request, visit: Visiting, then: Then = "/", again: Then = "", unsaved: Then = ""
) -> Response:
    """Show the form; to who is signed in only where they must say ``again`` who they are."""
    if visit.user is not None and (not again or visit.lately):
        return RedirectResponse(ours(then), 303)
    shown = {"then": ours(then), "name": "", "trouble": "", "unsaved": bool(unsaved)}
    return _form(request, visit, shown)


@router.post("/sign-in")
@open_to_all
def take(
    request: Request, visit: Visiting, name: Text = "", password: Text = "", then: Text = "/"
) -> Response:
    """Check name and password; ask for the code where one is needed."""
    given = Credentials(name, password)
    with visit.site.database.write() as session:
        outcome = sign_in(session, given, visit.origin, visit.means)
        if outcome.token is not None:
            sessions.close(session, visit.token, visit.now)  # who signs in again has one session
    if outcome.result is Result.CODE_NEEDED:
        shown = {"then": ours(then), "trouble": ""}
        answer: Response = page(request, visit, "sign_in_code.html", shown)
        set_cookie(answer, visit.site, SESSION, outcome.token or "")
        return answer
    if outcome.result is Result.OPEN:
        return _welcome(visit, outcome, then)
    shown = {"then": ours(then), "name": name, "trouble": outcome.message}
    return _form(request, visit, shown, _STATUS[outcome.result])


@router.post("/sign-in/code")
@open_to_all
def take_code(request: Request, visit: Visiting, code: Text = "", then: Text = "/") -> Response:
    """Check the code of an authenticator, or a recovery code."""
    token = request.cookies.get(cookie_name(visit.site, SESSION), "")
    with visit.site.database.write() as session:
        outcome = give_code(session, token, code, visit.origin, visit.means)
        waits = sessions.awaiting_code(session, token, visit.now) is not None
    if outcome.result is Result.OPEN:
        return _welcome(visit, outcome, then)
    shown = {"then": ours(then), "name": "", "trouble": outcome.message}
    if not waits:
        return _form(request, visit, shown, _STATUS[outcome.result])
    return page(request, visit, "sign_in_code.html", shown, _STATUS[outcome.result])


@router.post("/sign-out")
@allow()
@sets_up
def sign_out(visit: Visiting) -> Response:
    """End the session on the server, and let the browser forget it."""
    with visit.write() as session:
        sessions.end(session, visit.token, visit.now)
    answer = go("/sign-in", "You are signed out.", visit.site)
    drop_cookie(answer, visit.site, SESSION)
    answer.headers["clear-site-data"] = _FORGET
    return answer


def ours(then: str) -> str:
    r"""Return where to go next: only a path of this site.

    >>> ours("/findings?state=open"), ours("https://elsewhere.example"), ours("//elsewhere.example")
    ('/findings?state=open', '/', '/')
    >>> ours("/\\elsewhere.example")
    '/'
    """
    plain = then.isprintable() and "\\" not in then
    return then if plain and then.startswith("/") and not then.startswith("//") else "/"


def _form(
    request: Request, visit: Visit, shown: Mapping[str, object], status: int = 200
) -> Response:
    sign_on = sign_on_name(visit.site.settings)
    again = visit.user is not None
    known = {"name": visit.user.name} if visit.user is not None else {}
    shown = {"unsaved": False, **shown, **known, "again": again, "sign_on": sign_on}
    return page(request, visit, "sign_in.html", shown, status)


def _welcome(visit: Visit, outcome: Outcome, then: str) -> Response:
    answer = go(ours(then))
    set_cookie(answer, visit.site, SESSION, outcome.token or "")
    return answer
