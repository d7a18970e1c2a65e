"""Telling another program that a night ended: one signed HTTPS POST, tried a few times.

The signature is that of widely used webhooks: ``t=SECONDS,v1=HEX``, where HEX is the HMAC-SHA-256
of ``SECONDS.BODY`` under the shared secret.  A receiver that sees a night's number twice has it
already.  Names of files and documents are not sent.
"""

import hashlib
import hmac
import http.client
import json
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from contract_ai.batch.figures import Figures
from contract_ai.batch.receivers import Webhook

SIGNATURE = "X-Contract-AI-Signature"
_PAUSE = 2.0  # seconds before the second try; twice as long before each further one


class _NoRedirects(HTTPRedirectHandler):
    """What is signed for one address is not sent to another."""

    def redirect_request(self, *_given: object, **_named: object) -> None:
        """Follow nothing: the answer is an error then."""


def signature(secret: bytes, body: bytes, at: int) -> str:
    """Sign a body at a moment, in seconds since 1970.

    >>> signature(b"secret", b"{}", 1)
    't=1,v1=1122767b193110cfec322b6f199b599edbf608ed087f2d27afb0b97d99523908'
    """
    seal = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={seal}"


def send(hook: Webhook, made: Figures, at: int, sleep: Callable[[float], None]) -> str:
    """Post the figures of a night; return why it failed, empty where it did not."""
    body = json.dumps({"schema": "night/1", **made.model_dump(mode="json")}).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "contract-ai",
        SIGNATURE: signature(hook.secret, body, at),
    }
    why = ""
    for attempt in range(hook.retries + 1):
        if attempt:
            sleep(_PAUSE * 2 ** (attempt - 1))
        why, again = _post(hook, body, headers)
        if not again:
            break
    return why


def _post(hook: Webhook, body: bytes, headers: dict[str, str]) -> tuple[str, bool]:
    """Try once; return why it failed, and whether another try may help."""
    request = Request(hook.url, body, headers, method="POST")  # noqa: S310 (settings allow https, and http where they say so)
    host = urlsplit(hook.url).hostname
    try:
        with build_opener(_NoRedirects).open(request, timeout=hook.timeout):
            return "", False
    except HTTPError as error:
        with error:
            return f"{host} answered {error.code}.", error.code >= 500 or error.code == 429  # noqa: PLR2004 (HTTP)
    except (URLError, OSError, http.client.HTTPException) as error:
        return f"{host} cannot be reached ({type(error).__name__}).", True
