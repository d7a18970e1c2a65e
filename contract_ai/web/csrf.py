"""A change is taken only from our own pages: the session's token must come with it.

Scripts send it as a header, forms as the field ``csrf``.  A browser that says the request comes
from elsewhere is refused before that.  Requests that carry an API token have no cookie that a
foreign page could use.

A form with files is read while it comes in, so its route looks at the token itself
(`checks_itself`, `is_ours`), before it takes the first file.
"""

from collections.abc import Callable
from typing import TypeVar

from fastapi import HTTPException, Request

from contract_ai.accounts.csrf import genuine
from contract_ai.web.visit import Visit

HEADER = "x-csrf-token"
FIELD = "csrf"
F = TypeVar("F", bound=Callable[..., object])
_ITSELF = "__checks_token__"
_FORM = "application/x-www-form-urlencoded"


class NotOurPage(HTTPException):
    """A change that does not come from one of our pages, or from one that is too old."""

    def __init__(self) -> None:
        super().__init__(403, "This page is too old or not ours. Load it again and repeat.")


def checks_itself(endpoint: F) -> F:
    """Say that a route looks at the token itself, as it reads its form while it comes in."""
    setattr(endpoint, _ITSELF, True)
    return endpoint


def is_ours(given: str, visit: Visit) -> bool:
    """Whether this is the token of the caller's session."""
    return bool(visit.csrf) and genuine(visit.csrf, given)


async def must_be_ours(request: Request, visit: Visit) -> None:
    """Refuse a change that no page of this session asked for.

    Raises:
        NotOurPage: the token is missing or another one, or the browser names another site.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotOurPage
    if visit.by_token or getattr(request.scope["route"].endpoint, _ITSELF, False):
        return
    given = request.headers.get(HEADER, "")
    if not given and request.headers.get("content-type", "").startswith(_FORM):
        field = (await request.form()).get(FIELD)
        given = field if isinstance(field, str) else ""
    if not is_ours(given, visit):
        raise NotOurPage
