"""Who may read the figures: nobody unless a setting says so, then a token or this machine itself."""

from hmac import compare_digest
from ipaddress import ip_address

from fastapi import HTTPException, Request

from contract_ai.settings import Settings

_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""What servers in front of us add: their own address is then not that of who asks."""


def must_watch(request: Request, settings: Settings) -> None:
    """Refuse who may not read the figures.

    Raises:
        HTTPException: 404, figures are for nobody, or not for this caller; 401, the token is wrong.
    """
    if settings.metrics_token is not None:
        given = request.headers.get("authorization", "").encode()
        wanted = f"Bearer {settings.metrics_token.get_secret_value()}".encode()
        if not compare_digest(given, wanted):
            raise HTTPException(401)
    elif settings.metrics != "loopback" or not _is_here(request):
        raise HTTPException(404)


def _is_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:  # the name of a socket
        return False
