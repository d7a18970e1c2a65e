"""What the page after a change says: "3 terms confirmed."  It travels in a short-lived cookie.

Signed, so that nobody else can put words on our pages.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

_COOKIE = "said"
_SECONDS = 60
_SEE_OTHER = 303


def go(address: str, said: str = "", *, key: bytes = b"") -> RedirectResponse:
    """Send the browser to another of our pages, which says ``said`` on top."""
    answer = RedirectResponse(address, _SEE_OTHER)
    if said:
        say(answer, said, key)
    return answer


def say(answer: Response, said: str, key: bytes) -> None:
    """Let the next page say something."""
    text = urlsafe_b64encode(said.encode()).decode()
    value = f"{text}.{_seal(text, key)}"
    answer.set_cookie(_COOKIE, value, max_age=_SECONDS, httponly=True, samesite="lax")


def take_said(request: Request, key: bytes) -> str:
    """Return what the page before wanted said; empty where nothing, or not by us."""
    text, _, seal = request.cookies.get(_COOKIE, "").partition(".")
    if not seal or not hmac.compare_digest(seal.encode(), _seal(text, key).encode()):
        return ""
    return urlsafe_b64decode(text).decode()


def forget_said(answer: Response) -> None:
    """Say it once only."""
    answer.delete_cookie(_COOKIE, httponly=True, samesite="lax")


def _seal(text: str, key: bytes) -> str:
    return hmac.new(key, b"said:" + text.encode(), sha256).hexdigest()[:32]
