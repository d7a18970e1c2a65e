"""People: who may sign in, as what, and which contracts they see.  For administrators."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai.accounts import invitations, people, sessions, tokens, users
from contract_ai.accounts.invitations import HOLDS, Offer
from contract_ai.accounts.last_seen import last_sign_ins
from contract_ai.web.access import Visiting, allow, lately
from contract_ai.web.agents import browser_words
from contract_ai.web.matrix import matrix
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role, User
from models.errors import AccountError
from reports.wording import count

router = APIRouter()
NAV = Nav("People", "/people", 80, frozenset({Role.ADMINISTRATOR}), ("/connections", "/retention"))
Text = Annotated[str, Form()]
ROLE_WORDS = {
    Role.FINANCE: "uploads, confirms terms, works through findings; bills, applies payments, reminds, "
    "closes months",
    Role.AUDITOR: "reads everything in their contracts, comments, signs off",
    Role.ADMINISTRATOR: "manages people, connections and retention, and works with contracts and "
    "findings as finance does; not with billing and payments, which who makes accounts leaves to others",
}
_HOURS = int(HOLDS.total_seconds()) // 3600


@router.get("/people")
@allow(Role.ADMINISTRATOR)
def list_people(request: Request, visit: Visiting) -> Response:
    """List everybody with an account, and open invitations."""
    return _list(request, visit)


@router.post("/people/invite")
@allow(Role.ADMINISTRATOR)
@lately
def invite(
    request: Request, visit: Visiting, name: Text = "", role: Text = "", contracts: Text = "*"
) -> Response:
    """Invite somebody, and show the one-time link."""
    given = {"name": name, "role": role, "contracts": contracts}
    known = name.strip() or None
    email = known if known and "@" in known else None
    try:
        offer = Offer(_role(role), patterns_of(contracts), known, email)
        with visit.write() as session:
            token = invitations.invite(session, offer, visit.means)
    except AccountError as error:
        return _list(request, visit, given, f"{error.what} {error.do}")
    what = f"{name.strip() or 'Whoever opens it'} is invited as {offer.role.value}"
    return _link(request, visit, token, what)


@router.post("/people/invitations/revoke")
@allow(Role.ADMINISTRATOR)
@lately
def revoke_invitation(visit: Visiting, key: Text = "") -> Response:
    """Take an invitation or a link for a new password back."""
    with visit.write() as session:
        invitations.revoke(session, key, visit.now)
    return go("/people", "The link opens nothing any more.", visit.site)


@router.post("/people/sign-out")
@allow(Role.ADMINISTRATOR)
@lately
def sign_everybody_out(visit: Visiting) -> Response:
    """End the sessions of everybody else."""
    with visit.write() as session:
        number = users.sign_out_others(session, visit.person, visit.means)
    said = f"{count(number, 'person', 'people')} must sign in again."
    return go("/people", said, visit.site)


@router.get("/people/access")
@allow(Role.ADMINISTRATOR)
def access(request: Request, visit: Visiting) -> Response:
    """Show who may call which route, from the table of routes itself."""
    return page(request, visit, "people_access.html", {"rows": matrix(request.app), "roles": Role})


@router.get("/people/{number}")
@allow(Role.ADMINISTRATOR)
def person(request: Request, visit: Visiting, number: int) -> Response:
    """Show one person, and what may be changed."""
    return _person(request, visit, number)


@router.post("/people/{number}")
@allow(Role.ADMINISTRATOR)
@lately
def change(
    request: Request, visit: Visiting, number: int, role: Text = "", contracts: Text = ""
) -> Response:
    """Give a person another role or other contracts; their sessions end."""
    try:
        with visit.write() as session:
            before = _found(session, number)
            wanted, chosen = patterns_of(contracts), _role(role)
            after = users.set_role(session, before, chosen, visit.means)
            if wanted != before.contracts:
                after = users.set_contracts(session, after, wanted, visit.means)
    except AccountError as error:
        return _person(request, visit, number, f"{error.what} {error.do}")
    if after == before:
        return go("/people", "Nothing was changed.", visit.site)
    said = f"{after.full_name} is changed, and must sign in again."
    return go("/people", said, visit.site)


@router.post("/people/{number}/sign-out")
@allow(Role.ADMINISTRATOR)
@lately
def sign_out(visit: Visiting, number: int) -> Response:
    """End all sessions of a person."""
    with visit.write() as session:
        found = _found(session, number)
        users.sign_out(session, found, visit.means)
    said = f"{found.full_name} must sign in again."
    return go(f"/people/{number}", said, visit.site)


@router.post("/people/{number}/disable")
@allow(Role.ADMINISTRATOR)
@lately
def disable(request: Request, visit: Visiting, number: int, reason: Text = "") -> Response:
    """Shut an account: sessions, tokens and links end."""
    try:
        with visit.write() as session:
            after = users.disable(session, _found(session, number), visit.means, reason.strip())
    except AccountError as error:
        return _person(request, visit, number, f"{error.what} {error.do}")
    said = f"{after.full_name} is disabled: sessions, tokens and links are ended."
    return go("/people", said, visit.site)


@router.post("/people/{number}/enable")
@allow(Role.ADMINISTRATOR)
@lately
def enable(visit: Visiting, number: int) -> Response:
    """Open a disabled account again."""
    with visit.write() as session:
        after = users.enable(session, _found(session, number), visit.means)
    return go("/people", f"{after.full_name} may sign in again.", visit.site)


@router.post("/people/{number}/reset")
@allow(Role.ADMINISTRATOR)
@lately
def reset(request: Request, visit: Visiting, number: int) -> Response:
    """Make a one-time link for a new password, and show it."""
    with visit.write() as session:
        found = _found(session, number)
        if found.disabled_at is not None:
            raise HTTPException(409, "The account is disabled. Enable it first.")
        token = invitations.offer_reset(session, found, visit.means)
    return _link(request, visit, token, f"{found.full_name} may choose a new password")


@router.post("/people/{number}/authenticator")
@allow(Role.ADMINISTRATOR)
@lately
def remove_authenticator(
    request: Request, visit: Visiting, number: int, reason: Text = ""
) -> Response:
    """Take the authenticator off the account of somebody who lost it."""
    if not reason.strip():
        return _person(request, visit, number, "Say why the authenticator is taken off.")
    with visit.write() as session:
        found = _found(session, number)
        if not found.has_totp:
            raise HTTPException(409, "This account has no authenticator.")
        users.remove_totp(session, found, visit.means, reason.strip())
    said = f"The authenticator of {found.full_name} is taken off, and their sessions are ended."
    return go(f"/people/{number}", said, visit.site)


@router.post("/people/{number}/tokens/revoke")
@allow(Role.ADMINISTRATOR)
@lately
def revoke_token(visit: Visiting, number: int, key: Text = "") -> Response:
    """Take a token of any person back."""
    with visit.write() as session:
        tokens.revoke(session, _found(session, number), key, visit.now)
    return go("/people#tokens", "The token is revoked.", visit.site)


def patterns_of(text: str) -> tuple[str, ...]:
    r"""Read patterns of contracts: separated by commas, spaces or lines.

    >>> patterns_of("MSA-*, SOW-2025-014\n*"), patterns_of(" ")
    (('MSA-*', 'SOW-2025-014', '*'), ())
    """
    return tuple(text.replace(",", " ").split())


def _role(role: str) -> Role:
    if role not in {one.value for one in Role}:
        raise HTTPException(400, "There is no such role.")
    return Role(role)


def _found(session: Session, number: int) -> User:
    try:
        return people.user_of(people.row_of(session, number))
    except AccountError:
        raise HTTPException(404) from None


def _list(
    request: Request, visit: Visit, given: dict[str, str] | None = None, trouble: str = ""
) -> Response:
    with visit.read() as session:
        shown = {
            "people": people.all_people(session),
            "last": last_sign_ins(session),
            "open": invitations.open_invitations(session, visit.now),
            "tokens": tokens.all_tokens(session, visit.now),
        }
    fresh = {"name": "", "role": Role.FINANCE, "contracts": "*"}
    shown |= {"roles": ROLE_WORDS.items(), "given": given or fresh, "trouble": trouble}
    return page(request, visit, "people.html", shown, 400 if trouble else 200)


def _person(request: Request, visit: Visit, number: int, trouble: str = "") -> Response:
    with visit.read() as session:
        found = _found(session, number)
        last = last_sign_ins(session).get(number)
        opened = sessions.open_sessions(session, found, visit.now)
    shown = {
        "sessions": [(one, browser_words(one.agent)) for one in opened],
        "person": found,
        "last": last,
        "roles": ROLE_WORDS.items(),
        "trouble": trouble,
        "hours": _HOURS,
    }
    return page(request, visit, "person.html", shown, 400 if trouble else 200)


def _link(request: Request, visit: Visit, token: str, what: str) -> Response:
    link = f"{visit.site.address}/welcome/{token}"
    shown = {"link": link, "what": what, "hours": _HOURS}
    return page(request, visit, "people_link.html", shown)
