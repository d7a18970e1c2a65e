"""What the page after a change says: "3 terms confirmed."  It travels in a short-lived cookie.

Signed, so that nobody else can put words on our pages.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from contract_ai.accounts.secrets import Vault

SAID = "said"
_SECONDS = 60
_SEE_OTHER = 303


def go(address: str, said: str = "", vault: Vault | None = None) -> RedirectResponse:
    """Send the browser to another of our pages, which says ``said`` on top."""
    answer = RedirectResponse(address, _SEE_OTHER)
    if said and vault is not None:
        text = urlsafe_b64encode(said.encode()).decode()
        value = f"{text}.{_seal(text, vault)}"
        answer.set_cookie(SAID, value, max_age=_SECONDS, httponly=True, samesite="lax")
    return answer


def take_said(request: Request, vault: Vault) -> str:
    """Return what the page before wanted said; empty where nothing, or not by us."""
    text, _, seal = request.cookies.get(SAID, "").partition(".")
    if not seal or not hmac.compare_digest(seal.encode(), _seal(text, vault).encode()):
        return ""
    return urlsafe_b64decode(text).decode()


def forget_said(answer: Response) -> None:
    """Say it once only."""
    answer.delete_cookie(SAID, httponly=True, samesite="lax")


def _seal(text: str, vault: Vault) -> str:
    return vault.sign(text, "said")
