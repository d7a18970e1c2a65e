"""One-time links: a new account, or a new password for one that is there."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from contract_ai.accounts import changing_passwords, invitations, users
from contract_ai.accounts.users import Newcomer
from contract_ai.web.access import Visiting, open_to_all
from contract_ai.web.pages import page
from contract_ai.web.said import go
from models.errors import AccountError

router = APIRouter()
Text = Annotated[str, Form()]


@router.get("/welcome/{token}")
@open_to_all
def form(request: Request, visit: Visiting, token: str) -> Response:
    """Show what the link is for."""
    with visit.read() as session:
        found = invitations.look(session, token, visit.now)
    shown = {"found": found, "token": token, "given": None, "trouble": ""}
    return page(request, visit, "welcome.html", shown)


@router.post("/welcome/{token}")
@open_to_all
def take(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    token: str,
    name: Text = "",
    full_name: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Make the account, or set the password, and lead to signing in."""
    given = Newcomer(name, full_name, password)
    with visit.read() as session:
        found = invitations.look(session, token, visit.now)
    trouble = "" if password == again else "The two passwords differ."
    try:
        if not trouble:
            with visit.site.database.write() as session:
                if found.user_id is None:
                    users.accept(session, token, given, visit.means)
                else:
                    changing_passwords.reset_password(session, token, password, visit.means)
    except AccountError as error:
        trouble = f"{error.what} {error.do}"
    if trouble:
        shown = {"found": found, "token": token, "given": given, "trouble": trouble}
        return page(request, visit, "welcome.html", shown, 400)
    return go("/sign-in", "Your password is set. Sign in with it.", visit.site)
