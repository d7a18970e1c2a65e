"""Which program calls: by the token it sends, never by a cookie."""

from fastapi import Request

from contract_ai.accounts import tokens
from contract_ai.web.pacing import pace_of
from contract_ai.web.site import Site
from contract_ai.web.visit import Visit
from models.errors import ErrorCode, RequestError

_SCHEME = "bearer"


def visit_by_token(request: Request) -> Visit:
    """Find out whose token came.

    Raises:
        RequestError: there is none, it does not hold, or it was used too often.
    """
    site: Site = request.app.state.site
    now = site.clock()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    with site.database.read() as session:
        found = tokens.find(session, token.strip(), now) if scheme.lower() == _SCHEME else None
    pace = pace_of(request)
    if found is None:
        pace.of_stranger(request, now)
        what = "There is no token that holds." if token else "Send a token with the request."
        do = "Authorization: Bearer cai_..., from your account's page."
        raise RequestError(ErrorCode.TOKEN_INVALID, what, where="the token", do=do)
    pace.of_token(found.key, request.scope["route"], now)
    if found.needs_touch(now):
        with site.database.write() as session:
            tokens.touch(session, token.strip(), now)
    return Visit(
        site=site,
        now=now,
        user=found.user,
        key=found.key,
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", "")[:200],
        by_token=True,
        scopes=found.scopes,
    )
