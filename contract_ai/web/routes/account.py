"""A person's own account: password, authenticator, open sessions, tokens for programs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlmodel import Session

from contract_ai.accounts import changing_passwords, sessions, tokens, totp
from contract_ai.accounts.changing_passwords import Change
from contract_ai.accounts.signing_in import Result, proven
from contract_ai.accounts.tokens import Grant
from contract_ai.accounts.totp import Enrolment
from contract_ai.web.access import Visiting, allow, lately, sets_up
from contract_ai.web.agents import browser_words
from contract_ai.web.api.schema import SCOPE_WORDS
from contract_ai.web.cookies import set_cookie
from contract_ai.web.pages import page
from contract_ai.web.said import go
from contract_ai.web.sign_on import is_joined, sign_on_name
from contract_ai.web.visit import SESSION, Visit
from models.accounts import READING, SCOPES, Scope
from models.errors import AccountError

router = APIRouter()
Text = Annotated[str, Form()]
_WRONG = "The password is wrong."
_LOCKED = "Too many attempts failed. Wait 15 minutes, then try again."
_DAYS = (30, 90, 365)
_PARTS = ("password", "authenticator", "token")


@router.get("/account", name="account")
@allow()
@sets_up
def account(request: Request, visit: Visiting) -> Response:
    """Show a person's own account."""
    return _account(request, visit)


@router.post("/account/password")
@allow()
@lately
def change_password(
    request: Request, visit: Visiting, old: Text = "", new: Text = "", again: Text = ""
) -> Response:
    """Set a new password; every other session ends."""
    if new != again:
        return _account(request, visit, "password", "The two new passwords differ.")
    try:
        with visit.write() as session:
            outcome = changing_passwords.change_password(
                session, visit.person, Change(old, new), visit.origin, visit.means
            )
    except AccountError as error:
        return _account(request, visit, "password", f"{error.what} {error.do}")
    if outcome.result is not Result.OPEN:
        return _account(request, visit, "password", _refusal(outcome.result))
    answer = go("/account", "Your password is changed. All other sessions are ended.", visit.site)
    set_cookie(answer, visit.site, SESSION, outcome.token or "")
    return answer


@router.post("/account/authenticator")
@allow()
@lately
@sets_up
def begin_authenticator(request: Request, visit: Visiting, password: Text = "") -> Response:
    """Show what an authenticator is set up with."""
    if trouble := _unproven(visit, password):
        return _account(request, visit, "authenticator", trouble)
    try:
        with visit.write() as session:
            begun = totp.begin(session, visit.person, visit.means)
    except AccountError as error:
        return _account(request, visit, "authenticator", f"{error.what} {error.do}")
    return _enrolment(request, visit, begun)


@router.post("/account/authenticator/confirm")
@allow()
@lately
@sets_up
def confirm_authenticator(request: Request, visit: Visiting, code: Text = "") -> Response:
    """Switch the authenticator on by its first code, and show the recovery codes.

    Sessions that were opened without a code end, but for this one.
    """
    try:
        with visit.write() as session:
            codes = totp.confirm(session, visit.person, code, visit.means)
            _end_others(session, visit)
    except AccountError as error:
        with visit.read() as session:
            begun = totp.pending(session, visit.person, visit.means)
        if begun is None:
            return _account(request, visit, "authenticator", "Nothing was begun. Set it up again.")
        return _enrolment(request, visit, begun, f"{error.what} {error.do}")
    return page(request, visit, "account_codes.html", {"codes": codes, "fresh": True})


@router.post("/account/authenticator/codes")
@allow()
@lately
def renew_codes(request: Request, visit: Visiting, password: Text = "") -> Response:
    """Show new recovery codes; the old ones open nothing any more."""
    if trouble := _unproven(visit, password):
        return _account(request, visit, "authenticator", trouble)
    with visit.write() as session:
        codes = totp.renew_recovery_codes(session, visit.person, visit.means)
    return page(request, visit, "account_codes.html", {"codes": codes, "fresh": False})


@router.post("/account/authenticator/remove")
@allow()
@lately
def remove_authenticator(request: Request, visit: Visiting, password: Text = "") -> Response:
    """Take the authenticator off; every other session ends."""
    if trouble := _unproven(visit, password):
        return _account(request, visit, "authenticator", trouble)
    with visit.write() as session:
        totp.remove(session, visit.person, visit.means)
        _end_others(session, visit)
    said = "Your authenticator is removed, and all other sessions are ended."
    return go("/account", said, visit.site)


