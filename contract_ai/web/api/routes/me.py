"""Who calls: the person of the token, and what the token is for."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contract_ai.accounts import tokens
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api.forms import Moment, Out
from contract_ai.web.api.paging import send_fresh
from models.accounts import Role, Scope

router = APIRouter(tags=["Token"])


class TokenOut(Out):
    """The token of the request."""

    name: str
    scopes: list[Scope]
    created_at: Moment
    expires_at: Moment
    last_used_at: Moment | None = None


class Me(Out):
    """The person in whose name the token acts; ``contracts`` are patterns of contract names."""

    name: str
    full_name: str
    role: Role
    contracts: list[str]
    token: TokenOut


@router.get("/me", response_model=Me)
@needs(None)
def me(request: Request, visit: Visiting) -> Response:
    """Tell whose token this is, and what it may do."""
    with visit.read() as session:
        own = tokens.tokens_of(session, visit.person, visit.now)
    token = next(one for one in own if one.key == visit.key)
    shown = TokenOut.of(token, scopes=sorted(token.scopes))
    person = visit.person
    found = Me.of(person, contracts=list(person.contracts), token=shown)
    return send_fresh(request, found.form())
