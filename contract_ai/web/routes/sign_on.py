"""Signing in through the provider of the house (OpenID Connect), where one is set up."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from contract_ai.accounts import sessions, single_sign_on
from contract_ai.accounts.provider import Client, client_of
from contract_ai.accounts.signing_in import Result
from contract_ai.accounts.single_sign_on import Return
from contract_ai.web.access import Visiting, allow, lately, open_to_all
from contract_ai.web.cookies import set_cookie
from contract_ai.web.pages import page
from contract_ai.web.said import go
from contract_ai.web.sign_on import BACK, held_browser, hold_browser, sign_on_name
from contract_ai.web.visit import SESSION, Visit
from models.errors import AccountError

router = APIRouter()
_UNKNOWN = (
    "You have no account here, or it is disabled. Ask an administrator for an invitation to the "
    "e-mail address that you sign in with."
)
_REFUSED = "You did not sign in there, or were refused. Try again."
Text = Annotated[str, Query()]


@router.get("/sign-in/oidc")
@open_to_all
def leave(request: Request, visit: Visiting, again: Text = "") -> Response:
    """Send somebody to the provider, which is to ask ``again`` who they are where this is said."""
    try:
        start = single_sign_on.begin(
            visit.site.database, _client(visit), visit.means, again=bool(again)
        )
    except AccountError as error:
        return _back_to_form(request, visit, f"{error.what} {error.do}", 502)
    answer = RedirectResponse(start.url, 303)
    hold_browser(answer, visit.site, start.browser)
    return answer


@router.get(BACK)
@open_to_all
def back(  # noqa: PLR0913, PLR0917 (what the provider sends)
    request: Request,
    visit: Visiting,
    state: Text = "",
    code: Text = "",
    iss: Text | None = None,
    error: Text = "",
) -> Response:
    """Let somebody in who comes back from the provider."""
    client = _client(visit)
    if error or not code:
        return _back_to_form(request, visit, _REFUSED, 401)
    given = Return(state, code, held_browser(request, visit.site), iss)
    try:
        outcome = single_sign_on.finish(
            visit.site.database, client, given, visit.origin, visit.means
        )
    except AccountError as refused:
        return _back_to_form(request, visit, f"{refused.what} {refused.do}", 401)
    if outcome.result is not Result.OPEN:
        return _back_to_form(request, visit, _UNKNOWN, 401)
    if visit.token:
        with visit.site.database.write() as session:
            sessions.close(session, visit.token, visit.now)
    answer = go("/")
    set_cookie(answer, visit.site, SESSION, outcome.token or "")
    hold_browser(answer, visit.site, "")
    return answer


@router.post("/account/sign-on")
@allow()
@lately
def join(request: Request, visit: Visiting) -> Response:
    """Begin to join the provider to a person's account.

    The answer is a page with a link: browsers refuse to be led elsewhere by a form of ours.
    """
    person = visit.person
    start = single_sign_on.begin(visit.site.database, _client(visit), visit.means, person)
    shown = {"there": start.url, "name": sign_on_name(visit.site.settings)}
    answer = page(request, visit, "account_sign_on.html", shown)
    hold_browser(answer, visit.site, start.browser)
    return answer


@router.post("/account/sign-on/leave")
@allow()
@lately
def unlink(visit: Visiting) -> Response:
    """Take the provider off a person's account; all sessions end."""
    with visit.write() as session:
        single_sign_on.unlink(session, visit.person, visit.means)
    return go("/sign-in", "It is taken off. Sign in with your password.", visit.site)


def _client(visit: Visit) -> Client:
    found = client_of(visit.site.settings, visit.site.address + BACK)
    if found is None:
        raise HTTPException(404)
    return found


def _back_to_form(request: Request, visit: Visit, trouble: str, status: int) -> Response:
    shown = {
        "then": "/",
        "again": False,
        "name": "",
        "trouble": trouble,
        "unsaved": False,
        "sign_on": sign_on_name(visit.site.settings),
    }
    return page(request, visit, "sign_in.html", shown, status)
