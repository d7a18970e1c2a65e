"""Single sign-on as the pages use it: whether it is set up, what it is called, where it leads back."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai.accounts.people import row_of
from contract_ai.accounts.single_sign_on import WITHIN
from contract_ai.settings import Settings
from contract_ai.web.cookies import cookie_name, set_cookie
from contract_ai.web.site import Site
from models.accounts import User

BACK = "/sign-in/oidc/back"
_COOKIE = "sign-on"


def sign_on_name(settings: Settings) -> str:
    """Return what people know the provider by; empty where none is set up."""
    return settings.oidc_name if settings.oidc_issuer else ""


def is_joined(session: Session, user: User) -> bool:
    """Whether a person may come in through the provider."""
    return row_of(session, user.id).subject is not None


def hold_browser(answer: Response, site: Site, value: str) -> None:
    """Let the browser keep what shows, on its way back, that it is the one that left."""
    set_cookie(answer, site, _COOKIE, value, seconds=int(WITHIN.total_seconds()))


def held_browser(request: Request, site: Site) -> str:
    """Return what the browser kept; empty where nothing."""
    return request.cookies.get(cookie_name(site, _COOKIE), "")
