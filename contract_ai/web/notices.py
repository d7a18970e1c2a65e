"""Notices of other systems (webhooks): let in by their signature over the bytes, and by that alone.

They come without a session, so nothing is known of the caller before the signature holds.  What a
notice says is checked and forgotten: it is not read, stored or logged.
"""

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from contract_ai.connectors import opening
from contract_ai.connectors.connections import connection
from contract_ai.connectors.notices import Notice, verify
from contract_ai.connectors.services import Means
from contract_ai.web.buckets import Buckets
from contract_ai.web.site import Site
from models.errors import ErrorCode, ServiceError
from models.ledgers import Service

PER_MINUTE = 300
"""How many notices one sender may give of one service; whoever gives more sends them again."""
_UNSIGNED = 401  # Xero's test of an address wants it ("intent to receive")
_UNSIGNED_AT = {Service.STRIPE: 400}
"""What a service's own examples answer to a signature that does not hold."""


async def must_be_signed(request: Request) -> None:
    """Let a notice in that its service signed; the state of the request then names the service.

    Raises:
        HTTPException: 404, there is no such service, it is not connected, or has no secret for
            notices; 429, there were too many; 400 or 401, it is not signed, or too old.
        SettingsError: the database or the key cannot be used.
    """
    service = _service(request.path_params["service"])
    means = means_of(request.app.state.site)
    _must_be_few(request, service, means)
    secret = await run_in_threadpool(_secret, service, means)
    if not secret:
        raise HTTPException(404)
    notice = Notice(
        {name.lower(): value for name, value in request.headers.items()},
        await request.body(),
        _address(request),
        request.method,
    )
    try:
        verify(service, notice, secret, means.clock.now())
    except ServiceError:
        raise HTTPException(_UNSIGNED_AT.get(service, _UNSIGNED)) from None
    request.state.service = service


def means_of(site: Site) -> Means:
    """Return what speaks with other systems in nobody's name."""
    clock, transport = opening.outside()
    return Means(site.database, site.vault, clock, transport)


def _service(name: str) -> Service:
    if name not in {one.value for one in Service}:
        raise HTTPException(404)
    return Service(name)


def _must_be_few(request: Request, service: Service, means: Means) -> None:
    rates: Buckets = request.app.state.notice_rates
    sender = request.client.host if request.client else ""
    if seconds := rates.take(f"{service} {sender}", means.clock.now()):
        raise HTTPException(429, headers={"Retry-After": str(seconds)})


def _secret(service: Service, means: Means) -> str:
    """Return what the service signs with; empty where nothing is known."""
    try:
        with means.database.read() as session:
            known = connection(session, means.vault, service)
    except ServiceError as error:
        if error.code is not ErrorCode.SERVICE_NOT_CONNECTED:
            raise
        return ""
    return known.secrets.notices.get_secret_value()


def _address(request: Request) -> str:
    """Return the address as the service knows it: servers in front of us change what we see."""
    site: Site = request.app.state.site
    path = request.scope.get("raw_path", request.url.path.encode()).partition(b"?")[0]
    query = request.scope["query_string"]
    return f"{site.address}{(path + b'?' + query if query else path).decode('ascii', 'replace')}"