@router.post("/account/sessions/end")
@allow()
@lately
def end_session(visit: Visiting, key: Text = "") -> Response:
    """End one of a person's sessions."""
    with visit.write() as session:
        ended = sessions.end_one(session, visit.person, key, visit.now)
    if not ended:
        raise HTTPException(404)
    return go("/account#sessions", "The session is ended.", visit.site)


@router.post("/account/sessions/others")
@allow()
@lately
def end_others(visit: Visiting) -> Response:
    """End all of a person's sessions but this one."""
    with visit.write() as session:
        _end_others(session, visit)
    return go("/account#sessions", "All other sessions are ended.", visit.site)


@router.post("/account/tokens")
@allow()
@lately
def make_token(
    request: Request,
    visit: Visiting,
    name: Text = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Annotated[int, Form(ge=1, le=365)] = 90,
) -> Response:
    """Make a token for a program, and show it once."""
    try:
        grant = Grant(name, frozenset(map(Scope, scopes or [])), timedelta(days=days))
        with visit.write() as session:
            token = tokens.issue(session, visit.person, grant, visit.means)
    except ValueError:
        return _account(request, visit, "token", "There is no such scope.")
    except AccountError as error:
        trouble = f"{error.what} {error.do}"
        return _account(
            request, visit, "token", trouble, {"given_name": name, "chosen": scopes or []}
        )
    shown = {
        "name": name,
        "token": token,
        "until": visit.now + grant.holds,
        "scopes": [SCOPE_WORDS[scope] for scope in Scope if scope in grant.scopes],
    }
    return page(request, visit, "account_token.html", shown)


@router.post("/account/tokens/revoke")
@allow()
def revoke_token(visit: Visiting, key: Text = "") -> Response:
    """Take one of a person's tokens back."""
    with visit.write() as session:
        tokens.revoke(session, visit.person, key, visit.now)
    return go("/account#tokens", "The token is revoked.", visit.site)


def _account(
    request: Request,
    visit: Visit,
    part: str = "",
    trouble: str = "",
    given: Mapping[str, object] | None = None,
) -> Response:
    """Show the account; ``trouble`` says what went wrong in a part of it, ``given`` what was typed."""
    person = visit.person
    with visit.read() as session:
        shown = {
            "sessions": [
                (one, browser_words(one.agent))
                for one in sessions.open_sessions(session, person, visit.now)
            ],
            "codes_left": totp.recovery_codes_left(session, person) if person.has_totp else 0,
            "tokens": tokens.tokens_of(session, person, visit.now),
            "sign_on": sign_on_name(visit.site.settings),
            "joined": is_joined(session, person),
        }
    allowed = [(scope, SCOPE_WORDS[scope]) for scope in Scope if scope in SCOPES[person.role]]
    shown |= {
        "person": person,
        "scopes": allowed,
        "days": _DAYS,
        "given_name": "",
        "chosen": sorted(READING),
        "trouble": dict.fromkeys(_PARTS, "") | {part: trouble},
    }
    shown |= given or {}
    return page(request, visit, "account.html", shown, 400 if trouble else 200)


def _enrolment(request: Request, visit: Visit, begun: Enrolment, trouble: str = "") -> Response:
    secret = begun.secret
    shown = {
        "picture": Markup(begun.svg()),  # noqa: S704 (drawn by us from a text of ours)
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "trouble": trouble,
    }
    status = 400 if trouble else 200
    return page(request, visit, "account_authenticator.html", shown, status)


def _unproven(visit: Visit, password: str) -> str:
    """Say why this may not be the person themselves; empty where the password is right."""
    with visit.write() as session:
        outcome = proven(session, visit.person, password, visit.origin, visit.means)
    return "" if outcome.result is Result.OPEN else _refusal(outcome.result)


def _refusal(result: Result) -> str:
    return _LOCKED if result is Result.LOCKED else _WRONG


def _end_others(session: Session, visit: Visit) -> None:
    for one in sessions.open_sessions(session, visit.person, visit.now):
        if one.key != visit.key:
            sessions.end_one(session, visit.person, one.key, visit.now)
