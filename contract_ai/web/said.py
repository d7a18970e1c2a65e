"""What the page after a change says: "3 terms confirmed."  It travels in a short-lived cookie.

Signed, so that nobody else can put words on our pages.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from contract_ai.accounts.secrets import Vault
from contract_ai.web.cookies import cookie_name, drop_cookie, set_cookie
from contract_ai.web.site import Site

_SAID = "said"
_SECONDS = 60
_LONGEST = 600  # characters: browsers keep cookies of 4,096 bytes
_SEE_OTHER = 303


def go(address: str, said: str = "", site: Site | None = None) -> RedirectResponse:
    """Send the browser to another of our pages, which says ``said`` on top."""
    answer = RedirectResponse(address, _SEE_OTHER)
    if said and site is not None:
        text = urlsafe_b64encode(said[:_LONGEST].encode()).decode()
        value = f"{text}.{_seal(text, site.vault)}"
        set_cookie(answer, site, _SAID, value, seconds=_SECONDS)
    return answer


def is_said(request: Request, site: Site) -> bool:
    """Whether the page before wanted something said."""
    return cookie_name(site, _SAID) in request.cookies


def take_said(request: Request, site: Site) -> str:
    """Return what the page before wanted said; empty where nothing, or not by us."""
    text, _, seal = request.cookies.get(cookie_name(site, _SAID), "").partition(".")
    if not seal or not hmac.compare_digest(seal.encode(), _seal(text, site.vault).encode()):
        return ""
    return urlsafe_b64decode(text).decode()


def forget_said(answer: Response, site: Site) -> None:
    """Say it once only."""
    drop_cookie(answer, site, _SAID)


def _seal(text: str, vault: Vault) -> str:
    return vault.sign(text, "said")
